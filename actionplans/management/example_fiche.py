"""One example fiche, taken through its stages and what followed by the services, as whoever may do it."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from actionplans.fiches import services
from actionplans.fiches.audiences import with_presidency
from actionplans.fiches.kinds import Stage
from actionplans.fiches.models import Fiche, Measure
from actionplans.fiches.queries.fingerprint import fingerprint
from actionplans.plans.kinds import Answer
from actionplans.plans.models import ActionTerms, Plan
from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.people.models import BRUSSELS, Organisation, today
from coordination.people.queries import organisations, presidency
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries, themes

from .example_plan import EXAMPLE, Lines, example_words, seated, speaking

PRESIDENCY = "presidency"
INVENTED = (
    f"{EXAMPLE}the fiche and what it asks are invented; only what carries a source and a date is a fact."
)
# After how many days an answer comes.
DAYS_TO_ANSWER = 6
SATURDAY = 5
NOON = datetime.time(12)


def body(code: str) -> Organisation:
    """An organisation by its code; the Presidency is whoever holds it today."""
    holder = presidency().holder if code == PRESIDENCY else None
    return holder or organisations().by_code[code]


def actor_of(code: str) -> Actor:
    return seated(code) if code == PRESIDENCY else speaking(code)


def day_of(offset: int | None) -> datetime.date | None:
    """A day counted from the day of loading, the Friday before where it falls on a weekend."""
    if offset is None:
        return None
    day = today() + datetime.timedelta(days=offset)
    return day - datetime.timedelta(days=max(day.weekday() - SATURDAY + 1, 0))


@dataclass
class ExampleFiche:
    """One fiche on its way, each step by whoever may take it; `words` as in the file of its country."""

    country: str
    words: Lines
    actors: dict[str, Actor] = field(default_factory=dict)

    def load(self) -> None:
        fiche = self._draft()
        for line in self.words["measures"]:
            self._ask(fiche, line)
        if template := self.words.get("template"):
            self._keep_template(fiche, template)
        if "circulated" in self.words:
            self._discuss(fiche)
        if "endorsed" in self.words:
            self._endorse(fiche)
        if "started" in self.words:
            drafter = self._drafter()
            with reading_as(drafter):
                services.start(actor=drafter, fiche=fiche, on=day_of(self.words["started"]))
            self._follow(fiche)
        self._finish(fiche)

    # --- Written ---------------------------------------------------------------------------------

    def _draft(self) -> Fiche:
        drafter, words = self._drafter(), self.words
        with reading_as(drafter):
            plan = Plan.objects.visible_to(drafter).filter(country__code=self.country).first()
            fields = {
                "title": words["title"],
                "purpose": words["purpose"],
                "situation": f"{words['situation'].strip()}\n\n{INVENTED}",
                "theme_id": themes().by_code[words["theme"]].pk,
                "plan_id": plan.pk if plan else None,
                "urgent": words.get("urgent", False),
                "starts_on": day_of(words.get("starts")),
                "due_on": day_of(words.get("due")),
                "is_example": True,
            }
            return services.draft(actor=drafter, words=services.Words(fields, self._country_ids()))

    def _country_ids(self) -> list[int]:
        return [countries().by_code[self.country].pk]

    def _ask(self, fiche: Fiche, line: Lines) -> None:
        drafter = self._drafter()
        said: Lines = {
            name: example_words(line.get(name, "")) for name in ("lever", "message", "deliverable")
        }
        said |= {
            "title": line["title"],
            "owner_id": body(line["owner"]).pk,
            "due_on": day_of(line.get("due")),
        }
        with reading_as(drafter):
            if title := line.get("action"):
                said["action_id"] = self._action_id(drafter, title)
            services.add_measure(actor=drafter, fiche=fiche, fields=said)

    def _action_id(self, reader: Actor, title: str) -> Any:
        """The action of the country's plan that bears this title in one of its versions."""
        found = ActionTerms.objects.visible_to(reader).filter(
            plan_version__plan__country__code=self.country, title=title
        )
        return found.order_by("plan_version__number").values_list("action", flat=True)[0]

    def _keep_template(self, source: Fiche, template: Lines) -> None:
        """What the fiche is about in general, with measures of its own."""
        drafter = self._drafter()
        with reading_as(drafter):
            kept = services.clone(
                actor=drafter,
                source=source,
                title=template["title"],
                country_ids=self._country_ids(),
                as_template=True,
            )
            fields = {name: template[name] for name in ("title", "purpose", "situation")}
            fields |= {"theme_id": source.theme_id, "is_example": True}
            words = services.Words(fields, self._country_ids())
            kept = services.change(actor=drafter, fiche=kept, version=None, words=words)
            for measure in Measure.objects.visible_to(drafter).filter(fiche=kept):
                services.remove_measure(actor=drafter, measure=measure)
        for line in template["measures"]:
            self._ask(kept, line)

    # --- Out for comments ------------------------------------------------------------------------

    def _discuss(self, fiche: Fiche) -> None:
        drafter, words = self._drafter(), self.words
        until = None
        if hours := words.get("hours_to_answer"):
            until = timezone.now().replace(minute=0, second=0, microsecond=0) + datetime.timedelta(
                hours=hours
            )
        elif days := words.get("days_to_answer"):
            day = today() + datetime.timedelta(days=days)
            until = datetime.datetime.combine(day, NOON, BRUSSELS)
        with reading_as(drafter):
            services.circulate(
                actor=drafter,
                fiche=fiche,
                sharing=self._sharing(),
                comments_until=until,
                procedure=words.get("procedure"),
            )
        self.actors.clear()  # whoever reads it from now on
        for remark in words.get("comments", ()):
            self._comment(fiche, remark)
        for position in words.get("positions", ()):
            said = {"stand": position["stand"], "words": example_words(position.get("words", ""))}
            party = self._actor(position["by"])
            with reading_as(party):
                services.state_position(actor=party, fiche=fiche, **said)
        for asked in words.get("asked", ()):
            self._invite(fiche, asked)
        for offered in words.get("offered", ()):
            party = self._actor(offered["by"])
            with reading_as(party):
                services.offer(
                    actor=party, fiche=fiche, words=example_words(offered["words"]), on=self._answered_on()
                )

    def _sharing(self) -> Sharing:
        """All members and the country team, or the delegations named and the Presidency."""
        if named := tuple(body(code).pk for code in self.words.get("shared_with", ())):
            return with_presidency(Sharing(Choice.NAMED, named))
        return Sharing(Choice.MEMBERS, country_team=True)

    def _answered_on(self) -> datetime.date | None:
        return day_of(min(self.words["circulated"] + DAYS_TO_ANSWER, 0))

    def _comment(self, fiche: Fiche, remark: Lines) -> None:
        author = self._actor(remark["by"])
        with reading_as(author):
            made = services.comment(
                actor=author,
                fiche=fiche,
                field=remark["field"],
                kind=remark.get("kind", "comment"),
                text=example_words(remark["text"]),
                proposal=example_words(remark.get("proposal", "")),
            )
        if words := remark.get("resolution"):
            resolver = self._actor(remark.get("resolved_by") or remark["by"])
            with reading_as(resolver):
                services.resolve(actor=resolver, fiche=fiche, key=made.key, words=example_words(words))

    def _invite(self, fiche: Fiche, asked: Lines) -> None:
        drafter = self._drafter()
        with reading_as(drafter):
            [part] = services.invite(
                actor=drafter,
                fiche=fiche,
                organisation_ids=[body(asked["who"]).pk],
                words=asked["for"],
                on=day_of(self.words["circulated"]),
            )
        if "answer" not in asked:
            return
        party = self._actor(asked["who"])
        with reading_as(party):
            part = services.answer(
                actor=party,
                contribution=part,
                version=part.version,
                accepted=asked["answer"] == Answer.ACCEPTED,
                words=example_words(asked["words"]),
                on=self._answered_on(),
            )
            if words := asked.get("part"):
                services.report_part(
                    actor=party,
                    contribution=part,
                    version=part.version,
                    light=asked["light"],
                    words=example_words(words),
                    on=day_of(asked["reported"]),
                )

    # --- Endorsed and followed -------------------------------------------------------------------

    def _endorse(self, fiche: Fiche) -> None:
        chair = self._actor(PRESIDENCY)
        day = day_of(self.words["endorsed"])
        with reading_as(chair):
            read = Fiche.objects.visible_to(chair).get(pk=fiche.pk)  # as it stands since it was circulated
            services.endorse(actor=chair, fiche=read, read=fingerprint(chair, read), on=day)

    def _follow(self, fiche: Fiche) -> None:
        for number, line in enumerate(self.words["measures"], start=1):
            for report in line.get("reports", ()):
                self._report(fiche, number, line["owner"], report)
            if dropped := line.get("dropped"):
                drafter = self._drafter()
                with reading_as(drafter):
                    services.drop_measure(
                        actor=drafter,
                        measure=self._measure(drafter, fiche, number),
                        version=None,
                        reason=example_words(dropped["reason"]),
                        on=day_of(dropped["on"]),
                    )

    def _report(self, fiche: Fiche, number: int, owner: str, report: Lines) -> None:
        said = services.Report(
            light=report.get("light", "on-track"),
            words=example_words(report["words"]),
            done="evidence" in report,
            evidence=example_words(report.get("evidence", "")),
            due_after=day_of(report.get("due_after")),
            reason=example_words(report.get("reason", "")),
            for_action=example_words(report.get("for_action", "")),
        )
        reporter = self._actor(owner)
        with reading_as(reporter):
            services.report(
                actor=reporter,
                measure=self._measure(reporter, fiche, number),
                version=None,
                report=said,
                on=day_of(report["on"]),
            )

    def _finish(self, fiche: Fiche) -> None:
        drafter = self._drafter()
        with reading_as(drafter):
            if found := self.words.get("evaluation"):
                said = {name: example_words(found[name]) for name in ("worked", "did_not", "lesson")}
                services.evaluate(actor=drafter, fiche=fiche, version=None, on=day_of(found["on"]), **said)
            if closed := self.words.get("closed"):
                services.close(
                    actor=drafter,
                    fiche=fiche,
                    version=None,
                    evidence=example_words(closed["evidence"]),
                    on=day_of(closed["on"]),
                )

    # --- Who acts, and on what -------------------------------------------------------------------

    def _drafter(self) -> Actor:
        return self._actor(self.words["by"])

    def _actor(self, code: str) -> Actor:
        """Built once a step: once it is shared, others read the fiche."""
        return self.actors.get(code) or self.actors.setdefault(code, actor_of(code))

    def _measure(self, reader: Actor, fiche: Fiche, number: int) -> Measure:
        return Measure.objects.visible_to(reader).get(fiche=fiche, number=number)


def stage_of(words: Lines) -> Stage:
    """The stage in which a fiche of the files ends."""
    steps = {
        "closed": Stage.CLOSED,
        "evaluation": Stage.EVALUATED,
        "started": Stage.IMPLEMENTATION,
        "endorsed": Stage.ENDORSED,
        "circulated": Stage.COMMENTS,
    }
    return next((stage for step, stage in steps.items() if step in words), Stage.DRAFT)
