"""What happened on an earlier day: the history's clock is the database's own and cannot be set."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from coordination.people.models import BRUSSELS


def noon(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(12), BRUSSELS)


@contextmanager
def written_at(moment: datetime.datetime) -> Iterator[None]:
    """Move the lines of history that the block commits to that moment, a millisecond apart."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM coordination_historyline")
        last = cursor.fetchone()[0]
        yield
        cursor.execute(
            "UPDATE coordination_historyline SET at = %s + (id - %s) * interval '1 millisecond' WHERE id > %s",
            [moment, last, last],
        )
