"""Which records a request opened, one by one: what a trail of readings is made from."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Gated

# By id: the table and the audience with which the record was read last.
Opened = dict[str, tuple[str, int]]
_opened: ContextVar[Opened | None] = ContextVar("roundtable_opened", default=None)


@contextmanager
def opening() -> Iterator[Opened]:
    """Remember, for the length of a request, each record that was read by itself."""
    found: Opened = {}
    token = _opened.set(found)
    try:
        yield found
    finally:
        _opened.reset(token)


def opened(row: "Gated") -> None:
    """A record was read by itself, not as a row of a list."""
    found = _opened.get()
    if found is not None:
        found[str(row.pk)] = (row._meta.db_table, row.audience_id)
