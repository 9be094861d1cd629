"""Calendar files: what we write parses in two libraries, and what people bring is read or refused in a sentence."""

import datetime
from pathlib import Path

import pytest
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from coordination.exchange.ics import Entry, Sheet, UnreadableCalendar, calendar_bytes, first_entry

pytestmark = [pytest.mark.row("B16"), pytest.mark.row("B26")]

NOW = datetime.datetime(2027, 3, 1, 9, tzinfo=datetime.UTC)
WINTER = datetime.datetime(2027, 3, 10, 9, tzinfo=datetime.UTC)
SUMMER = datetime.datetime(2027, 6, 10, 8, tzinfo=datetime.UTC)
DAY = datetime.date(2027, 3, 5)
SHEET = Sheet("Meetings of Italy", "LIMITE", "Italy", NOW)
HOUR = datetime.timedelta(hours=1)

ENTRIES = [
    Entry("one@example", "EMWP; agenda, and more", WINTER, WINTER + HOUR, NOW, 2, place="Justus Lipsius, 50"),
    Entry(
        "two@example",
        "Summer — réunion",
        SUMMER,
        SUMMER + HOUR,
        NOW,
        words="1 Adoption\n2 Niger",
        url="https://x.example/m/",
    ),
    Entry("three@example", "Papers due", DAY, DAY, NOW, category="Deadline"),
    Entry("four@example", "Off", WINTER, WINTER + HOUR, NOW, 3, cancelled=True),
]


def seen_by_icalendar(file):
    found = {}
    for event in Calendar.from_ical(file).walk("VEVENT"):
        start, end = event["DTSTART"].dt, event["DTEND"].dt
        found[str(event["UID"])] = (
            str(event["SUMMARY"]),
            _utc(start),
            _utc(end),
            str(event["STATUS"]),
            int(event["SEQUENCE"]),
        )
    return found


def seen_by_ical(file):
    """`ical` checks every value against RFC 5545 as it reads."""
    found = {}
    for event in IcsCalendarStream.calendar_from_ics(file.decode()).events:
        found[event.uid] = (
            event.summary,
            _utc(event.dtstart),
            _utc(event.dtend),
            event.status.value,
            event.sequence,
        )
    return found


def _utc(value):
    return value.astimezone(datetime.UTC) if isinstance(value, datetime.datetime) else value


@pytest.mark.parametrize("seen", [seen_by_icalendar, seen_by_ical])
def test_two_libraries_read_the_same(seen):
    assert seen(calendar_bytes(ENTRIES, sheet=SHEET)) == {
        "one@example": ("EMWP; agenda, and more", WINTER, WINTER + HOUR, "CONFIRMED", 2),
        "two@example": ("Summer — réunion", SUMMER, SUMMER + HOUR, "CONFIRMED", 0),
        "three@example": ("Papers due", DAY, DAY + datetime.timedelta(days=1), "CONFIRMED", 0),
        "four@example": ("Off", WINTER, WINTER + HOUR, "CANCELLED", 3),
    }


@pytest.mark.row("C14")
def test_the_marking_and_for_whom_it_was_made_stand_in_the_file():
    calendar = Calendar.from_ical(calendar_bytes(ENTRIES, sheet=SHEET))
    assert str(calendar["X-WR-CALDESC"]) == "LIMITE · made for Italy on 1 March 2027, 10.00 Brussels"
    assert all(str(event["DESCRIPTION"]).startswith("LIMITE") for event in calendar.walk("VEVENT"))


def test_times_are_in_brussels_with_the_rules_of_the_zone():
    file = calendar_bytes(ENTRIES, sheet=SHEET)
    assert b"DTSTART;TZID=Europe/Brussels:20270310T100000" in file
    assert b"DTSTART;TZID=Europe/Brussels:20270610T100000" in file
    assert file.count(b"BEGIN:VTIMEZONE") == 1


def test_no_text_breaks_out_of_its_line():
    entry = Entry(
        "x@example", "A\r\nEND:VEVENT\r\nBEGIN:VEVENT", WINTER, WINTER + HOUR, NOW, words="\x00\x07b"
    )
    (event,) = Calendar.from_ical(calendar_bytes([entry], sheet=SHEET)).walk("VEVENT")
    assert "END:VEVENT" in str(event["SUMMARY"])


def file_of(lines: str) -> bytes:
    event = f"BEGIN:VEVENT\nUID:1\nDTSTAMP:20270101T100000Z\n{lines}\nEND:VEVENT"
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{event}\nEND:VCALENDAR\n".encode()


def test_date_and_place_are_taken_from_a_file():
    found = first_entry(
        file_of("SUMMARY:Roundtable\nLOCATION:Niamey\nDTSTART:20270310T090000Z\nDTEND:20270310T110000Z")
    )
    assert (found.title, found.place, found.doubts) == ("Roundtable", "Niamey", ())
    assert (found.starts_at, found.ends_at) == (WINTER, WINTER + 2 * HOUR)


def test_a_zone_that_nobody_knows_loses_nothing_and_is_said():
    found = first_entry(file_of("SUMMARY:Roundtable\nDTSTART;TZID=Nowhere/Land:20270310T090000"))
    assert found.starts_at == datetime.datetime(2027, 3, 10, 8, tzinfo=datetime.UTC)
    (doubt,) = found.doubts
    assert "Nowhere/Land" in doubt


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("DTSTART:20270310T090000", "no time zone"),
        ("DTSTART;VALUE=DATE:20270310", "no hours"),
        ("DTSTART:20270310T090000Z\nDTEND:20270310T080000Z", "no end after the start"),
    ],
)
def test_what_is_unsure_is_said(lines, said):
    assert said in " ".join(first_entry(file_of(lines)).doubts)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"junk",
        b"\x00\x01\x02",
        b"BEGIN:VCALENDAR\nEND:VCALENDAR",
        file_of("SUMMARY:No date"),
        file_of("DTSTART:2027xx"),
        b"BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:x\nEND:VTODO\nEND:VCALENDAR",
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270310T090000Z",
    ],
)
def test_what_brings_no_date_is_refused_in_a_sentence(file):
    with pytest.raises(UnreadableCalendar, match="by hand"):
        first_entry(file)


DATA = Path(__file__).parents[3] / "shared" / "data" / "meetings"


@pytest.mark.skipif(not DATA.exists(), reason="no ../shared/data/meetings beside the project")
@pytest.mark.parametrize(
    ("name", "doubt"),
    [
        ("Office-2012-owa.ics", "not known"),
        ("exchange_whole_day_moved_recurrence.ics", "no hours"),
        ("google-calendar-kiev-tz.ics", "several entries"),
        ("ms_timezones.ics", "several entries"),
        ("multi-event-basic.ics", "no hours"),
        ("recurrence-sequence.ics", "several entries"),
        ("tentative-apple-calendar.ics", "several entries"),
        ("owncloud_vtodo-only.ics", None),
        ("europarl_meetings_2022.ttl", None),
        ("inspire_webinar-agenda_2022-11-21.docx", None),
    ],
)
def test_files_of_real_calendars(name, doubt):
    file = (DATA / name).read_bytes()
    if doubt is None:
        with pytest.raises(UnreadableCalendar, match="by hand"):
            first_entry(file)
    else:
        assert doubt in " ".join(first_entry(file).doubts)
