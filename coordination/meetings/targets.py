"""What a follow-up serves: records of upper slices, such as a plan action or a measure.

What they are called and where they stand, `sources` says; here slices offer those that can be chosen.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coordination.access.actor import Actor
from coordination.access.errors import Hidden

from .found import all_found
from .sources import sources

# Rows of `found.found` that the actor may read and would choose from, for a country or without one.
Rows = Callable[[Actor, int | None], QuerySet[Any]]
TARGETS: dict[str, tuple[Any, Rows]] = {}
Key = tuple[str, UUID | None]
Group = tuple[str, list[tuple[str, str]]]
NOTHING: Key = ("", None)


def register_target(noun: str, label: Any, rows: Rows) -> None:
    """Let a slice offer records to follow-ups; it registers them as sources too."""
    TARGETS[noun] = (label, rows)


def choices(actor: Actor, country_id: int | None, kept: Key = NOTHING) -> list[Group]:
    """What can be chosen, by kind, with what was chosen already: `noun:id` and words. At most two statements."""
    found: dict[str, dict[str, str]] = {noun: {} for noun in TARGETS}
    for row in all_found(rows(actor, country_id) for _label, rows in TARGETS.values()):
        found[row.kind][f"{row.kind}:{row.about}"] = row.title
    for key, words in sources(actor, [kept]).items():
        if key[0] in found:
            found[key[0]].setdefault(f"{key[0]}:{key[1]}", words.title)
    return [(str(TARGETS[noun][0]), list(named.items())) for noun, named in found.items() if named]


def readable_target(actor: Actor, wanted: Key, kept: Key) -> Key:
    """The target to store; one that was stored and is hidden by now stays where none is chosen.

    Raises `Hidden` for a record that the actor may not read, or that no slice offers.
    """
    if wanted == kept:
        return kept
    if wanted[1] is None or wanted[0] not in TARGETS:
        if wanted != NOTHING:
            raise Hidden("target")
        hidden = kept[1] is not None and not sources(actor, [kept])
        return kept if hidden else NOTHING
    if not sources(actor, [wanted]):
        raise Hidden("target")
    return wanted


def read_key(value: str) -> Key:
    """A target as a form sends it; nothing for what cannot be read."""
    noun, _, pk = value.partition(":")
    try:
        return (noun, UUID(pk)) if noun in TARGETS else NOTHING
    except ValueError:
        return NOTHING
