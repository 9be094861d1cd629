"""What several slices find, from all their tables in one statement: proposals, sources, dates of the calendar."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet, Value
from django.db.models.functions import Cast

# So many of each kind are named; the lists have the rest.
NAMED = 12


class Found(NamedTuple):
    """One thing that a slice found: `about` is the row itself, `parent` the plan, fiche or meeting it is in.

    `circles` are those of its audience that the reader may know, `who` its originator.
    """

    kind: str
    title: str
    title_fr: str
    about: UUID
    parent: UUID
    places: list[int]
    number: int
    year: int
    minutes: int
    who: int
    whom: int
    words: str
    day: datetime.date | None
    last_day: datetime.date | None
    moment: datetime.datetime | None
    last_moment: datetime.datetime | None
    version: int
    created_at: datetime.datetime | None
    circles: list[int]


_FIELDS: dict[str, models.Field] = {
    "kind": models.TextField(),
    "title": models.TextField(),
    "title_fr": models.TextField(),
    "about": models.UUIDField(),
    "parent": models.UUIDField(),
    "places": ArrayField(models.IntegerField()),
    "number": models.IntegerField(),
    "year": models.IntegerField(),
    "minutes": models.IntegerField(),
    "who": models.IntegerField(),
    "whom": models.IntegerField(),
    "words": models.TextField(),
    "day": models.DateField(),
    "last_day": models.DateField(),
    "moment": models.DateTimeField(),
    "last_moment": models.DateTimeField(),
    "version": models.IntegerField(),
    "created_at": models.DateTimeField(),
    "circles": ArrayField(models.IntegerField()),
}
_BLANK: dict[str, Any] = {
    "title": "",
    "title_fr": "",
    "words": "",
    "places": [],
    "circles": [],
} | dict.fromkeys(("number", "year", "minutes", "who", "whom", "version"), 0)


def found(
    rows: QuerySet[Any], kind: str, *order: str, at_most: int | None = NAMED, **values: Any
) -> QuerySet[Any]:
    """The first rows of a queryset that passed the gate as `Found`; `values` are expressions by column."""
    given = {"kind": Value(kind), **values}
    columns = {
        f"found_{name}": Cast(given.get(name, Value(_BLANK.get(name))), field)
        for name, field in _FIELDS.items()
    }
    listed = rows.order_by(*order).annotate(**columns).values_list(*columns)
    return listed if at_most is None else listed[:at_most]


def all_found(parts: Iterable[QuerySet[Any]]) -> Iterator[Found]:
    """The rows of all parts, in one statement; none where there are no parts."""
    listed = list(parts)
    if listed:
        for row in listed[0].union(*listed[1:], all=True) if len(listed) > 1 else listed[0]:
            yield Found(*row)
