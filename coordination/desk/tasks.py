"""What is due, in order: late ones first."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.dates import date_format
from coordination.people.models import BRUSSELS, today


@dataclass(frozen=True)
class Task:
    """One thing that is asked of an actor: what, why, by when, and the one verb that does it.

    `due_at` is the hour where there is one; `sign` and `sign_label` say how it stands.
    """

    title: str
    url: str
    second: str
    why: str
    verb: str
    verb_url: str
    posts: bool = False
    due_on: datetime.date | None = None
    due_at: datetime.datetime | None = None
    sign: str = ""
    sign_label: str = ""


WEEK = datetime.timedelta(days=7)


def in_groups(found: Iterable[Task]) -> list[dict[str, Any]]:
    """Tasks in groups, late ones first; what has no date comes last."""
    tasks = sorted(found, key=lambda task: (task.due_on is None, task.due_on or datetime.date.max))
    day = today()
    groups: list[tuple[str, list[Task]]] = [(_("Late"), []), (_("This week"), []), (_("Later"), [])]
    for task in tasks:
        if task.due_on is None or task.due_on > day + WEEK:
            groups[2][1].append(task)
        else:
            groups[0 if task.due_on < day else 1][1].append(task)
    return [
        {"label": label, "rows": [_row(task, day, first=task is tasks[0]) for task in found]}
        for label, found in groups
        if found
    ]


def _row(task: Task, day: datetime.date, *, first: bool) -> dict[str, Any]:
    late = task.due_on is not None and task.due_on < day
    return {
        "title": task.title,
        "url": task.url,
        "second": task.second,
        "why": task.why,
        "sign": task.sign,
        "sign_label": task.sign_label,
        "due_on": task.due_on,
        "time": _time(task.due_at) if task.due_at else "",
        "late_label": _late(task.due_on, day) if late and task.due_on else "",
        "action": {"label": task.verb, "url": task.verb_url, "post": task.posts, "primary": first},
    }


def _time(moment: datetime.datetime) -> str:
    return _("%(time)s Brussels") % {"time": date_format(moment.astimezone(BRUSSELS), "H.i")}


def _late(due_on: datetime.date, day: datetime.date) -> str:
    """How late, in days up to two months, then in months."""
    days = (day - due_on).days
    months = (day.year - due_on.year) * 12 + day.month - due_on.month - (day.day < due_on.day)
    if months < 2:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    return ngettext("%(n)s month late", "%(n)s months late", months) % {"n": months}
