"""The calendar: meetings, and the visits and deadlines that other slices put in."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.access.actor import Actor
from coordination.people.models import BRUSSELS

from .found import Found, all_found


class Kind(models.TextChoices):
    MEETING = "meeting", pgettext_lazy("calendar", "Meeting")
    VISIT = "visit", pgettext_lazy("calendar", "Visit")
    DEADLINE = "deadline", pgettext_lazy("calendar", "Deadline")


SEVERAL = {Kind.MEETING: _("Meetings"), Kind.VISIT: _("Visits"), Kind.DEADLINE: _("Deadlines")}


@dataclass(frozen=True)
class Dated:
    """One entry of the calendar. `starts` and `ends` are both moments, or both days (`ends` the last one).

    `mine` is True where the reader's organisation takes part, leads or owes something.
    """

    uid: str
    kind: Kind
    title: str
    second: str
    url: str
    starts: datetime.datetime | datetime.date
    ends: datetime.datetime | datetime.date
    country_ids: tuple[int, ...] = ()
    place: str = ""
    words: str = ""
    mine: bool = False
    cancelled: bool = False
    tentative: bool = False
    sequence: int = 0
    changed_at: datetime.datetime | None = None
    circles: tuple[int, ...] = ()
    originator_id: int = 0

    @property
    def day(self) -> datetime.date:
        """Its first day, in Brussels."""
        if isinstance(self.starts, datetime.datetime):
            return self.starts.astimezone(BRUSSELS).date()
        return self.starts


@dataclass(frozen=True)
class Span:
    """The days that are asked for, first and last, and for one country or all."""

    first: datetime.date
    last: datetime.date
    country_id: int | None = None


Source = Callable[[Actor, Span], Iterator[QuerySet[Any]]]
Words = Callable[[Actor, Found], Dated]
SOURCES: list[tuple[Source, Mapping[str, Words]]] = []


def register_calendar(source: Source, words: Mapping[str, Words]) -> None:
    """Let a slice put dates in the calendar: querysets made with `found.found`, and the words of each kind."""
    SOURCES.append((source, words))


def dated(actor: Actor, span: Span) -> list[Dated]:
    """What other slices have in the span, as far as the actor may read it. One statement."""
    words = {kind: say for _source, said in SOURCES for kind, say in said.items()}
    parts = [rows for source, _said in SOURCES for rows in source(actor, span)]
    return [words[row.kind](actor, row) for row in all_found(parts)]
