"""How long a process waits for the database: a page that hangs for ever tells nobody anything.

The limit is kept here, not in the server: a server that stands still keeps no limits. It binds the
processes that answer people (`DATABASE_PATIENCE`, see config/wsgi.py); jobs and commands may wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.conf import settings

_hurry: ContextVar[float] = ContextVar("hurry", default=0)


@contextmanager
def hurried(seconds: float) -> Iterator[None]:
    """Wait no longer than this for each answer of the database inside the block."""
    token = _hurry.set(seconds)
    try:
        yield
    finally:
        _hurry.reset(token)


class Connection(psycopg.Connection[Any]):
    """A connection that gives up, and with it the transaction, when the server does not answer."""

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is not None:  # the driver's own, such as waiting for a notice
            return super().wait(gen, interval, timeout)
        limit = _hurry.get() or settings.DATABASE_PATIENCE or None
        try:
            return super().wait(gen, interval, limit)
        except psycopg.errors._WaitTimeout:
            # What was sent is half answered: nothing can be asked on this line any more.
            self.pgconn.finish()
            raise psycopg.OperationalError(f"The database gave no answer in {limit} seconds.") from None
