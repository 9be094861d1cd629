"""What the record proposes for an agenda: slices register what they find, each with its reason."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor

from .found import Found, all_found
from .kinds import Handling
from .models import Meeting


class Group(models.TextChoices):
    """Why something is proposed, in the order in which it is shown."""

    SENT_BACK = "sent-back", _("Sent back by the last meeting")
    OVERDUE = "overdue", _("Overdue follow-ups")
    TURNED = "turned", _("Turned red or moved")
    REVIEW = "review", _("Due for review")
    CONSULTED = "consulted", _("Put to delegations")
    DEBRIEFS = "debriefs", _("Debriefs owed")
    ASKED = "asked", _("Asked for by delegations")
    BACKLOG = "backlog", _("Kept for later")


ORDER = {group: place for place, group in enumerate(Group)}


@dataclass(frozen=True)
class Proposal:
    """A point that could go on the agenda, and what is drawn in with it.

    `noun` and `about` name the record behind it: a record that has its item already is not added
    twice. `second` stands beneath the title on the page, `reason` is kept with the item.
    `request` names the request that is answered when the point is added, `item` the one that it became.
    """

    group: Group
    noun: str
    about: UUID
    title: str
    second: str
    reason: str
    url: str = ""
    title_fr: str = ""
    country_id: int | None = None
    minutes: int = 15
    presenters: list[dict[str, Any]] = field(default_factory=list)
    handling: str = Handling.EXCHANGE
    papers: tuple[str, ...] = ()
    originator_id: int = 0
    circles: tuple[int, ...] = ()
    request: UUID | None = None
    item: UUID | None = None
    day: datetime.date | None = None

    @property
    def key(self) -> str:
        """How the page names it."""
        return f"{self.noun}:{self.about}"


@dataclass(frozen=True)
class Question:
    """For which meeting is asked, and since when the record is looked at (its body's last meeting)."""

    meeting: Meeting
    last: Meeting | None
    since: datetime.date

    @property
    def country_id(self) -> int | None:
        """The country that a body in a country is about; None asks about all."""
        return self.meeting.country_id


Source = Callable[[Actor, Question], Iterator[QuerySet[Any]]]
Words = Callable[[Found], Proposal]
SOURCES: list[tuple[Source, Mapping[str, Words]]] = []


def register_proposals(source: Source, words: Mapping[str, Words]) -> None:
    """Let a slice propose points: `source` yields querysets made with `found.found`, `words` says each kind.

    Everything is read in one statement, whoever registers.
    """
    SOURCES.append((source, words))


def proposals(actor: Actor, question: Question) -> list[Proposal]:
    """All that the record proposes, by reason, the most urgent first. One statement."""
    words = {kind: say for _source, said in SOURCES for kind, say in said.items()}
    parts = [rows for source, _said in SOURCES for rows in source(actor, question)]
    made = [words[row.kind](row) for row in all_found(parts)]
    return in_order(made)


def in_order(made: Iterable[Proposal]) -> list[Proposal]:
    """By reason, then by day; what is proposed twice keeps its first reason."""
    ordered = sorted(
        made, key=lambda one: (ORDER[one.group], one.day is None, one.day or datetime.date.max, one.title)
    )
    seen: dict[str, Proposal] = {}
    for one in ordered:
        seen.setdefault(one.key, one)
    return list(seen.values())
