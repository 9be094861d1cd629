"""The records behind agenda items: their title, their page, and who reads them, as far as the reader may know."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coordination.access.actor import Actor

from .found import Found, all_found, found

Rows = Callable[[Actor, Iterable[UUID]], QuerySet[Any]]
Words = Callable[[Found], "SourceWords"]


@dataclass(frozen=True)
class SourceWords:
    """A record behind an item, as the reader may see it."""

    label: str
    title: str
    url: str
    circles: frozenset[int] = frozenset()


NOUNS: dict[str, tuple[Rows, Words]] = {}


def register_source(noun: str, rows: Rows, words: Words) -> None:
    """Let a slice say what its records are: `rows` finds those that the actor may read, as `found.found` rows."""
    NOUNS[noun] = (rows, words)


def sources(
    actor: Actor, wanted: Iterable[tuple[str, UUID | None]]
) -> Mapping[tuple[str, UUID], SourceWords]:
    """The records behind some items that the actor may read, by noun and id. One statement, or none."""
    by_noun: dict[str, set[UUID]] = {}
    for noun, pk in wanted:
        if pk is not None and noun in NOUNS:
            by_noun.setdefault(noun, set()).add(pk)
    parts = [NOUNS[noun][0](actor, ids) for noun, ids in sorted(by_noun.items())]
    return {(row.kind, row.about): NOUNS[row.kind][1](row) for row in all_found(parts)}


__all__ = ["SourceWords", "found", "register_source", "sources"]
