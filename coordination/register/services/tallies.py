"""Keeps the counts of the matrix short: they are exact at any time, but every change adds a row to them."""

from coordination.access.functions import answer_of

from ..models import stale_before

# To add up so many more rows takes a page some milliseconds.
MOST_CHANGES = 20_000


def recount(*, most_changes: int = MOST_CHANGES) -> bool:
    """Count anew when the day of staleness has moved or many changes have come in; says whether it did."""
    return bool(answer_of("roundtable_recount", stale_before(), most_changes))
