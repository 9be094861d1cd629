"""When progress is to be reported next."""

import calendar
import datetime

from coordination.access.actor import Actor
from coordination.meetings.queries.reading import papers_due_after

from .kinds import Rhythm

MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}


def report_due(actor: Actor, rhythm: str, last: datetime.date) -> datetime.date:
    """The day by which the next report is due after one; before each meeting with its other papers."""
    papers = papers_due_after(actor, last) if rhythm == Rhythm.MEETING else None
    return papers or next_report(rhythm, last)


def next_report(rhythm: str, last: datetime.date) -> datetime.date:
    """A rhythm's usual distance from the last report; with no meeting known, a quarter."""
    return _months_after(last, MONTHS.get(Rhythm(rhythm), 3))


def _months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
