"""Notice, revision and outcome as files: row by row what their reader sees on screen, in both languages."""

import csv
import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar
from lxml import html
from python_calamine import CalamineWorkbook

from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.room_kinds import LineKind, Stance
from tests.exchange.libreoffice import opened
from tests.exchange.papers import GERMAN, GREEK, bag, body_of_docx, words_of_docx, words_of_pdf
from tests.exchange.pdf_ua import faults
from tests.factories.meetings import MeetingFactory, convenor_of, in_days, issue, items_of, write_item
from tests.factories.room import acting, end, follow_up, issue_notes, note, running

pytestmark = [
    pytest.mark.row("B26"),
    pytest.mark.row("B12"),
    pytest.mark.row("B15"),
    pytest.mark.row("C14"),
    pytest.mark.usefixtures("db"),
]

LANGUAGES = ("en", "fr")
READERS = {
    "presidency": {"Adoption", "Niger", "Figures", GREEK, "For Italy alone", "Any other business"},
    "italy": {"Adoption", "Niger", "Figures", GREEK, "For Italy alone", "Any other business"},
    "france": {"Adoption", "Niger", "Figures", GREEK, "Any other business"},
    "frontex": {"Adoption", "Niger", "Figures", GREEK, "Any other business"},
}


@pytest.fixture(autouse=True)
def one_minute(time_machine):
    """Files that are compared say that they were made in the same minute."""
    time_machine.move_to(timezone.now(), tick=False)


def got(persona, route, *args, language="en", **query):
    answer = persona.client.get(reverse(route, args=args), query, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def page_of(persona, route, *args, language="en", **query):
    return html.fromstring(got(persona, route, *args, language=language, **query).decode())


def words(element) -> str:
    return " ".join(element.text_content().split())


# --- The agenda ---------------------------------------------------------------------------


@pytest.fixture
def meeting():
    """An agenda with a part, long names, a closed item, and a revision that brought and took away one each."""
    papers = [
        {
            "title": "State of play of the plan",
            "state": "issued",
            "issued_on": in_days(0),
            "reference": "WK 1/27",
        },
        {"title": GERMAN},
    ]
    meeting = MeetingFactory(
        state=MeetingState.DRAFT,
        day=in_days(20),
        guests=["frontex"],
        title="EMWP meeting",
        items=[
            {"title": "Adoption", "handling": "adoption"},
            {"title": "Niger", "presented_by": ["commission", "eeas"], "papers": papers},
            {"title": "For Italy alone", "circle": ["italy"], "papers": [{"title": "Paper for Italy"}]},
            {"title": GREEK, "presented_by": ["germany", "greece"]},
            {"title": "Taken off"},
        ],
    )
    niger, taken_off = (
        next(item for item in items_of(meeting) if item.title == title) for title in ("Niger", "Taken off")
    )
    write_item(meeting, title="Figures", parent=niger, papers=[{"title": "Table of figures"}])
    meeting = issue(meeting)
    acting(convenor_of(meeting), services.remove_item, item=taken_off)
    write_item(meeting, title="Any other business", handling="information")
    return issue(meeting)


def agenda_on_page(persona, meeting, language):
    """Items, lines, papers and what was taken off, as they stand on the page of the meeting."""
    page = page_of(persona, "meeting", meeting.pk, language=language)
    items, lines, gone = set(), set(), set()
    for row in page.cssselect(".rt-agenda__item"):
        number, time = (words(row.cssselect(name)[0]) for name in (".rt-agenda__number", ".rt-agenda__time"))
        title = words(row.cssselect("h3")[0])
        if row.cssselect("del"):
            gone.add(title)
            continue
        items.add((number, title, time))
        lines |= {(number, words(line)) for line in row.cssselect(".rt-agenda__lines li")}
    table = page.cssselect("section[aria-labelledby=papers-title] tbody tr")
    papers = {
        (
            words(row.cssselect("td a")[0]),
            row.cssselect("th")[0].text.strip(),
            words(row.cssselect(".rt-tag")[0]),
        )
        for row in table
    }
    return items, lines, papers, gone


def agenda_in_docx(file):
    """The same, read back from the lines of the Word file."""
    items, lines, papers, gone = set(), set(), set(), set()
    paragraphs = iter(Document(io.BytesIO(file)).paragraphs)
    number = ""
    for line in paragraphs:
        if line.style.name == "Heading 2" and items:
            break
        parts = [part for part in line.text.split("\t") if part]
        if any(run.font.strike for run in line.runs):
            gone.add(parts[0])
        elif line.text.lstrip("\t")[:1] in ("–", "="):
            lines.add((number, " ".join(parts)))
        elif line.runs and line.runs[-1].italic:
            papers |= {(number, said.partition(" · ")[0]) for said in parts[0].split("; ")}
        elif re.fullmatch(r"\d+[a-z]?(\.\d+)?", parts[0] if parts else ""):
            number = parts[0]
            items.add((number, parts[1], parts[2]))
    return items, lines, papers, gone


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", READERS)
def test_a_notice_holds_the_rows_of_the_page(meeting, name, language, everybody):
    persona = everybody[name]
    items, lines, papers, gone = agenda_on_page(persona, meeting, language)
    assert {title for _number, title, _time in items} == READERS[name]
    assert gone == {"Taken off"}

    file = got(persona, "meeting-notice", meeting.pk, "docx", language=language)
    in_file = agenda_in_docx(file)
    assert in_file[0] == items
    assert in_file[1] == lines
    assert in_file[2] == {(number, title) for number, title, _state in papers}
    assert in_file[3] == gone

    pdf = got(persona, "meeting-notice", meeting.pk, "pdf", language=language)
    assert bag(words_of_pdf(pdf)) == bag(words_of_docx(file))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["italy", "france"])
