"""Pages and files of documents: what they list, what they keep, what they refuse and how they say so."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coordination.access.reader import reading_as
from coordination.documents.kinds import Marking, State
from coordination.documents.models import Document, DocumentFile
from coordination.meetings.kinds import MeetingState
from tests.factories.documents import (
    DocumentFactory,
    confirm_number,
    files_of,
    plain_file,
    stored,
    write_version,
)
from tests.factories.meetings import MeetingFactory, in_days
from tests.factories.releases import register, released
from tests.statements import of_the_answer

from .hostile.building import docx, words

pytestmark = pytest.mark.usefixtures("db")


def subjects(persona, query=""):
    """The subjects that the list shows."""
    answer = persona.client.get(f"/documents/{query}")
    return {row["subject"] for row in answer.context["rows"]}


@pytest.mark.row("A8")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"first", "revised", "working", "waiting"}),
        ("?series=ST", {"first", "revised"}),
        ("?series=none", {"waiting"}),
        ("?year=2023", {"first", "revised"}),
        ("?subject=RELEX", {"first"}),
        ("?subject=MIGR+132", {"first", "revised"}),
        ("?subject=MIGR+7", set()),
        ("?country=LY", {"working"}),
        ("?language=fr", {"first"}),
        ("?marking=public", {"waiting"}),
        ("?kind=agenda", {"working"}),
        ("?holder=france", {"working"}),
        ("?state=withdrawn", {"gone"}),
        ("?mine=true", {"first", "revised", "waiting"}),
        ("?words=8255/23", {"first", "revised"}),
        ("?words=8255/1/23 REV 1", {"revised"}),
        ("?words=smuggl", {"working"}),
        ("?words=Sahel+corridor", {"first"}),
    ],
)
def test_filters_choose_exactly_these(query, expected, italy):
    day = {"dated_on": "2023-04-26"}
    first = DocumentFactory(
        subject="first", number="8255/23", subjects="MIGR 132, RELEX 498", text="Sahel corridor.", **day
    )
    write_version(first, files={"fr": plain_file("Le couloir du Sahel, Sahel corridor")})
    DocumentFactory(subject="revised", number="8255/1/23 REV 1", earlier=first.pk, **day)
    DocumentFactory(
        subject="working",
        number="WK 5247/2024",
        originator="france",
        countries=("LY",),
        subjects="JAI 1",
        kind="agenda",
        from_words="On smuggling",
    )
    DocumentFactory(subject="waiting", marking=Marking.PUBLIC, subjects="JAI 2")
    DocumentFactory(subject="gone", state=State.WITHDRAWN)
    DocumentFactory(
        subject="hidden",
        number="8255/23",
        originator="france",
        shared_with=[],
        subjects="MIGR 132, RELEX 498",
        text="Sahel corridor, smuggling",
        countries=("LY",),
    )
    assert subjects(italy, query) == expected


def test_a_malformed_filter_says_what_is_wrong(italy):
    answer = italy.client.get("/documents/?subject=132")
    assert answer.status_code == 400
    assert "is no subject code" in answer.content.decode()


def filing(**changes):
    """What a browser sends to file a document."""
    return {
        "kind": "note",
        "subject": "Migration Partnerships",
        "from_words": "Presidency",
        "to_words": "Working Party",
        "dated_on": "2023-04-26",
        "original_language": "en",
        "subjects": "MIGR 132, RELEX 498",
        "number": "8255/23",
        "marking": "limite",
        "audience": "members",
        "files-TOTAL_FORMS": "1",
        "files-INITIAL_FORMS": "0",
        "idempotency_key": "one",
    } | changes


def upload(name="note_fr.docx", content=None):
    return SimpleUploadedFile(name, content or docx(body=words("Partenariats", "Le Sahel")))


@pytest.mark.row("A8")
@pytest.mark.row("B17")
def test_a_paper_is_filed_once_with_its_file_in_the_language_of_its_name(italy, malta):
    sent = filing(**{"files-0-file": upload()})
    answer = italy.client.post("/documents/new/", sent)
    assert answer.status_code == 302, answer.content.decode()
    again = italy.client.post("/documents/new/", filing(**{"files-0-file": upload()}))
    assert again.url == answer.url
    page = malta.client.get(answer.url).content.decode()
    for shown in ("8255/23", "MIGR 132, RELEX 498", "Presidency", "note_fr.docx", "Le Sahel", "LIMITE"):
        assert shown in page
    actor = malta.actor()
    with reading_as(actor):
        [file] = DocumentFile.objects.visible_to(actor)
        assert (file.language, file.kind, file.text) == ("fr", "docx", "Partenariats\nLe Sahel")
        assert Document.objects.visible_to(actor).get().identity is not None


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"number": "8255"}, "The year is missing"),
        ({"subjects": "132"}, "is no subject code"),
        ({"marking": ""}, "required"),
        ({"marking": "public", "audience": "own"}, "read by all members"),
        ({"audience": "named"}, "Name at least one delegation"),
        ({"external_author": "An institute"}, "binds nobody"),
        ({"files-0-file": upload("macro.docm")}, "Files of the kind"),
        ({"files-0-file": upload("note.docx", b"MZ not a paper")}, "not what its name says"),
        (
            {"files-0-file": upload("note.docx", docx(body=words("RESTREINT UE/EU RESTRICTED")))},
            "bears the classification",
        ),
        ({"subject": "x\u202ey"}, "cannot be printed"),
        ({"dated_on": "0023-04-26"}, "between 1950"),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(changes, says, italy):
    answer = italy.client.post("/documents/new/", filing(**changes))
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page
    assert "Migration Partnerships" in page or "subject" in changes
    actor = italy.actor()
    with reading_as(actor):
        assert not Document.objects.visible_to(actor).exists()


def test_two_files_in_one_language_are_refused(italy):
    sent = filing(
        **{"files-TOTAL_FORMS": "2", "files-0-file": upload("a.docx"), "files-1-file": upload("b.docx")}
    )
    answer = italy.client.post("/documents/new/", sent)
    assert (answer.status_code, "Two files are in one language" in answer.content.decode()) == (400, True)


@pytest.mark.row("B17")
def test_a_file_is_served_as_an_attachment_and_checked_at_each_download(italy, malta):
    document = DocumentFactory(shared_with=["malta"], files={"en": plain_file("<b>text</b>", "réunion.txt")})
    [file] = files_of(document)
    address = f"/documents/{document.pk}/files/{file.key}/"
    answer = malta.client.get(address)
    assert answer.content == b"<b>text</b>"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    other = DocumentFactory()
    assert italy.client.get(f"/documents/{other.pk}/files/{file.key}/").status_code == 404
    sent = {"audience": "own", "reason": ""}
    assert italy.client.post(f"/documents/{document.pk}/share/", sent).status_code == 302
    assert malta.client.get(address).status_code == 404


@pytest.mark.row("B17")
def test_versions_are_compared_word_by_word(italy, malta):
    first = DocumentFactory(number="8255/23", text="The Sahel is first.\n\nLibya is second.")
    write_version(first, text="The Sahel is first.\n\nTunisia is second.", note="After comments")
    page = malta.client.get(f"/documents/{first.pk}/difference/").content.decode()
    assert "<del>Libya</del><ins>Tunisia</ins>" in page
    revised = DocumentFactory(number="8255/1/23 REV 1", earlier=first.pk, text="The Sahel is last.")
    page = malta.client.get(f"/documents/{revised.pk}/difference/?old=earlier").content.decode()
    assert "<ins>last" in page
    hidden = DocumentFactory(shared_with=[], text="Hidden words")
    open_one = DocumentFactory(earlier=hidden.pk, text="Open words")
    assert malta.client.get(f"/documents/{open_one.pk}/difference/?old=earlier").status_code == 404
    assert malta.client.get(f"/documents/{first.pk}/difference/?old=9").status_code == 404
    assert "Hidden" not in malta.client.get(f"/documents/{open_one.pk}/").content.decode()


def test_a_stale_save_shows_both_texts(italy):
    document = DocumentFactory(number="8255/23")
    sent = {name: value for name, value in filing().items() if not name.startswith("files")} | {
        "version": "1"
    }
    assert italy.client.post(f"/documents/{document.pk}/edit/", sent | {"subject": "Mine"}).status_code == 302
    answer = italy.client.post(f"/documents/{document.pk}/edit/", sent | {"subject": "Later"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mine" in page
    assert "Later" in page
    kept = sent | {"subject": "Later", "version": "2", "keep_subject": "theirs"}
    assert italy.client.post(f"/documents/{document.pk}/edit/", kept).status_code == 302
    assert stored(document).subject == "Mine"


def test_the_number_is_given_on_its_page(gsc, italy, malta):
    document = DocumentFactory()
    address = f"/documents/{document.pk}/number/"
    assert malta.client.get(address).status_code == 403
    wrong = gsc.client.post(address, {"number": "8255/23 REV 1", "version": "1"})
    assert "Write 8255/1/23 REV 1" in wrong.content.decode()
    assert gsc.client.post(address, {"number": "8255/23", "version": "1"}).status_code == 302
    page = italy.client.get(f"/documents/{document.pk}/").content.decode()
    assert "Confirmed by the General Secretariat" in page
    assert italy.client.get(address).status_code == 403


def test_a_number_filed_twice_is_offered_for_merging_to_holders_alone(italy, france, malta):
    mine = DocumentFactory(number="8255/23", subject="Ours")
    theirs = DocumentFactory(number="8255/23", subject="Theirs", originator="france")
    offer = "Give yours up for that one"
    pages = {
        name: who.client.get(f"/documents/{mine.pk}/").content.decode()
        for name, who in (("italy", italy), ("malta", malta))
    }
    assert [offer in pages["italy"], offer in pages["malta"]] == [True, False]
    assert "The same number twice" in pages["malta"]
    other = italy.client.get(f"/documents/{theirs.pk}/").content.decode()
    assert "Give yours up for this one" in other
    answer = italy.client.post(f"/documents/{mine.pk}/merge/{theirs.pk}/")
    assert answer.url == f"/documents/{theirs.pk}/"
    assert subjects(malta) == {"Theirs"}
    assert "Theirs" in malta.client.get(f"/documents/{mine.pk}/").content.decode()


@pytest.mark.row("A7")
def test_a_commissioned_note_shows_first_that_it_binds_nobody(malta):
    note = DocumentFactory(external_author="An institute", disclaimer="Not the views of the Presidency.")
    page = malta.client.get(f"/documents/{note.pk}/").content.decode()
    assert page.index("Not the views of the Presidency.") < page.index("Head of the document")


@pytest.mark.row("C14")
def test_the_marking_stands_on_page_and_file_with_reader_and_time(italy, france):
    DocumentFactory(subject="narrow", shared_with=["france"])
    DocumentFactory(subject="open", marking=Marking.PUBLIC)
    page = france.client.get("/documents/").content.decode()
    assert "PUBLIC" in page
    table = b"".join(france.client.get("/documents/file/csv/").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["Subject"]: row["Marking of the document"] for row in rows} == {
        "narrow": "LIMITE · NAMED DELEGATIONS",
        "open": "PUBLIC",
    }
    assert {(row["Marking"], row["Made for"]) for row in rows} == {("LIMITE", "France")}


def test_files_hold_what_the_page_shows(italy):
    DocumentFactory(subject="=1+1", number="8255/23", subjects="MIGR 132")
    DocumentFactory(subject="Other", originator="france", shared_with=[])
    table = b"".join(italy.client.get("/documents/file/csv/?series=ST").streaming_content).decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(table))
    assert (row["Reference"], row["Subject"], row["Subject codes"]) == ("8255/23", "'=1+1", "MIGR 132")
    workbook = italy.client.get("/documents/file/xlsx/")
    assert workbook.content.startswith(b"PK")
    assert italy.client.get("/documents/file/pdf/").status_code == 404


def test_what_is_too_large_is_refused_before_it_is_read_with_a_sentence(italy):
    answer = italy.client.post("/documents/new/", filing(), headers={"Content-Length": str(27 * 2**20)})
    assert (answer.status_code, "more than 25 MB" in answer.content.decode()) == (413, True)


def test_the_slices_above_show_where_they_use_a_document_in_one_query(italy, malta):
    document = DocumentFactory()
    address = f"/documents/{document.pk}/"
    before = queries(malta, address)
    for title, circle in (("Niger", ()), ("Closed", ("italy",))):
        paper = {"title": "A paper", "document_id": document.pk}
        MeetingFactory(
            state=MeetingState.ISSUED,
            day=in_days(20),
            items=[{"title": title, "circle": circle, "papers": [paper]}],
        )
    assert queries(malta, address) == before
    shown = {
        persona.name: persona.client.get(address).content.decode().partition("<main")[2]
        for persona in (italy, malta)
    }
    assert "Agendas" in shown["malta"]
    assert "Niger" in shown["malta"]
    assert "Closed" not in shown["malta"]
    assert "Closed" in shown["italy"]


def queries(persona, address):
    """How many queries a page takes once the small tables are known."""
    persona.client.get(address)
    with CaptureQueriesContext(connection) as found:
        persona.client.get(address)
    return len(of_the_answer(found))


def test_pages_take_as_many_queries_for_one_row_as_for_many(malta):
    one = DocumentFactory(number="8255/23", text="Words")
    few = [queries(malta, address) for address in ("/documents/", f"/documents/{one.pk}/")]
    for number in range(5):
        many = DocumentFactory(
            number=f"{100 + number}/23", text="Words", subjects="MIGR 1, JAI 2", earlier=one.pk
        )
        write_version(many, files={"en": plain_file(), "fr": plain_file()})
    confirm_number(many)
    more = [queries(malta, address) for address in ("/documents/", f"/documents/{many.pk}/")]
    assert few == more
    assert max(more) <= 12


def test_pages_of_those_who_handle_a_document_stay_within_the_limit(italy, gsc):
    document = DocumentFactory(number="8255/23", text="One.\n\nTwo.", files={"en": plain_file()})
    DocumentFactory(number="8255/23", originator="france")
    done = released(italy, gsc, document)
    row = register(gsc, document)
    for persona in (italy, gsc):
        counts = {
            address: queries(persona, address)
            for address in (
                f"/documents/{document.pk}/",
                f"/documents/{document.pk}/history/",
                f"/documents/{document.pk}/difference/",
                f"/releases/{done.pk}/",
                f"/access-requests/{row.pk}/",
                "/access-requests/",
                "/releases/",
                "/documents/new/",
            )
        }
        assert {address: n for address, n in counts.items() if n > 12} == {}
