"""What a life of a record is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from coordination.access.actor import Actor
from coordination.world.queries import countries

May = Mapping[str, set[str]]


@dataclass(frozen=True)
class Deed:
    """Something that changes a record: what to call, and the state it leads to (the same when empty)."""

    do: Callable[[Actor, Any], Any]
    to: str = ""


@dataclass(frozen=True)
class Life:
    """One kind of record. `rights` and `readers` are by state; `keeper` reads it in every state."""

    make: Callable[[], Any]
    first: str
    keeper: str
    address: str  # in the API
    page: Callable[[Any], str]
    rights: Mapping[str, May]
    readers: Mapping[str, set[str]]
    deeds: Mapping[str, Mapping[str, Deed]]
    rewrite: Callable[[Actor, Any, int], Any]  # with the version that the writer read
    rewritten: str = "change"
    ends: frozenset[str] = field(default_factory=frozenset)  # from which nothing leads away
    bare: frozenset[str] = field(default_factory=frozenset)  # in which its page has nothing to show


def niger() -> list[int]:
    return [countries().by_code["NE"].pk]
