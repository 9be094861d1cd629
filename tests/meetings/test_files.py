"""Files hold what their reader sees on screen, with marking, organisation and time; no more, no less."""

import io
import re

import pytest
from django.urls import reverse
from icalendar import Calendar
from pypdf import PdfReader

from coordination.meetings.kinds import MeetingState
from tests.exchange.papers import parts_of_docx, words_of_docx, words_of_pdf
from tests.factories.meetings import BodyFactory, MeetingFactory, in_days, issue, items_of, write_item

pytestmark = [
    pytest.mark.row("B15"),
    pytest.mark.row("C14"),
    pytest.mark.row("C22"),
    pytest.mark.usefixtures("db"),
]


@pytest.fixture
def meeting():
    items = [
        {"title": "Adoption", "title_fr": "Adoption de l'ordre du jour", "handling": "adoption"},
        {"title": "State of play", "presented_by": ["commission"], "papers": [{"title": "Note on Niger"}]},
        {"title": "Internal matter", "kind": "internal"},
        {"title": "For Italy alone", "circle": ["italy"], "papers": [{"title": "Paper for Italy"}]},
    ]
    return MeetingFactory(
        state=MeetingState.ISSUED, day=in_days(20), guests=["frontex"], items=items, title="EMWP meeting"
    )


READERS = {
    "italy": {"Adoption", "State of play", "Internal matter", "For Italy alone"},
    "france": {"Adoption", "State of play", "Internal matter"},
    "frontex": {"Adoption", "State of play"},
}
EVERYTHING = {*READERS["italy"], "Note on Niger", "Paper for Italy"}


def got(persona, route, *args, **query):
    answer = persona.client.get(reverse(route, args=args), query)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def titles(text) -> set[str]:
    return {words for words in EVERYTHING if words in text}


def on_page(persona, meeting):
    return titles(got(persona, "meeting", meeting.pk).decode())


def in_pdf(persona, meeting):
    return titles(words_of_pdf(got(persona, "meeting-notice", meeting.pk, "pdf")))


def in_docx(persona, meeting):
    file = got(persona, "meeting-notice", meeting.pk, "docx")
    assert titles(parts_of_docx(file)) == titles(words_of_docx(file))
    return titles(words_of_docx(file))


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("channel", [in_pdf, in_docx])
def test_what_a_file_holds_is_what_its_reader_sees(meeting, channel, name, everybody):
    seen = on_page(everybody[name], meeting)
    assert channel(everybody[name], meeting) == seen
    assert seen & set(READERS["italy"]) == READERS[name]


@pytest.mark.parametrize("name", READERS)
def test_the_calendar_file_holds_the_readers_agenda(meeting, name, everybody):
    (event,) = Calendar.from_ical(got(everybody[name], "meeting-ics", meeting.pk)).walk("VEVENT")
    assert titles(str(event["DESCRIPTION"])) == READERS[name]
    assert str(event["UID"]) == f"meeting-{meeting.pk}@roundtable"


def test_numbers_and_lines_stand_as_on_paper(meeting, france):
    words = words_of_pdf(got(france, "meeting-notice", meeting.pk, "pdf"))
    assert re.search(
        r"1 Adoption = Adoption .* 2 State of play – Presentation by the Commission = Exchange of views",
        words,
    )
    assert "2a Internal matter" in words


def test_marking_organisation_and_time_are_on_every_file(meeting, italy, france):
    narrow = words_of_docx(got(italy, "meeting-notice", meeting.pk, "docx"))
    wide = words_of_docx(got(france, "meeting-notice", meeting.pk, "docx"))
    assert "made for Italy on" in narrow
    assert "made for France on" in wide
    # The strictest marking of what is in it: Italy reads a closed item.
    assert "LIMITE · NAMED DELEGATIONS" in narrow
    assert "NAMED" not in wide


def test_the_notice_comes_in_both_languages(meeting, france):
    words = words_of_pdf(got(france, "meeting-notice", meeting.pk, "pdf", language="fr"))
    assert "Adoption de l'ordre du jour" in words.replace("’", "'")
    reader = PdfReader(io.BytesIO(got(france, "meeting-notice", meeting.pk, "pdf", language="fr")))
    assert reader.trailer["/Root"]["/Lang"] == "fr"


def test_the_number_is_provisional_until_the_secretariat_gives_one(france, gsc):
    body = BodyFactory(series="CM", guests=["frontex"])
    meeting = MeetingFactory(body=body, state=MeetingState.ISSUED, day=in_days(20))
    assert "Provisional reference" in words_of_pdf(got(france, "meeting-notice", meeting.pk, "pdf"))
    gsc.client.post(reverse("meeting-number", args=[meeting.pk]), {"reference": "cm 2533/23"})
    words = words_of_pdf(got(france, "meeting-notice", meeting.pk, "pdf"))
    assert "CM 2533/23" in words
    assert "Provisional reference" not in words


def test_a_revision_marks_what_it_changed(meeting, france):
    write_item(meeting, title="Came later")
    issue(meeting)
    words = words_of_pdf(got(france, "meeting-notice", meeting.pk, "pdf"))
    assert "REV 1" in words
    assert "Came later" in words
    assert "A bar in the margin marks" in words


def test_the_preview_is_for_whoever_arranges(meeting, france, presidency):
    write_item(meeting, title="Not issued yet")
    draft = words_of_pdf(got(presidency, "meeting-notice", meeting.pk, "pdf", draft="1"))
    assert "Not issued yet" in draft
    assert "Draft: not issued." in draft
    address = reverse("meeting-notice", args=[meeting.pk, "pdf"])
    assert france.client.get(address, {"draft": "1"}).status_code == 403
    assert "Not issued yet" not in words_of_pdf(got(presidency, "meeting-notice", meeting.pk, "pdf"))


@pytest.mark.row("B26")
@pytest.mark.parametrize("name", READERS)
def test_the_table_of_a_selection_holds_the_same(meeting, name, everybody):
    rows = got(everybody[name], "meetings-file", "csv").decode()
    assert titles(rows) & READERS["italy"] == READERS[name]
    assert "LIMITE" in rows
    assert got(everybody[name], "meetings-file", "xlsx")[:2] == b"PK"
    assert items_of(meeting)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "– Presentation by the Commission, Italy and the Netherlands"),
        ("fr", "– Présentation par la Commission, l’Italie et les Pays-Bas"),
    ],
)
def test_who_presents_is_said_with_the_article_of_its_name(language, line, france):
    item = {"title": "Niger", "presented_by": ["commission", "italy", "netherlands"]}
    meeting = MeetingFactory(state=MeetingState.ISSUED, day=in_days(20), items=[item])
    assert line in words_of_docx(got(france, "meeting-notice", meeting.pk, "docx", language=language))


def test_the_head_of_an_outcome_in_french(france):
    meeting = MeetingFactory(state=MeetingState.LOCKED)
    words = words_of_docx(got(france, "notes-file", meeting.pk, "docx", language="fr"))
    assert re.search(r"Origine .* En date du .* Destinataire Délégations Objet", words)
