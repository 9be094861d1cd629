"""Calendar files (RFC 5545): entries in, bytes out; and the dates of a file that somebody brings."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar import Calendar, Component, Event, Timezone
from icalendar.error import BrokenCalendarProperty

from coordination.access.dates import date_format

from .cells import printable
from .tables import BRUSSELS

PRODUCT = "-//Roundtable//Roundtable//EN"
REFRESH = datetime.timedelta(hours=1)
# Summer time in the Union since 1996 (Directive 2000/84/EC).
BRUSSELS_RULES = """BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
# A file with more than these is no invitation.
MOST_EVENTS = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar. `starts` and `ends` are moments, or days of which `ends` is the last.

    `uid` never changes; `sequence` grows when date, place or state do; a cancelled entry stays in the
    file as such. `changed_at` stamps it, so that the file is the same until the entry changes.
    """

    uid: str
    title: str
    starts: datetime.datetime | datetime.date
    ends: datetime.datetime | datetime.date
    changed_at: datetime.datetime
    sequence: int = 0
    cancelled: bool = False
    tentative: bool = False
    place: str = ""
    words: str = ""
    url: str = ""
    category: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a calendar says of itself: its name, its marking, for whom it was made."""

    name: str
    marking: str
    organisation: str
    produced_at: datetime.datetime


def calendar_bytes(entries: Iterable[Entry], *, sheet: Sheet) -> bytes:
    """The file: times in Brussels with the rules of that zone, days as days."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", printable(sheet.name))
    calendar.add("x-wr-timezone", BRUSSELS.key)
    calendar.add("x-wr-caldesc", printable(_made_for(sheet)))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(Timezone.from_ical(BRUSSELS_RULES))
    for entry in entries:
        calendar.add_component(_event(entry, sheet.marking))
    return calendar.to_ical()


def _made_for(sheet: Sheet) -> str:
    moment = date_format(sheet.produced_at.astimezone(BRUSSELS), "j F Y, H.i")
    return _("%(marking)s · made for %(organisation)s on %(moment)s Brussels") % {
        "marking": sheet.marking,
        "organisation": sheet.organisation,
        "moment": moment,
    }


def _event(entry: Entry, marking: str) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(datetime.UTC))
    event.add("last-modified", entry.changed_at.astimezone(datetime.UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", printable(entry.title))
    starts, ends = _span(entry)
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("status", "CANCELLED" if entry.cancelled else "TENTATIVE" if entry.tentative else "CONFIRMED")
    words = "\n".join(filter(None, [marking, entry.words]))
    for name, value in (("location", entry.place), ("description", words), ("url", entry.url)):
        if value:
            event.add(name, printable(value))
    if entry.category:
        event.add("categories", [printable(entry.category)])
    if not isinstance(entry.starts, datetime.datetime):
        event.add("transp", "TRANSPARENT")
    return event


def _span(entry: Entry) -> tuple[Any, Any]:
    """Start and end as the format wants them: the end of a day is the next day."""
    if isinstance(entry.starts, datetime.datetime) and isinstance(entry.ends, datetime.datetime):
        return entry.starts.astimezone(BRUSSELS), entry.ends.astimezone(BRUSSELS)
    return entry.starts, entry.ends + datetime.timedelta(days=1)


class UnreadableCalendar(ValueError):
    """A file that brings no date, with the reason in a sentence for whoever brought it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The first entry of a file, as far as it could be read; `doubts` say what is to be checked."""

    title: str
    place: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None
    doubts: tuple[str, ...] = ()


def first_entry(file: bytes) -> Found:
    """Date, place and title of the first entry of a calendar file.

    A zone that nobody knows is no reason to lose the rest: the time is then taken as written and
    said to be in doubt. Raises `UnreadableCalendar`.
    """
    try:
        calendar = Calendar.from_ical(file)
    except (ValueError, IndexError, KeyError) as fault:
        raise UnreadableCalendar(
            _(
                "This is no calendar file, or it is damaged. Ask for it again, or enter date and place by hand."
            )
        ) from fault
    events = calendar.walk("VEVENT")[:MOST_EVENTS]
    dated = [event for event in events if event.get("DTSTART") is not None]
    if not dated:
        raise UnreadableCalendar(
            _("There is no dated entry in this calendar file. Enter date and place by hand.")
        )
    return _found(dated[0], several=len(dated) > 1)


def _found(event: Component, *, several: bool) -> Found:
    doubts: list[str] = []
    starts_at = _moment(event, "DTSTART", doubts)
    if starts_at is None:
        raise UnreadableCalendar(
            _("The start of the first entry cannot be read. Enter date and place by hand.")
        )
    ends_at = _moment(event, "DTEND", doubts)
    if ends_at is not None and ends_at <= starts_at:
        ends_at = None
        doubts.append(_("The file gives no end after the start. Check the end."))
    if several:
        doubts.append(_("The file holds several entries; the first was taken."))
    return Found(_words(event, "SUMMARY"), _words(event, "LOCATION"), starts_at, ends_at, tuple(doubts))


def _moment(event: Component, name: str, doubts: list[str]) -> datetime.datetime | None:
    """A time of an entry in Brussels; what is unsure of it is added to `doubts`."""
    held = event.get(name)
    try:
        value = held.dt
    except (AttributeError, BrokenCalendarProperty):
        return None
    zone = str(getattr(held, "params", {}).get("TZID", ""))
    if not isinstance(value, datetime.datetime):
        if not isinstance(value, datetime.date):
            return None
        _add(doubts, _("The file gives days and no hours. Check the times."))
        return datetime.datetime.combine(value, datetime.time(9), BRUSSELS)
    if value.tzinfo is not None:
        return value.astimezone(BRUSSELS)
    if zone:
        _add(
            doubts,
            _(
                "The file gives its times in a zone “%(zone)s” that is not known. They stand here as written: enter them as they are in Brussels."
            )
            % {"zone": zone[:80]},
        )
    else:
        _add(doubts, _("The file says no time zone. Its times are taken as Brussels times; check them."))
    return value.replace(tzinfo=ZoneInfo(BRUSSELS.key))


def _add(doubts: list[str], words: str) -> None:
    if words not in doubts:
        doubts.append(words)


def _words(event: Component, name: str) -> str:
    return printable(str(event.get(name, ""))).strip()[:200]
