"""What the desk lists, out of the tables of all slices, in one statement however many slices there are.

A slice registers a source: for a part of the desk the querysets of each kind, all with the columns
of `Line`, and how a line of each kind is said. The desk asks them as one union.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db import models
from django.db.models import QuerySet, Value
from django.db.models.functions import Cast, JSONObject

from coordination.access.actor import Actor

# So many of each kind are named one by one; the lists have the rest.
NAMED = 6
# Of a line that is about no row with a key of this kind, such as an account.
NOWHERE = UUID(int=0)


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


_NOTHING: dict[str, Any] = {
    "due": Cast(Value(None), models.DateField()),
    "moment": Cast(Value(None), models.DateTimeField()),
}
# The dates stay columns of their own; all else comes in one, for each column of each kind costs.
_COLUMNS = ("desk_kind", "desk_due", "desk_moment", "desk_rest")


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
    if source in SOURCES:
        return
    taken = {kind for other in SOURCES for kind in other.words} & set(source.words)
    if taken:
        raise ValueError(f"The desk has these kinds already: {', '.join(sorted(taken))}.")
    SOURCES.append(source)


def lines(found: QuerySet[Any], kind: str, *order: str, **values: Any) -> QuerySet[Any]:
    """The first rows of a queryset that passed the gate as `Line`; `values` are expressions by column."""
    if unknown := set(values) - set(Line._fields):
        raise TypeError(f"A line has no {', '.join(sorted(unknown))}.")
    days = {f"desk_{name}": values.pop(name, nothing) for name, nothing in _NOTHING.items()}
    columns = {"desk_kind": Value(kind), **days, "desk_rest": JSONObject(**values)}
    return found.order_by(*order).annotate(**columns).values_list(*_COLUMNS)[:NAMED]


def _line(kind: str, due: Any, moment: Any, rest: Mapping[str, Any]) -> Line:
    about, parent = (UUID(rest[name]) if rest.get(name) else None for name in ("about", "parent"))
    return Line(
        kind=kind,
        title=str(rest.get("title") or ""),
        about=about or NOWHERE,
        parent=parent or NOWHERE,
        places=rest.get("places") or [],
        number=int(rest.get("number") or 0),
        year=int(rest.get("year") or 0),
        who=int(rest.get("who") or 0),
        whom=int(rest.get("whom") or 0),
        words=str(rest.get("words") or ""),
        sign=str(rest.get("sign") or ""),
        due=due,
        moment=moment,
    )


def parts_of(actor: Actor) -> dict[str, list[Any]]:
    """All that stands on the desk of an actor, by part, each as its slice says it."""
    found = [rows for source in SOURCES for rows in source.found(actor)]
    if not found:
        return {}
    # The order of one of the tables is none of the union's.
    joined = found[0].union(*found[1:], all=True).order_by() if len(found) > 1 else found[0]
    by_kind: dict[str, list[Line]] = {}
    for row in joined:
        by_kind.setdefault(row[0], []).append(_line(*row))
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
