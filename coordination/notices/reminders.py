"""What the clock reminds of: slices register what falls due, each reminder is told once."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from coordination.access.actor import Actor
from coordination.access.models import Gated


@dataclass(frozen=True)
class Reminder:
    """A row that falls due on a day; `rest` is what `announce` is told of it besides.

    `part` tells apart what falls due of one row on one day.
    """

    kind: str
    row: Gated
    due_on: datetime.date
    rest: dict[str, Any] = field(default_factory=dict)
    part: str = ""


# Whoever asks gets what falls due up to a day for the organisation that the actor speaks for.
Provider = Callable[[Actor, datetime.date], Iterable[Reminder]]
PROVIDERS: list[Provider] = []

# So long before its day something is brought to mind, and once more when the day has passed.
AHEAD = datetime.timedelta(days=7)


def register_reminders(provider: Provider) -> None:
    """Let a slice remind its readers of what falls due."""
    if provider not in PROVIDERS:
        PROVIDERS.append(provider)
