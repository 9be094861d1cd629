"""One meeting of the demonstration: written through the services, step by step, by whoever may take each."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db import transaction

from coordination.access.actor import Actor, Function
from coordination.access.reader import reading_as
from coordination.management.example_notes import agree, send_for_comments, write_notes
from coordination.meetings import services
from coordination.meetings.audiences import Invited
from coordination.meetings.kinds import Capacity, ItemKind, MeetingState, Standing
from coordination.meetings.models import AgendaItem, Body, Meeting, Participation
from coordination.people.actors import for_organisation
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import organisations, presidency
from coordination.world.queries import countries

Lines = dict[str, Any]
SYSTEM = "demonstration"
HELD = (services.issue, services.begin, services.end)
STEPS: dict[str, tuple[Callable[..., Meeting], ...]] = {
    "draft": (),
    "issued": (services.issue,),
    "running": (services.issue, services.begin),
    "held": HELD,
    "for comments": (*HELD, send_for_comments),
    "locked": (*HELD, send_for_comments, agree, services.lock),
}


def speaker(code: str, day: datetime.date) -> Actor:
    """Who speaks for an organisation; "presidency" is whoever chaired on the day."""
    if code != "presidency":
        return for_organisation(organisations().by_code[code], system=SYSTEM)
    holder = presidency(day).holder
    assert holder is not None  # noqa: S101 (the rota covers the demonstration)
    actor = for_organisation(holder, system=SYSTEM)
    # A meeting of an earlier term is written as its chair wrote it.
    actor.functions |= {Function.CHAIR}
    return actor


def day_of(words: Lines) -> datetime.date:
    """The day of a meeting: a date, or so many days from today, never on a weekend."""
    if "on" in words:
        return words["on"]
    day = today() + datetime.timedelta(days=words["in_days"])
    return day + datetime.timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))


class ExampleMeeting:
    def __init__(self, body: Body, words: Lines) -> None:
        self.body = body
        self.words = words
        self.day = day_of(words)
        self.items: list[tuple[AgendaItem, Lines]] = []

    @property
    def actor(self) -> Actor:
        """Built anew for each step: who reads what was issued in the last."""
        code = (
            "presidency" if self.body.by_presidency else organisations().by_id[self.body.originator_id].code
        )
        return speaker(code, self.day)

    def load(self) -> Meeting:
        meeting = self._call()
        for item in self.words.get("items", ()):
            self._add(meeting, item)
        for step in STEPS[self.words.get("state", "draft")]:
            actor = self.actor
            with transaction.atomic(), reading_as(actor):
                meeting = step(actor=actor, meeting=meeting)
            if meeting.state == MeetingState.RUNNING:
                write_notes(lambda: self.actor, meeting, self.items)
        self._settle(meeting)
        for answer in self.words.get("answers", ()):
            self._answer(meeting, answer)
        for request in self.words.get("requests", ()):
            self._ask(meeting, request)
        return meeting

    def _call(self) -> Meeting:
        starts_at = datetime.datetime.combine(self.day, self.words.get("starts", datetime.time(10)), BRUSSELS)
        ends_at = starts_at + datetime.timedelta(minutes=self.words.get("minutes", self.body.minutes))
        fields = {"starts_at": starts_at, "ends_at": ends_at, "is_example": True}
        names = ("title", "title_fr", "venue", "format")
        fields |= {name: self.words[name] for name in names if name in self.words}
        if "country" in self.words:
            fields["country_id"] = countries().by_code[self.words["country"]].pk
        actor = self.actor
        with transaction.atomic(), reading_as(actor):
            meeting = services.call(actor=actor, body=self.body, fields=fields)
            if guests := self.words.get("guests"):
                invited = [*self._usual(actor, meeting), *(_invited(code, Capacity.GUEST) for code in guests)]
                meeting = services.invite(actor=actor, meeting=meeting, invited=invited)
        return meeting

    def _usual(self, actor: Actor, meeting: Meeting) -> list[Invited]:
        rows = Participation.objects.visible_to(actor).filter(meeting=meeting)
        return [Invited(*pair) for pair in rows.values_list("organisation", "capacity")]

    def _add(self, meeting: Meeting, words: Lines, parent: AgendaItem | None = None) -> None:
        known = organisations().by_code
        presenters = [
            {
                "input": line["input"],
                "parties": [known[code].pk for code in line.get("by", ())],
                "words": line.get("words", ""),
            }
            for line in words.get("presenters", ())
        ]
        circle = [known[code].pk for code in words.get("circle", ())]
        fields = {
            "title": words["title"],
            "title_fr": words.get("title_fr", ""),
            "handling": words.get("handling", ""),
            "presenters": presenters,
            "kind": ItemKind.CLOSED if circle else words.get("kind", ItemKind.COMMON),
            "circle_ids": circle,
            "country_id": countries().by_code[words["country"]].pk if "country" in words else None,
        }
        said = services.ItemWords(
            fields=fields,
            minutes=words.get("minutes", 15),
            reason=words.get("reason", ""),
            standing=words.get("standing", Standing.NONE),
        )
        actor = self.actor
        with transaction.atomic(), reading_as(actor):
            item = services.add_item(actor=actor, meeting=meeting, words=said, parent=parent)
            for paper in words.get("papers", ()):
                services.announce_paper(actor=actor, item=item, fields=self._paper(paper))
        self.items.append((item, words))
        for part in words.get("parts", ()):
            self._add(meeting, part, item)

    def _paper(self, words: Lines) -> Lines:
        fields: Lines = {name: words[name] for name in ("title", "state", "reference") if name in words}
        if "by" in words:
            fields["author_id"] = organisations().by_code[words["by"]].pk
        for name in ("due", "issued", "chased"):
            if f"{name}_before" in words:
                day = self.day - datetime.timedelta(days=words[f"{name}_before"])
                fields[f"{name}_on"] = day if name == "due" else min(day, today())
        return fields

    def _settle(self, meeting: Meeting) -> None:
        """What is over happened on its day, not on the day on which the demonstration was loaded."""
        if meeting.state not in (MeetingState.HELD, MeetingState.LOCKED):
            return
        issued = meeting.starts_at - datetime.timedelta(days=meeting.notice_days)
        actor = self.actor
        with transaction.atomic(), reading_as(actor):
            rows = Meeting.objects.visible_to(actor).filter(pk=meeting.pk)
            rows.update(
                issued_at=issued,
                first_issued_at=issued,
                stamped_at=issued,
                began_at=meeting.starts_at,
                ended_at=meeting.ends_at,
                locked_at=meeting.ends_at + datetime.timedelta(days=20) if meeting.locked_at else None,
            )

    def _answer(self, meeting: Meeting, words: Lines) -> None:
        for code in words["by"]:
            actor = speaker(code, self.day)
            with transaction.atomic(), reading_as(actor):
                services.answer(
                    actor=actor, meeting=meeting, coming=words["coming"], posts=words.get("posts", "")
                )

    def _ask(self, meeting: Meeting, words: Lines) -> None:
        actor = speaker(words["by"], self.day)
        names = ("kind", "title", "title_fr", "words", "minutes")
        with transaction.atomic(), reading_as(actor):
            services.ask(
                actor=actor, meeting=meeting, fields={name: words[name] for name in names if name in words}
            )


def _invited(code: str, capacity: str = Capacity.MEMBER) -> Invited:
    return Invited(organisations().by_code[code].pk, capacity)


def example_body(words: Lines) -> Body:
    """An invented body of the demonstration."""
    actor = speaker(words["by"], today())
    names = (
        "kind",
        "code",
        "name_en",
        "name_fr",
        "short_en",
        "short_fr",
        "for_country_team",
        "venue",
        "minutes",
        "notice_days",
        "paper_days",
    )
    fields: Lines = {name: words[name] for name in names if name in words} | {"is_example": True}
    if "country" in words:
        fields["country_id"] = countries().by_code[words["country"]].pk
    members = [_invited(code) for code in words["members"]]
    members += [_invited(code, Capacity.GUEST) for code in words.get("guests", ())]
    with transaction.atomic(), reading_as(actor):
        return services.set_up(actor=actor, words=services.BodyWords(fields, members))
