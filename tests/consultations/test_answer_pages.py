"""What is made of the answers: synthesis, compilation, positions, files, history; each reader sees its own part."""

import datetime
import io

import pytest
from docx import Document
from pypdf import PdfReader

from coordination.consultations.kinds import Readership, Stand
from tests.factories.consultations import (
    draft_reply,
    in_days,
    opened,
    position,
    reply,
    silence,
    synthesis,
)

from .test_pages import one, text
from .test_way import bring_to_closed

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.row("A6")
def test_the_synthesis_is_the_chairs_until_it_is_published(presidency, malta):
    row = opened()
    given = reply(row, "france", text="Joint programming.")
    quoted = text(presidency, one(row, f"synthesis/1/?quote={given.pk}"))
    assert "FR: “Joint programming.”" in quoted
    sent = {"text": "Delegations agree.", "version": 0}
    assert presidency.client.post(one(row, "synthesis/1/"), sent).status_code == 302
    assert "Delegations agree." not in text(malta, one(row))
    assert "Delegations agree." not in text(malta, one(row, "compilation/"))
    stale = presidency.client.post(one(row, "synthesis/1/"), {"text": "Other.", "version": 0})
    assert stale.status_code == 409
    assert presidency.client.post(one(row, "synthesis/1/publish/"), {"version": 1}).status_code == 302
    assert "Delegations agree." in text(malta, one(row))


def words_of_docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in document.paragraphs) + "\n".join(
        cell.text for table in document.tables for row in table.rows for cell in row.cells
    )


def words_of_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.row("A6")
@pytest.mark.parametrize(("form", "words_of"), [("docx", words_of_docx), ("pdf", words_of_pdf)])
@pytest.mark.parametrize("by", ["question", "delegation"])
def test_the_compilation_is_a_paper_of_the_same_words(form, words_of, by, presidency, malta):
    row = opened(readership=Readership.CONVENOR, reference="8255/23")
    reply(row, "france", 1, "Of France.")
    reply(row, "malta", 2, "Of Malta.")
    draft_reply(row, "italy", 1, "Draft of Italy.")
    synthesis(row, 1, "Draft synthesis.")
    chairs, mine = (
        words_of(who.client.get(one(row, f"compilation/{form}/?by={by}")).content)
        for who in (presidency, malta)
    )
    assert all(words in chairs for words in ("8255/23", "Of France.", "Of Malta.", "How can objectives"))
    assert ("Draft synthesis." in chairs) == (by == "question")
    assert "Draft of Italy." not in chairs
    assert "Of Malta." in mine
    assert "Of France." not in mine
    assert "Draft synthesis." not in mine


def test_a_compilation_carries_the_strictest_marking_of_what_is_in_it(presidency, malta):
    kept, common = opened(readership=Readership.CONVENOR), opened()
    for row in (kept, common):
        reply(row, "malta")

    def markings(persona, row):
        page = persona.client.get(one(row, "compilation/")).context["page"]["marking"]["label"]
        line = persona.client.get(one(row, "compilation/csv/")).content.decode().splitlines()[1]
        assert page in line
        return page

    assert markings(presidency, kept) == "LIMITE · IRISH PRESIDENCY"
    assert markings(malta, kept) == "LIMITE · MALTA"
    assert markings(presidency, common) == markings(malta, common) == "LIMITE"
    synthesis(common, 1, "Draft synthesis.")
    assert markings(presidency, common) == "LIMITE · IRISH PRESIDENCY"
    assert markings(malta, common) == "LIMITE"
    bring_to_closed(kept)
    assert markings(malta, kept) == "LIMITE"


@pytest.mark.row("A6")
def test_the_compilation_holds_exactly_what_the_reader_reads(presidency, malta):
    row = opened(readership=Readership.CONVENOR)
    reply(row, "france", 1, "Of France.")
    reply(row, "malta", 2, "Of Malta.")
    draft_reply(row, "italy", 1, "Draft of Italy.")
    synthesis(row, 1, "Draft synthesis.")
    for by in ("question", "delegation"):
        mine, chairs = (text(who, one(row, f"compilation/?by={by}")) for who in (malta, presidency))
        assert ("Of Malta." in mine, "Of France." in mine) == (True, False)
        assert ("Of Malta." in chairs, "Of France." in chairs) == (True, True)
        assert "Draft of Italy." not in chairs
    lines = presidency.client.get(one(row, "compilation/csv/")).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert "france,France,Of France." in lines[1]
    assert "Draft synthesis." in lines[1]
    assert "LIMITE" in lines[1]
    others = malta.client.get(one(row, "compilation/csv/")).content.decode()
    assert "Of France." not in others
    assert "Draft synthesis." not in others
    assert presidency.client.get(one(row, "compilation/xlsx/")).content.startswith(b"PK")
    assert presidency.client.get(one(row, "compilation/odt/")).status_code == 404


