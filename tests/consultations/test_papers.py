"""The compilation and the outcome of silence as files: section by section what its reader sees on screen, by question and by delegation."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document
from lxml import html
from python_calamine import CalamineWorkbook

from coordination.consultations import services
from coordination.consultations.kinds import Readership, Stand, State
from tests.exchange.libreoffice import opened
from tests.exchange.papers import GERMAN, GREEK, bag, body_of_docx, words_of_docx, words_of_pdf
from tests.exchange.pdf_ua import faults
from tests.factories.consultations import again, lift, position, reply, silence, synthesis
from tests.factories.consultations import opened as opened_consultation

pytestmark = [
    pytest.mark.row("A6"),
    pytest.mark.row("B26"),
    pytest.mark.row("C14"),
    pytest.mark.usefixtures("db"),
]

QUESTIONS = ("How can objectives be framed?", f"{GREEK}?", "Who answers nothing?")
# In confidence a delegation reads its own reply alone; whoever asks reads all.
SEEN = {
    "presidency": {"france", "germany", "malta"},
    "italy": set(),
    "malta": {"malta"},
    "france": {"france"},
}


@pytest.fixture(autouse=True)
def one_minute(time_machine):
    """Files that are compared say that they were made in the same minute."""
    time_machine.move_to(timezone.now(), tick=False)


@pytest.fixture(params=[Readership.ASKED, Readership.CONVENOR], ids=["open", "in confidence"])
def asked(request):
    """Replies of one line and of many, a published synthesis and one that is a draft."""
    row = opened_consultation(
        title="Partnerships", questions=QUESTIONS, readership=request.param, reference="8255/23"
    )
    reply(row, "france", 1, "One line of France.")
    reply(row, "germany", 1, f"{GERMAN}.\n\nSecond paragraph of Germany.")
    reply(row, "germany", 2, "Germany on the second.")
    reply(row, "malta", 2, "Malta " + "says more. " * 80)
    synthesis(row, 1, "Delegations agree.", published=True)
    synthesis(row, 0, "Of the whole, a draft.")
    return row


def got(persona, row, form, by, language):
    answer = persona.client.get(
        reverse("compilation-file", args=[row.pk, form]), {"by": by}, headers={"Accept-Language": language}
    )
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def on_page(persona, row, by, language):
    """The headings and paragraphs of the page in order."""
    answer = persona.client.get(
        reverse("consultation-compilation", args=[row.pk]), {"by": by}, headers={"Accept-Language": language}
    )
    page = html.fromstring(answer.content.decode())
    draft = {"en": "Draft", "fr": "Projet"}[language]
    return [
        text
        for element in page.cssselect("section.rt-panel.rt-text h2, section.rt-text h3, section.rt-text p")
        if (text := " ".join(element.text_content().split()).removesuffix(f" {draft}"))
    ]


def in_docx(file, language):
    """The same, read back from the Word file; what says of a synthesis that it is a draft stands on the page as a sign."""
    lines = [line for line in Document(io.BytesIO(file)).paragraphs if line.text.strip()]
    foot = {"en": "Answers are read", "fr": "Les réponses sont lues"}[language]
    last = next(place for place, line in enumerate(lines) if line.text.startswith(foot))
    start = next((place for place, line in enumerate(lines) if line.style.name == "Heading 2"), last)
    note = {"en": "Draft, read by", "fr": "Projet, lu"}[language]
    return [" ".join(line.text.split()) for line in lines[start:last] if not line.text.startswith(note)]


@pytest.mark.parametrize("by", ["question", "delegation"])
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["presidency", "italy", "malta"])
def test_a_compilation_holds_the_page_in_its_order(asked, name, language, by, everybody):
    persona = everybody[name]
    file = got(persona, asked, "docx", by, language)
    shown = on_page(persona, asked, by, language)
    assert in_docx(file, language) == shown
    everything = asked.readership == Readership.ASKED or name == "presidency"
    assert ("One line of France." in shown) is everything
    assert any("Malta says more." in line for line in shown) is (everything or name == "malta")
    assert ("Of the whole, a draft." in shown) is (name == "presidency")
    pdf = got(persona, asked, "pdf", by, language)
    assert bag(words_of_pdf(pdf)) == bag(words_of_docx(file))


@pytest.mark.parametrize("by", ["question", "delegation"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_compilation_passes_veraPDF_and_opens_in_libreoffice(asked, language, by, presidency):
    assert faults(got(presidency, asked, "pdf", by, language)) == []
    file = got(presidency, asked, "docx", by, language)
    assert opened(file).words == body_of_docx(file)


@pytest.mark.parametrize("name", SEEN)
def test_tables_hold_the_replies_of_the_page(asked, name, everybody):
    persona = everybody[name]
    rows = _rows(
        list(csv.reader(io.StringIO(got(persona, asked, "csv", "question", "en").decode("utf-8-sig"))))
    )
    book = CalamineWorkbook.from_filelike(io.BytesIO(got(persona, asked, "xlsx", "question", "en")))
    assert _rows([[str(cell) for cell in line] for line in book.get_sheet_by_index(0).to_python()]) == rows
    parties = {party.lower() for _question, party, _reply in rows if party}
    assert parties == ({"france", "germany", "malta"} if asked.readership == Readership.ASKED else SEEN[name])
    page = " ".join(on_page(persona, asked, "question", "en"))
    assert all(" ".join(reply.split()) in page for _question, _party, reply in rows)
    assert {question for question, *_rest in rows} == set(QUESTIONS)


@pytest.mark.parametrize("form", ["docx", "pdf", "csv", "xlsx"])
def test_a_ministry_that_was_not_asked_has_neither_page_nor_file(asked, form, italy_interior):
    for route, args in (("consultation-compilation", ()), ("compilation-file", (form,))):
        assert italy_interior.client.get(reverse(route, args=[asked.pk, *args])).status_code == 404


# --- The outcome of a silence procedure -----------------------------------------------------


@pytest.fixture(
    params=[(Readership.ASKED, True), (Readership.CONVENOR, True), (Readership.CONVENOR, False)],
    ids=["open", "in confidence until it was written down", "in confidence"],
)
def ended(request, time_machine):
    """A procedure whose clock ran out on an objection and a reservation; once that is written down, one is lifted."""
    readership, written_down = request.param
    row = silence(title="Five principles", text=f"{GREEK}.\n\nSecond paragraph.", readership=readership)
    position(row, "france", Stand.COMMENT, "With a comment of France.")
    position(row, "malta", Stand.OBJECT, "Too early for Malta.")
    reserved = position(row, "germany", Stand.RESERVATION)
    time_machine.move_to(row.deadline + datetime.timedelta(hours=1))
    if written_down:
        services.keep_time()
        lift(reserved)
    return again(row)


def positions_on_page(persona, row, language):
    """What ended it, and position by position who took it and what was said."""
    answer = persona.client.get(reverse("consultation", args=[row.pk]), headers={"Accept-Language": language})
    page = html.fromstring(answer.content.decode())
    rows = {
        (
            _words(line.cssselect("th")[0]),
            _words(line.cssselect("td")[0]),
            frozenset(party.get("title") for party in line.cssselect(".rt-parties abbr")),
            frozenset(_words(said) for said in line.cssselect(".rt-said > span:not(.rt-second)")),
        )
        for line in page.cssselect(".rt-positions tbody tr")
    }
    return _words(page.cssselect(".rt-outcome")[0]), rows


def _words(element):
    return " ".join(element.text_content().split())


@pytest.mark.row("C12")
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("name", ["presidency", "italy", "malta"])
def test_the_outcome_of_a_silence_procedure_holds_the_positions_of_its_page(ended, name, language, everybody):
    persona = everybody[name]
    outcome, rows = positions_on_page(persona, ended, language)
    file = got(persona, ended, "docx", "", language)
    document = Document(io.BytesIO(file))
    assert outcome in [" ".join(line.text.split()) for line in document.paragraphs]
    tables = [line for table in document.tables for line in table.rows[1:]]
    lifted = {"en": " (lifted)", "fr": " (levée)"}[language]
    in_file = {
        (label.text, number.text, frozenset(parties.text.replace(lifted, "").split(", "))): said.text
        for label, number, parties, said in (line.cells for line in tables)
    }
    assert set(in_file) == {row[:3] for row in rows}
    for *place, words in rows:
        assert all(text in in_file[tuple(place)] for text in words)
    everything = name == "presidency" or ended.readership == Readership.ASKED or ended.state == State.CLOSED
    stored = words_of_docx(file)
    assert ("With a comment of France." in stored) is everything
    assert ("Too early for Malta." in stored) is (everything or name == "malta")
    assert bag(words_of_pdf(got(persona, ended, "pdf", "", language))) == bag(stored)


@pytest.mark.row("C12")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_outcome_of_a_silence_procedure_passes_veraPDF_and_opens_in_libreoffice(
    ended, language, presidency
):
    assert faults(got(presidency, ended, "pdf", "", language)) == []
    file = got(presidency, ended, "docx", "", language)
    assert opened(file).words == body_of_docx(file)


@pytest.mark.row("C12")
def test_a_silence_procedure_that_runs_has_no_outcome_to_take_along(presidency):
    row = silence()
    for form in ("docx", "pdf", "csv", "xlsx"):
        assert presidency.client.get(reverse("compilation-file", args=[row.pk, form])).status_code == 404
    assert (
        "outcome"
        not in presidency.client.get(reverse("consultation", args=[row.pk])).content.decode().lower()
    )


def _rows(lines):
    start = next(place for place, line in enumerate(lines) if "Delegation, code" in line)
    places = [lines[start].index(head) for head in ("Question", "Delegation", "Reply")]
    return [tuple(line[place] for place in places) for line in lines[start + 1 :] if any(line)]
