"""What plans and fiches ask of an actor, from all their tables in one statement."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import QuerySet, Value
from django.db.models.functions import Cast

from coordination.access.actor import Actor
from coordination.desk.tasks import Task

# So many of each kind are named one by one; the lists have the rest.
NAMED = 6


class Owed(NamedTuple):
    """One thing that is asked: `about` is the row that the verb opens, `parent` the plan or fiche it is in."""

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
    "due": models.DateField(),
    "moment": models.DateTimeField(),
}
_BLANK: dict[str, Any] = {"title": "", "words": "", "places": [], "number": 0, "year": 0, "who": 0, "whom": 0}

Source = Callable[[Actor], Iterator[QuerySet[Any]]]
Words = Callable[[Owed], Task]


def owed(found: QuerySet[Any], kind: str, *order: str, **values: Any) -> QuerySet[Any]:
    """The first rows of a queryset that passed the gate as `Owed`; `values` are expressions by column."""
    given = {"kind": Value(kind), **values}
    columns = {
        f"owed_{name}": Cast(given.get(name, Value(_BLANK.get(name))), field)
        for name, field in _FIELDS.items()
    }
    return found.order_by(*order).annotate(**columns).values_list(*columns)[:NAMED]


def tasks_from(*slices: tuple[Source, Mapping[str, Words]]) -> Callable[[Actor], Iterator[Task]]:
    """A provider of tasks for the desk out of what several slices find, in one statement."""

    def provider(actor: Actor) -> Iterator[Task]:
        if not actor.speaks_for:
            return
        found = [rows for source, _words in slices for rows in source(actor)]
        words = {kind: say for _source, said in slices for kind, say in said.items()}
        for row in found[0].union(*found[1:], all=True):
            item = Owed(*row)
            yield words[item.kind](item)

    return provider
