"""What a follow-up serves: records of upper slices, such as a plan action or a measure, which register here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coordination.access.actor import Actor
from coordination.access.errors import Hidden


@dataclass(frozen=True)
class TargetWords:
    """A target as the reader may see it."""

    title: str
    url: str


@dataclass(frozen=True)
class Target:
    """A kind of record that a follow-up can serve.

    `choices` are those that the actor may read and would choose from, for a country or without one;
    `words` says what some of them are, and leaves out what the actor may not read.
    """

    noun: str
    label: Any
    choices: Callable[[Actor, int | None], Mapping[UUID, str]]
    words: Callable[[Actor, Iterable[UUID]], Mapping[UUID, TargetWords]]


TARGETS: dict[str, Target] = {}
Key = tuple[str, UUID | None]


def register_target(target: Target) -> None:
    """Let a slice offer its records to follow-ups."""
    TARGETS[target.noun] = target


def words_of(actor: Actor, keys: Iterable[Key]) -> dict[Key, TargetWords]:
    """The targets that the actor may read, by noun and id; one statement for each kind that is among them."""
    wanted: dict[str, set[UUID]] = {}
    for noun, pk in keys:
        if pk is not None and noun in TARGETS:
            wanted.setdefault(noun, set()).add(pk)
    return {
        (noun, pk): words
        for noun, ids in sorted(wanted.items())
        for pk, words in TARGETS[noun].words(actor, ids).items()
    }


def choices(actor: Actor, country_id: int | None, kept: Key) -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen, by kind, with what was chosen already: `noun:id` and words, for a form field."""
    groups = []
    named = words_of(actor, [kept])
    for target in TARGETS.values():
        found = dict(target.choices(actor, country_id))
        if kept in named and kept[0] == target.noun and kept[1] is not None:
            found.setdefault(kept[1], named[kept].title)
        if found:
            groups.append(
                (str(target.label), [(f"{target.noun}:{pk}", words) for pk, words in found.items()])
            )
    return groups


def readable_target(actor: Actor, wanted: Key, kept: Key) -> Key:
    """The target to store; one that was stored and is hidden by now stays where none is chosen.

    Raises `Hidden` for a record that the actor may not read, or that no slice offers.
    """
    if wanted == kept:
        return kept
    if wanted[1] is None or not wanted[0]:
        hidden = kept[1] is not None and kept not in words_of(actor, [kept])
        return kept if hidden else ("", None)
    if wanted not in words_of(actor, [wanted]):
        raise Hidden("target")
    return wanted


def read_key(value: str) -> Key:
    """A target as a form sends it; nothing for what cannot be read."""
    noun, _, pk = value.partition(":")
    try:
        return (noun, UUID(pk)) if noun in TARGETS else ("", None)
    except ValueError:
        return "", None