def test_the_files_of_the_list_hold_the_selection_with_codes_and_labels(malta):
    opened(title="Shown", reference="8255/23")
    silence(title="Quiet")
    opened(title="Hidden", shared_with=["france"])
    lines = (
        b"".join(malta.client.get("/consultations/file/csv/?kind=questions")).decode("utf-8-sig").splitlines()
    )
    assert len(lines) == 2
    assert all(
        words in lines[1] for words in ("Shown", "8255/23", "running,Open", "ireland,Irish Presidency")
    )
    assert malta.client.get("/consultations/file/xlsx/").content.startswith(b"PK")


# --- Silence -----------------------------------------------------------------------------


@pytest.mark.row("C12")
def test_positions_as_the_chair_sees_them_and_as_delegations_do(presidency, malta, france):
    row = silence(readership=Readership.CONVENOR)
    position(row, "france", Stand.OBJECT, "Line 2 prejudges the Pact.")
    position(row, "malta", Stand.AGREE)

    def seen(who):
        [part] = who.client.get(one(row)).context["procedures"]
        return {group["label"]: {party["code"] for party in group["parties"]} for group in part["groups"]}

    whole = seen(presidency)
    assert whole["Object, with reason"] == {"FR"}
    assert whole["Agree"] == {"MT"}
    assert len(whole["No position yet"]) == 24
    assert seen(malta) == {"Agree": {"MT"}}
    assert "prejudges" not in text(malta, one(row))
    assert "You see your own position" in text(malta, one(row))


@pytest.mark.row("C12")
def test_the_outcome_note_is_right_the_second_after_the_deadline_and_says_who_once_all_read_all(
    malta, presidency, time_machine
):
    row = silence(readership=Readership.CONVENOR)
    position(row, "france", Stand.OBJECT, "Line 2 prejudges the Pact.")
    time_machine.move_to(row.deadline + datetime.timedelta(seconds=1))
    early = text(malta, one(row))
    assert "Silence was broken by" in early
    assert "France" not in early
    from coordination.consultations import services

    services.keep_time()
    noted = text(malta, one(row))
    assert "Object: France." in noted
    assert "25 delegations were silent, which is agreement." in noted


@pytest.mark.row("C12")
def test_two_people_stating_a_position_see_both_and_a_late_one_keeps_its_words(italy, time_machine):
    row = silence(deadline=in_days(0.01))  # the session outlives it
    sent = {"stand": "agree", "words": "", "version": 0}
    assert italy.client.post(one(row, "position/"), sent).status_code == 302
    stale = italy.client.post(one(row, "position/"), {"stand": "object", "words": "Mine.", "version": 0})
    assert stale.status_code == 409
    assert "Object, with reason" in stale.content.decode()
    time_machine.move_to(row.deadline + datetime.timedelta(seconds=1))
    late = italy.client.post(one(row, "position/"), {"stand": "object", "words": "Too late.", "version": 1})
    assert late.status_code == 403
    assert "Too late." in late.content.decode()
    assert "The silence procedure ended on" in late.content.decode()


def test_a_silence_procedure_that_goes_with_questions_is_shown_on_their_page(malta, presidency):
    row = opened(title="Questions")
    silence(title="Annex 1, five principles", part_of_id=row.pk)
    silence(title="Of two", part_of_id=row.pk, shared_with=["france"])
    page = text(malta, one(row))
    assert "Annex 1, five principles" in page
    assert "Of two" not in page


def test_the_history_says_what_each_reader_may_know(presidency, malta, france):
    row = opened(readership=Readership.CONVENOR)
    reply(row, "france", 1, "Of France.")
    draft_reply(row, "malta", 1, "Draft of Malta.")
    chairs, mine = text(presidency, one(row, "history/")), text(malta, one(row, "history/"))
    assert "Of France." in chairs
    assert "Draft of Malta." not in chairs
    assert "Of France." not in mine
    assert "Draft of Malta." in mine


# --- Statements --------------------------------------------------------------------------
