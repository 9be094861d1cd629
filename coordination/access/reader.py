"""Who reads: the value that both walls of the gate look at.

The Django wall filters with it, the database wall receives it through a
transaction-local setting (see `coordination/access/postgresql/base.py`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Reader:
    """The ids that decide what is readable; nobody in particular when everything is empty."""

    user: int | None = None
    organisation: int | None = None
    circles: frozenset[int] = field(default_factory=frozenset)
    audiences: frozenset[int] = field(default_factory=frozenset)
    system: str = ""

    def settings(self) -> dict[str, str]:
        """The values of the transaction-local settings `roundtable.*`, as text."""
        return {
            "roundtable.user": "" if self.user is None else str(self.user),
            "roundtable.organisation": "" if self.organisation is None else str(self.organisation),
            "roundtable.circles": ",".join(map(str, sorted(self.circles))),
            "roundtable.audiences": ",".join(map(str, sorted(self.audiences))),
            "roundtable.system": self.system,
        }


class HasReader(Protocol):
    """Anything that knows as whom it reads: an Actor, or a named system reader."""

    @property
    def reader(self) -> Reader: ...


NOBODY = Reader()
_reader: ContextVar[Reader] = ContextVar("roundtable_reader", default=NOBODY)
_guarded: ContextVar[bool] = ContextVar("roundtable_guarded", default=False)


def current_reader() -> Reader:
    """The reader of this context; `NOBODY` reads nothing."""
    return _reader.get()


def set_reader(reader: Reader) -> None:
    """Change the reader for the rest of this context (the request's middleware and authentication do)."""
    _reader.set(reader)


@contextmanager
def reading_as(who: HasReader | Reader) -> Iterator[Reader]:
    """Read as somebody for the length of a block; gated rows need a transaction around the queries."""
    reader = who if isinstance(who, Reader) else who.reader
    token = _reader.set(reader)
    try:
        yield reader
    finally:
        _reader.reset(token)


def is_guarded() -> bool:
    """True while a request is answered: an ungated queryset is then an error."""
    return _guarded.get()


@contextmanager
def guarded() -> Iterator[None]:
    """Raise `UngatedQuery` for every gated queryset that did not pass `visible_to` inside the block."""
    token = _guarded.set(True)
    try:
        yield
    finally:
        _guarded.reset(token)


@contextmanager
def unguarded() -> Iterator[None]:
    """For the gate's own look-ups; every use is listed in tests/access."""
    token = _guarded.set(False)
    try:
        yield
    finally:
        _guarded.reset(token)


def with_audiences(reader: Reader, more: Iterable[int]) -> Reader:
    """The same reader, who has just gained audiences (a set that they interned themselves)."""
    return Reader(
        reader.user, reader.organisation, reader.circles, reader.audiences | frozenset(more), reader.system
    )
