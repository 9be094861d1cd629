"""Pages of a list by key: what comes after a row that was seen, which is read again through the gate."""

import datetime
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

# Sorts after every day that can be written.
NEVER = datetime.date(9999, 12, 31)


@dataclass
class Page[Row]:
    """Some rows in order, and whether more follow; `restarted`: the cursor led nowhere any more."""

    rows: list[Row] = field(default_factory=list)
    next_cursor: UUID | None = None
    restarted: bool = False


def page_by(
    found: QuerySet[Any], known: QuerySet[Any], *order: str, after: UUID | None, limit: int
) -> Page[Any]:
    """A page of the rows found, in the order of two columns: "sorted_by" or "-starts_at", then mostly "pk".

    `known` are the rows that the actor may read, with the same columns: the row that was seen last still
    leads on when it is no longer among those found.
    """
    first, second = (name.removeprefix("-") for name in order)
    further, then = ("lt" if name.startswith("-") else "gt" for name in order)
    seen = known.filter(pk=after).values_list(first, second).first() if after else None
    if seen is not None:
        beyond = Q(**{f"{first}__{further}": seen[0]})
        found = found.filter(beyond | Q(**{first: seen[0], f"{second}__{then}": seen[1]}))
    rows = list(found.order_by(*order)[: limit + 1])
    following = rows[limit - 1].pk if len(rows) > limit else None
    return Page(rows[:limit], following, after is not None and seen is None)
