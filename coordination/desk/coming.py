"""What is next, what others owe, and how ready the next agenda is: the rows beside the tasks."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from coordination.access.dates import date_format
from coordination.people.models import today

SHOWN = 6


@dataclass(frozen=True)
class Coming:
    """Something that takes place: a meeting, a visit."""

    on: datetime.date
    title: str
    url: str
    second: str


@dataclass(frozen=True)
class Owing:
    """Something that others owe: an answer, a report, a measure. `since` orders them, the longest first."""

    title: str
    url: str
    second: str
    since: datetime.date
    due_on: datetime.date | None = None


@dataclass(frozen=True)
class Check:
    """One thing that the next agenda needs; `sign` is `done`, `at-risk` or `off-track`."""

    title: str
    url: str
    second: str
    sign: str
    sign_label: str


def next_rows(found: Iterable[Coming]) -> list[dict[str, Any]]:
    """What takes place next, the nearest first."""
    return [
        {
            "day": str(row.on.day),
            "month": date_format(row.on, "F"),
            "date": date_format(row.on, "j F Y"),
            "title": row.title,
            "url": row.url,
            "second": row.second,
        }
        for row in sorted(found, key=lambda row: row.on)[:SHOWN]
    ]


def owing_rows(found: Iterable[Owing]) -> list[dict[str, Any]]:
    """What others owe, what is late first."""
    day = today()

    def late(row: Owing) -> bool:
        return row.due_on is not None and row.due_on < day

    ordered = sorted(found, key=lambda row: (not late(row), row.due_on or row.since))
    return [
        {"title": row.title, "url": row.url, "second": row.second, "late": late(row)}
        for row in ordered[:SHOWN]
    ]
