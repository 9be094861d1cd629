"""Papers as Word and PDF files: the same words, marked on every page, readable by everybody."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from coordination.exchange.docx import docx_bytes
from coordination.exchange.paper import Numbered, Paragraph, Run, plain
from coordination.exchange.pdf import pdf_bytes

from .papers import EVERYTHING, MADE, paper, parts_of_docx, words_of_docx, words_of_pdf

pytestmark = [pytest.mark.row("B26"), pytest.mark.row("B12")]

WORDS = (
    "Council of the European Union",
    "CM 2533/23",
    "NOTICE OF MEETING AND PROVISIONAL AGENDA",
    "Working party",
    "Adoption of the agenda",
    "10.00",
    "Migration partnerships",
    "Presentation by the Presidency",
    "Exchange of views",
    "8255/23",
    "A part of it",
    "Second question",
    "Objects",
    "does not necessarily reflect",
    "What the paper says.",
    "This file holds what its reader could read.",
    "LIMITE · made for Italy on 26 April 2023, 12.00 Brussels",
)


@pytest.mark.parametrize(("write", "read"), [(docx_bytes, words_of_docx), (pdf_bytes, words_of_pdf)])
def test_every_word_is_in_the_file_in_order(write, read):
    found = read(write(paper()))
    places = [found.find(words) for words in WORDS]
    assert -1 not in places, dict(zip(WORDS, places, strict=True))
    assert places[:-1] == sorted(places[:-1])  # the foot of a page comes where the page ends


@pytest.mark.row("B28")
def test_the_pdf_is_tagged_titled_and_in_its_language():
    """PDF/UA-1 (ISO 14289-1): what a reader for the blind needs; the writer refuses what breaks it."""
    reader = PdfReader(io.BytesIO(pdf_bytes(paper(language="fr"))))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == "fr"
    assert catalogue["/MarkInfo"]["/Marked"].value
    assert "/StructTreeRoot" in catalogue
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata.title == "EMWP, 2 May 2023"
    assert b"pdfuaid:part>1<" in catalogue["/Metadata"].get_object().get_data()
    tags = set(_tags(catalogue["/StructTreeRoot"]))
    assert {"/Document", "/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L", "/LI"} <= tags


def _tags(node):
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node["/S"]
        if "/K" in node:
            yield from _tags(node["/K"])


def test_the_word_file_has_real_headings_and_a_table_whose_head_repeats():
    document = Document(io.BytesIO(docx_bytes(paper(language="fr"))))
    headings = [line.text for line in document.paragraphs if line.style.name.startswith("Heading")]
    assert headings == ["NOTICE OF MEETING AND PROVISIONAL AGENDA", "Agenda"]
    (table,) = document.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert document.core_properties.language == "fr-BE"
    assert document.core_properties.title == "EMWP, 2 May 2023"


@pytest.mark.parametrize("write", [docx_bytes, pdf_bytes])
def test_the_same_paper_is_the_same_file(write):
    assert write(paper()) == write(paper())


def test_what_a_revision_brings_and_takes_away_is_marked():
    changed = [Run("taken away", change="gone"), Run("brought", change="new")]
    document = Document(io.BytesIO(docx_bytes(paper(blocks=[Paragraph(changed)]))))
    gone, new = next(line for line in document.paragraphs if "brought" in line.text).runs
    assert (gone.font.strike, new.underline, new.bold) == (True, True, True)
    assert "brought" in words_of_pdf(pdf_bytes(paper(blocks=[Paragraph(changed)])))


@pytest.mark.parametrize(
    "words",
    [
        "#panic() $x$ = * _ [link] <label> @ref `raw` \\ // comment",
        '"quoted" {braces} \\u0041 \\n',
        "<w:t>markup</w:t> & entities &amp;",
    ],
)
def test_no_text_is_taken_for_markup(words):
    blocks = [Numbered("1", words, [("–", words)], note=words), Paragraph(words)]
    squeezed = " ".join(words.split())
    assert words_of_docx(docx_bytes(paper(blocks=blocks))).count(squeezed) == 4
    assert words_of_pdf(pdf_bytes(paper(blocks=blocks))).replace("’", "'").count(squeezed[:6]) >= 3


def test_signs_that_no_font_has_do_not_stop_the_file():
    strange = "Niamey 你好 😀 \x01\x0b \U0001f9ff السلام Ελλάδα Київ Łódź"
    found = words_of_pdf(pdf_bytes(paper(blocks=[Paragraph(strange)])))
    assert "Niamey" in found
    assert "Ελλάδα Київ Łódź" in found
    assert "Niamey 你好" in words_of_docx(docx_bytes(paper(blocks=[Paragraph(strange)])))


def test_nothing_but_what_was_given_is_stored_in_the_word_file():
    stored = parts_of_docx(docx_bytes(paper(title="A title", issuer=[])))
    assert "python-docx" not in stored
    assert str(MADE.year) in stored


def test_a_paper_of_many_pages_carries_its_marking_on_each():
    long = paper(blocks=[*EVERYTHING, *[Paragraph("Words. " * 200)] * 12])
    pages = PdfReader(io.BytesIO(pdf_bytes(long))).pages
    assert len(pages) > 3
    assert all(page.extract_text().count("LIMITE") >= 2 for page in pages)


def test_words_alone():
    assert plain([Run("one "), Run("two", strong=True), Run("\x00")]) == "one two"
