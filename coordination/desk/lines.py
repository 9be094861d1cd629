"""What the desk lists, out of the tables of all slices, in one statement however many slices there are.

A slice registers a source: for a part of the desk the querysets of each kind, all with the columns
of `Line`, and how a line of each kind is said. The desk asks them as one union.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet, Value
from django.db.models.functions import Cast

from coordination.access.actor import Actor

# So many of each kind are named one by one; the lists have the rest.
NAMED = 6


class Line(NamedTuple):
    """One thing on the desk: `about` is the row that it is about, `parent` the record that row is in.

    What the other columns hold is the business of the kind that is read from them.
    """

    kind: str
    title: str
    about: UUID
    parent: UUID
    places: list[int]
    number: int
    year: int
    who: int
    whom: int
    words: str
    sign: str
    due: datetime.date | None
    moment: datetime.datetime | None


_FIELDS: dict[str, models.Field] = {
    "kind": models.TextField(),
    "title": models.TextField(),
    "about": models.UUIDField(),
    "parent": models.UUIDField(),
    "places": ArrayField(models.IntegerField()),
    "number": models.IntegerField(),
    "year": models.IntegerField(),
    "who": models.IntegerField(),
    "whom": models.IntegerField(),
    "words": models.TextField(),
    "sign": models.TextField(),
    "due": models.DateField(),
    "moment": models.DateTimeField(),
}
_BLANK: dict[str, Any] = {
    "title": "",
    "words": "",
    "sign": "",
    "places": [],
    "number": 0,
    "year": 0,
    "who": 0,
    "whom": 0,
}


class Part:
    """The parts of the desk that are made of lines."""

    DUE = "due"
    WAITING = "waiting"
    NEXT = "next"
    READINESS = "readiness"


Found = Callable[[Actor], Iterable[QuerySet[Any]]]
Say = Callable[[Line], Any]


@dataclass(frozen=True)
class Source:
    """What a slice puts into a part: its querysets for an actor, and by kind what a line becomes.

    `more` says by kind what stands for the rest when there are more than are named.
    """

    part: str
    found: Found
    words: Mapping[str, Say]
    more: Mapping[str, Say] = field(default_factory=dict)


SOURCES: list[Source] = []


def register_source(source: Source) -> None:
    """Let a slice put lines on the desk; kinds are named once over all slices."""
    taken = {kind for other in SOURCES for kind in other.words} & set(source.words)
    if taken:
        raise ValueError(f"The desk has these kinds already: {', '.join(sorted(taken))}.")
    SOURCES.append(source)


def lines(found: QuerySet[Any], kind: str, *order: str, **values: Any) -> QuerySet[Any]:
    """The first rows of a queryset that passed the gate as `Line`; `values` are expressions by column."""
    given = {"kind": Value(kind), **values}
    columns = {
        f"desk_{name}": Cast(given.get(name, Value(_BLANK.get(name))), column)
        for name, column in _FIELDS.items()
    }
    return found.order_by(*order).annotate(**columns).values_list(*columns)[:NAMED]


def parts_of(actor: Actor) -> dict[str, list[Any]]:
    """All that stands on the desk of an actor, by part, each as its slice says it."""
    found = [rows for source in SOURCES for rows in source.found(actor)]
    if not found:
        return {}
    # The order of one of the tables is none of the union's.
    joined = found[0].union(*found[1:], all=True).order_by() if len(found) > 1 else found[0]
    by_kind: dict[str, list[Line]] = {}
    for row in joined:
        by_kind.setdefault(row[0], []).append(Line(*row))
    parts: dict[str, list[Any]] = {}
    for source in SOURCES:
        parts.setdefault(source.part, []).extend(_said(source, by_kind))
    return parts


def _said(source: Source, by_kind: Mapping[str, list[Line]]) -> Iterator[Any]:
    for kind, say in source.words.items():
        rows = by_kind.get(kind, [])
        rest = source.more.get(kind)
        if rest is None or len(rows) < NAMED:
            yield from map(say, rows)
        else:
            yield from map(say, rows[: NAMED - 1])
            yield rest(rows[NAMED - 1])
