"""What is due: slices register what they ask of an actor, the desk puts it in order."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.people.models import today


@dataclass(frozen=True)
class Task:
    """One thing that is asked of an actor: what, why, by when, and the one verb that does it."""

    title: str
    url: str
    second: str
    why: str
    verb: str
    verb_url: str
    posts: bool = False
    due_on: datetime.date | None = None


Provider = Callable[[Actor], Iterable[Task]]
PROVIDERS: list[Provider] = []

WEEK = datetime.timedelta(days=7)


def register_tasks(provider: Provider) -> None:
    """Let a slice put tasks on the desk."""
    PROVIDERS.append(provider)


def due(actor: Actor) -> list[dict[str, Any]]:
    """All tasks of an actor in groups, late ones first; what has no date comes last."""
    tasks = [task for provider in PROVIDERS for task in provider(actor)]
    tasks.sort(key=lambda task: (task.due_on is None, task.due_on or datetime.date.max))
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
        "due_on": task.due_on,
        "late_label": _late(task.due_on, day) if late and task.due_on else "",
        "action": {"label": task.verb, "url": task.verb_url, "post": task.posts, "primary": first},
    }


def _late(due_on: datetime.date, day: datetime.date) -> str:
    """How late, in days up to two months, then in months."""
    days = (day - due_on).days
    months = (day.year - due_on.year) * 12 + day.month - due_on.month - (day.day < due_on.day)
    if months < 2:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    return ngettext("%(n)s month late", "%(n)s months late", months) % {"n": months}