def test_a_notice_passes_veraPDF_and_opens_in_libreoffice(meeting, name, language, everybody):
    assert faults(got(everybody[name], "meeting-notice", meeting.pk, "pdf", language=language)) == []
    file = got(everybody[name], "meeting-notice", meeting.pk, "docx", language=language)
    shown = opened(file)
    assert shown.words == body_of_docx(file)
    assert {title for level, title in shown.headings if level == 2} == (
        {"Provisional agenda", "Papers still to come"}
        if language == "en"
        else {"Ordre du jour provisoire", "Documents encore attendus"}
    )


def entries_seen_by_icalendar(file):
    events = Calendar.from_ical(file).walk("VEVENT")
    return {str(event["UID"]): (str(event["SUMMARY"]), str(event["DESCRIPTION"])) for event in events}


def entries_seen_by_ical(file):
    events = IcsCalendarStream.calendar_from_ics(file.decode()).events
    return {event.uid: (event.summary, event.description) for event in events}


@pytest.mark.parametrize("seen", [entries_seen_by_icalendar, entries_seen_by_ical])
@pytest.mark.parametrize("name", READERS)
def test_calendar_files_hold_the_rows_of_the_page(meeting, seen, name, everybody):
    items, *_rest = agenda_on_page(everybody[name], meeting, "en")
    found = seen(got(everybody[name], "meeting-ics", meeting.pk))
    (title, description) = found[f"meeting-{meeting.pk}@roundtable"]
    marking, *rows = description.split("\n")
    assert title == "EMWP meeting REV 1"
    assert set(rows) == {f"{number} {item}" for number, item, _time in items}
    assert marking.startswith("LIMITE")


@pytest.mark.parametrize("name", READERS)
def test_tables_hold_the_rows_of_the_page(meeting, name, everybody):
    items, lines, papers, _gone = agenda_on_page(everybody[name], meeting, "en")
    rows = in_csv(got(everybody[name], "meetings-file", "csv"))
    assert in_xlsx(got(everybody[name], "meetings-file", "xlsx")) == rows
    mine = [row for row in rows if row["Meeting, id"] == str(meeting.pk)]
    assert {(row["Item, number"], row["Item"]) for row in mine} == {item[:2] for item in items}
    dashes = {(row["Item, number"], f"– {row['Presented by']}") for row in mine if row["Presented by"]}
    assert dashes == {line for line in lines if line[1].startswith("–")}
    listed = {
        (row["Item, number"], paper.partition(" · ")[0])
        for row in mine
        for paper in filter(None, row["Papers"].split("; "))
    }
    assert listed == {paper[:2] for paper in papers}


def in_csv(file):
    """The rows under the first line that names the columns."""
    lines = list(csv.reader(io.StringIO(file.decode("utf-8-sig"))))
    return _under_the_heads(lines)


def in_xlsx(file):
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(file)).get_sheet_by_index(0)
    return _under_the_heads([[str(cell) for cell in row] for row in sheet.to_python()])


def _under_the_heads(lines):
    start = next(
        place for place, line in enumerate(lines) if "Item, number" in line or "What is asked" in line
    )
    heads = lines[start]
    wanted = (
        "Meeting, id",
        "Item, number",
        "Item",
        "Presented by",
        "Papers",
        "What is asked",
        "Owner",
        "State",
    )
    return [
        {head: cell for head, cell in zip(heads, line, strict=False) if head in wanted}
        for line in lines[start + 1 :]
        if any(line)
    ]


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_ministry_has_neither_page_nor_file_of_what_it_does_not_read(meeting, form, italy_interior):
    for route, args in (
        ("meeting", ()),
        ("meeting-notice", (form,)),
        ("meeting-ics", ()),
        ("notes-file", (form,)),
    ):
        assert italy_interior.client.get(reverse(route, args=[meeting.pk, *args])).status_code == 404
    assert str(meeting.pk) not in got(italy_interior, "meetings-file", "csv").decode()


