"""The clocks of an application for access, in working days (Reg. 1049/2001 Art. 7 and 8).

Working days are those of Regulation (EEC, Euratom) No 1182/71 Art. 2: not Saturdays, Sundays or the
holidays of the institutions. The holidays are those that the Council's General Secretariat keeps every
year; a bridge day of a single year is not known here, so a clock never runs longer than the real one.
"""

import datetime

DAYS = 15
DAY = datetime.timedelta(days=1)
FIXED = {(1, 1), (1, 2), (5, 1), (5, 9), (7, 21), (8, 15), (11, 1), (11, 2)} | {
    (12, day) for day in range(24, 32)
}
# From Easter Sunday: Maundy Thursday, Good Friday, Easter Monday, Ascension and the day after, Whit Monday.
MOVING = (-3, -2, 1, 39, 40, 50)


def easter(year: int) -> datetime.date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741 (the letters of the rule)
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return datetime.date(year, month, day + 1)


def is_working_day(day: datetime.date) -> bool:
    """Whether the General Secretariat works on a day."""
    if day.weekday() >= 5 or (day.month, day.day) in FIXED:
        return False
    return day not in {easter(day.year) + offset * DAY for offset in MOVING}


def after(day: datetime.date, days: int = DAYS) -> datetime.date:
    """The last of some working days that begin on the day after."""
    while days:
        day += DAY
        days -= is_working_day(day)
    return day


def left(today: datetime.date, due: datetime.date) -> int:
    """How many working days are left until a day, that day included; negative once it is over."""
    if due < today:
        return -sum(is_working_day(due + n * DAY) for n in range(1, (today - due).days + 1))
    return sum(is_working_day(today + n * DAY) for n in range(1, (due - today).days + 1))
