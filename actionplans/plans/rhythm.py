"""When progress is to be reported next."""

import calendar
import datetime
from collections.abc import Callable

from .kinds import Rhythm

MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}
# Slices above that know meetings register the day by which papers for the next one are due.
NextMeeting = Callable[[datetime.date], datetime.date | None]
_meetings: list[NextMeeting] = []


def register_meetings(next_meeting: NextMeeting) -> None:
    """Let a slice say when the next meeting after a day is."""
    _meetings.append(next_meeting)


def next_report(rhythm: str, last: datetime.date) -> datetime.date:
    """The day by which the next report is due; with no meeting known, a quarter after the last."""
    if rhythm == Rhythm.MEETING:
        days = [day for ask in _meetings if (day := ask(last)) is not None]
        if days:
            return min(days)
    return _months_after(last, MONTHS.get(Rhythm(rhythm), 3))


def _months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
