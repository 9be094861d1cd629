"""One example consultation, taken on its way by the services, as whoever may take each step."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from coordination.access.actor import Actor, Function
from coordination.access.reader import reading_as
from coordination.consultations import services
from coordination.consultations.kinds import Stand
from coordination.consultations.models import Consultation
from coordination.people.actors import build, for_organisation
from coordination.people.models import BRUSSELS, User
from coordination.people.queries import organisations
from coordination.register.sharing import Choice, Sharing

Words = dict[str, Any]

# What nobody has really said says so itself, wherever it is read.
EXAMPLE = "Example: "
PRESIDENCY = "presidency"
NOON = datetime.time(12)


def seated(code: str) -> Actor:
    """Whoever speaks for an organisation; the Presidency is the persona of the demonstration."""
    if code == PRESIDENCY:
        return build(User.objects.get(email=f"{PRESIDENCY}@demo.example"))
    return for_organisation(organisations().by_code[code])


def in_days(days: int) -> datetime.datetime:
    """Noon in Brussels, so many days from today."""
    day = timezone.now().astimezone(BRUSSELS).date() + datetime.timedelta(days=days)
    return datetime.datetime.combine(day, NOON, BRUSSELS)


@dataclass
class ExampleConsultation:
    """`words` as in the file; `loaded` holds those before it by title."""

    words: Words
    loaded: dict[str, Consultation]

    def load(self) -> Consultation:
        row = self._draft()
        if "opened" in self.words:
            row = self._open(row)
            self._answer(row)
            row = self._moved(row)
        return row

    def _draft(self) -> Consultation:
        words, convenor = self.words, seated(self.words["by"])
        fields = {name: words.get(name, "").strip() for name in ("title", "reference", "background", "text")}
        whole = self.loaded.get(words.get("with", ""))
        fields |= {"by_chair": words["by"] == PRESIDENCY, "is_example": True}
        if whole is not None:
            fields["part_of_id"] = whole.pk
        with reading_as(convenor):
            said = services.Words(fields, tuple(words.get("questions", ())))
            return services.draft(actor=convenor, kind=words["kind"], words=said)

    def _open(self, row: Consultation) -> Consultation:
        convenor = seated(self.words["by"])
        with reading_as(convenor):
            return services.open_to(
                actor=convenor,
                consultation=row,
                sharing=Sharing(Choice.MEMBERS),
                deadline=in_days(max(self.words["until"], 2)),
                readership=self.words["readership"],
            )

    def _answer(self, row: Consultation) -> None:
        for line in self.words.get("replies", ()):
            self._write(row, line, submitted=True)
        for line in self.words.get("drafts", ()):
            self._write(row, line, submitted=False)
        for line in self.words.get("inputs", ()):
            self._input(row, line)
        for line in self.words.get("more_time", ()):
            with reading_as(actor := seated(line["by"])):
                services.ask_for_time(
                    actor=actor,
                    consultation=row,
                    until=in_days(line["until"]),
                    reason=EXAMPLE + line["reason"],
                )
        for stand, said in self.words.get("positions", {}).items():
            named = said.items() if isinstance(said, dict) else ((code, "") for code in said)
            for code, words in named:
                self._position(row, code, Stand(stand), words)
        for line in self.words.get("syntheses", ()):
            self._synthesis(row, line)

    def _write(self, row: Consultation, line: Words, *, submitted: bool) -> None:
        with reading_as(actor := seated(line["by"])):
            for number, text in enumerate(line["texts"], start=1):
                if not text:
                    continue
                draft = services.write(
                    actor=actor, consultation=row, number=number, version=None, text=EXAMPLE + text
                )
                if submitted:
                    services.clear(actor=actor, draft=draft, version=None)
            if submitted:
                services.submit(actor=actor, consultation=row)

    def _input(self, row: Consultation, line: Words) -> None:
        ministry = organisations().by_code[line["of"]]
        with reading_as(delegation := for_organisation(organisations().by_id[ministry.party_id])):
            [asked] = services.ask_ministries(
                actor=delegation,
                consultation=row,
                ministry_ids=[ministry.pk],
                numbers=[line["question"]],
                words=line["words"],
                due_at=row.deadline,
            )
        if "text" in line:
            with reading_as(writer := for_organisation(ministry, function=Function.MINISTRY)):
                services.write_input(
                    actor=writer,
                    ministry_input=asked,
                    version=None,
                    text=EXAMPLE + line["text"],
                    finished=True,
                )

    def _position(self, row: Consultation, code: str, stand: Stand, words: str) -> None:
        with reading_as(actor := seated(code)):
            services.state_position(
                actor=actor,
                consultation=row,
                version=None,
                stand=stand,
                words=EXAMPLE + words if words else "",
            )

    def _synthesis(self, row: Consultation, line: Words) -> None:
        with reading_as(convenor := seated(self.words["by"])):
            written = services.write_synthesis(
                actor=convenor,
                consultation=row,
                number=line["question"],
                version=None,
                text=EXAMPLE + line["text"].strip(),
            )
            if line.get("published"):
                services.publish(actor=convenor, synthesis=written, version=None)

    def _moved(self, row: Consultation) -> Consultation:
        """Bring it to its days: no service opens anything in the past, so the example is set back."""
        days: dict[str, Any] = {"opened_at": in_days(self.words["opened"])}
        days |= dict.fromkeys(("deadline", "first_deadline"), in_days(self.words["until"]))
        convenor = seated(self.words["by"])
        with reading_as(convenor):
            Consultation.objects.visible_to(convenor).filter(pk=row.pk).update(**days)
            return Consultation.objects.visible_to(convenor).get(pk=row.pk)
