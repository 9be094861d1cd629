"""Notices of the walk: one that its recipient may read, one whose record was narrowed since; and what is followed."""

from typing import Any

from coordination.world.queries import countries
from tests import personas
from tests.factories import ActivityFactory
from tests.factories.notices import follow, narrowed, notices_of, tell

# Nobody but its recipient ever reads a notice, and that one only while the record is readable.
READERS: dict[str, dict[str, set[str]]] = {
    "notice": {"notice: of France": {"france"}, "notice: narrowed": set()},
    "subscription": {"subscription: of France": {"france"}},
}
ENOUGH = {label for rows in READERS.values() for label in rows}


def make_subjects() -> dict[str, dict[str, Any]]:
    """The ids of the notices and subscriptions of the walk, by kind and label."""
    france = personas.load("france")
    kept, hidden = (ActivityFactory(originator="italy", shared_with=["france"]) for _copy in range(2))
    tell()
    by_record = {row.announcement.record: row.pk for row in notices_of(france)}
    narrowed(hidden)
    return {
        "notice": {"notice: of France": by_record[kept.pk], "notice: narrowed": by_record[hidden.pk]},
        "subscription": {
            "subscription: of France": follow(france, country_id=countries().by_code["NE"].pk).pk
        },
    }