@pytest.mark.parametrize("name", ["italy", "italy_interior", "france"])
def test_a_ministry_has_the_rows_of_the_page_of_what_its_delegation_convenes(name, everybody):
    items = [
        {"title": "Readmission", "presented_by": ["france"]},
        {"title": "Rome alone", "circle": ["italy"]},
    ]
    meeting = MeetingFactory(
        state=MeetingState.ISSUED, day=in_days(5), convenor="italy", members=["france"], items=items
    )
    rows = agenda_on_page(everybody[name], meeting, "en")
    titles = {title for _number, title, _time in rows[0]}
    assert titles == {"Readmission"} | ({"Rome alone"} if name != "france" else set())
    file = got(everybody[name], "meeting-notice", meeting.pk, "docx")
    assert agenda_in_docx(file) == rows
    assert bag(words_of_pdf(got(everybody[name], "meeting-notice", meeting.pk, "pdf"))) == bag(
        words_of_docx(file)
    )


# --- The outcome --------------------------------------------------------------------------


@pytest.fixture
def held():
    """A meeting with lines of every kind in mixed order, on items for all and for Italy alone."""
    meeting, items = running(
        {"title": "Niger"},
        {"title": "For Italy alone", "circle": ["italy"]},
        {"title": GREEK},
        guests=["frontex"],
        title="EMWP meeting",
    )
    common, narrow, long = items
    note(common, "The Commission presented.")
    note(common, "Asks for figures.", organisation="germany", stance=Stance.ASKS)
    note(common, "The chair answered.")
    note(common, "Agrees.", organisation="greece", stance=Stance.SUPPORTS)
    note(common, "The point comes back.", kind=LineKind.CONCLUSION)
    note(narrow, "Said to Italy.", organisation="italy")
    note(long, GERMAN)
    follow_up(common, "Send the figures", "germany", due_on=in_days(10))
    follow_up(narrow, "Call Rome", "italy", due_on=in_days(12))
    follow_up(long, GREEK, None, due_on=in_days(14))
    end(meeting)
    issue_notes(meeting)
    return meeting


def outcome_on_page(persona, meeting, language):
    """Headings and lines in order, and the rows of the follow-ups."""
    page = page_of(persona, "notes", meeting.pk, language=language)
    said = []
    for section in page.cssselect("section.rt-text"):
        said.append(words(section.cssselect("h2")[0]))
        for line in section.cssselect(".rt-note"):
            if line.cssselect(".rt-line__form"):
                stance = line.cssselect(".rt-tag")
                text = line.cssselect(".rt-line__text")[0].text.strip()
                who = line.cssselect("abbr")[0].get("title")
                said.append(f"– {who}: {text}" + (f" ({words(stance[0]).lower()})" if stance else ""))
            else:
                said.append(words(line.cssselect("p")[0]))
    return said, follow_ups_on(page)


def follow_ups_on(page):
    """What is asked of whom until when, row by row."""
    return [
        (
            words(row.cssselect("th a")[0]),
            words(row.cssselect("td strong")[0]),
            words(row.cssselect(".rt-nowrap")[0]),
        )
        for row in page.cssselect("table.rt-records tbody tr")
    ]


def outcome_in_docx(file):
    document = Document(io.BytesIO(file))
    texts = [" ".join(line.text.split()) for line in document.paragraphs]
    start = next(place for place, text in enumerate(texts) if re.match(r"1 (Niger|Any)", text))
    last = next(
        place
        for place, line in enumerate(document.paragraphs)
        if place > start and "Heading" in line.style.name
    )
    asked = [tuple(cell.text for cell in row.cells[:3]) for row in document.tables[0].rows[1:]]
    return texts[start:last], asked


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", READERS)
def test_an_outcome_holds_the_rows_of_the_page_in_their_order(held, name, language, everybody):
    persona = everybody[name]
    said, asked = outcome_on_page(persona, held, language)
    narrow = name in ("italy", "presidency")
    assert any("Said to Italy." in line for line in said) is narrow
    assert {title for title, *_rest in asked} == {"Send the figures", GREEK} | (
        {"Call Rome"} if narrow else set()
    )

    file = got(persona, "notes-file", held.pk, "docx", language=language)
    in_file = outcome_in_docx(file)
    assert in_file[0] == said
    assert in_file[1] == asked
    pdf = got(persona, "notes-file", held.pk, "pdf", language=language)
    assert bag(words_of_pdf(pdf)) == bag(words_of_docx(file))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["italy", "france"])
def test_an_outcome_passes_veraPDF_and_opens_in_libreoffice(held, name, language, everybody):
    assert faults(got(everybody[name], "notes-file", held.pk, "pdf", language=language)) == []
    file = got(everybody[name], "notes-file", held.pk, "docx", language=language)
    shown = opened(file)
    assert shown.words == body_of_docx(file)
    assert len(shown.tables[0]) == len(shown.repeated[0]) + (3 if name == "italy" else 2)


@pytest.mark.parametrize("name", [*READERS, "italy_interior"])
def test_the_table_of_follow_ups_holds_the_rows_of_the_page(held, name, everybody):
    asked = follow_ups_on(page_of(everybody[name], "follow-ups"))
    assert ("Call Rome", "Italy") in {row[:2] for row in asked} or name in ("france", "frontex")
    rows = in_csv(got(everybody[name], "follow-ups-file", "csv"))
    assert in_xlsx(got(everybody[name], "follow-ups-file", "xlsx")) == rows
    assert {(row["What is asked"], row["Owner"]) for row in rows} == {row[:2] for row in asked}
