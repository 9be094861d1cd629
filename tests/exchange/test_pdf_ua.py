"""Papers as PDF pass veraPDF in both languages, short and long; and veraPDF finds every defect planted in one."""

import io

import pytest
import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, StreamObject

from coordination.exchange.paper import Grid, Numbered, Paragraph, Run, Title
from coordination.exchange.pdf import pdf_bytes

from .papers import EVERYTHING, LONG_NAMES, MANY_ROWS, paper
from .pdf_ua import faults, rule_count

pytestmark = [pytest.mark.row("B28"), pytest.mark.row("B26")]

PAPERS = {
    "everything": EVERYTHING,
    "nothing": (),
    "one row": (Grid(["Delegation"], [["Italy"]]),),
    "no row": (Grid(["Delegation", "Position"], []),),
    "many rows": MANY_ROWS,
    "long names": LONG_NAMES,
    "signs of no font": (Title("你好 😀"), Paragraph([Run("", strong=True), Run("السلام", change="gone")])),
    "deep headings": (Title("One"), Title("Two", 2), Title("Three", 3), Title("One again")),
    "revision": (Numbered("1", [Run("Gone", change="gone")], change="gone"),),
}


def test_all_rules_of_the_profile_are_checked():
    assert rule_count() == 106


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("blocks", PAPERS.values(), ids=PAPERS)
def test_a_paper_passes(blocks, language):
    assert faults(pdf_bytes(paper(blocks=blocks, language=language))) == []


def test_a_paper_without_head_passes():
    bare = {
        "kind": "",
        "marking": "",
        "organisation": "",
        "issuer": [],
        "facts": [],
        "remarks": [],
        "codes": [],
    }
    assert faults(pdf_bytes(paper(**bare, reference="", place="", dated=None))) == []


def test_a_heading_that_skips_a_level_is_no_file():
    with pytest.raises(typst.TypstError, match="skipped from heading level 1 to 3"):
        pdf_bytes(paper(blocks=[Title("Below nothing", 2)]))


# --- Planted defects ----------------------------------------------------------------------


def catalogue(writer):
    return writer.root_object


def no_language(writer):
    del catalogue(writer)["/Lang"]


def not_marked(writer):
    del catalogue(writer)["/MarkInfo"]


def no_structure(writer):
    del catalogue(writer)["/StructTreeRoot"]


def no_identifier(writer):
    metadata = catalogue(writer)["/Metadata"].get_object()
    metadata.set_data(metadata.get_data().replace(b"pdfuaid:part>1<", b"pdfuaid:part>9<"))


def no_title(writer):
    metadata = catalogue(writer)["/Metadata"].get_object()
    metadata.set_data(metadata.get_data().replace(b"dc:title", b"dc:topic"))


def title_not_shown(writer):
    catalogue(writer)["/ViewerPreferences"][NameObject("/DisplayDocTitle")] = BooleanObject(False)


def nodes(writer, kind):
    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                yield from walk(child)
        elif isinstance(node, DictionaryObject):
            if node.get("/S") == kind:
                yield node
            yield from walk(node.get("/K", []))

    return walk(catalogue(writer)["/StructTreeRoot"])


def heading_skipped(writer):
    next(nodes(writer, "/H2"))[NameObject("/S")] = NameObject("/H4")


def heading_twice(writer):
    next(nodes(writer, "/P"))[NameObject("/S")] = NameObject("/H")


def head_of_no_column(writer):
    for cell in [*nodes(writer, "/TH"), *nodes(writer, "/TD")]:
        del cell["/A"]


def cell_outside_a_row(writer):
    next(nodes(writer, "/TR"))[NameObject("/S")] = NameObject("/P")


def figure_without_words(writer):
    next(nodes(writer, "/P"))[NameObject("/S")] = NameObject("/Figure")


def unknown_tag(writer):
    next(nodes(writer, "/P"))[NameObject("/S")] = NameObject("/Paragraph")


def content_outside_the_structure(writer):
    page = writer.pages[0]
    font = next(iter(page["/Resources"]["/Font"]))
    drawn = StreamObject()
    drawn.set_data(b"BT " + font.encode() + b" 12 Tf 10 10 Td <0001> Tj ET")
    old = page["/Contents"].get_object()
    drawn.set_data(old.get_data() + b"\n" + drawn.get_data())
    page[NameObject("/Contents")] = writer._add_object(drawn)


def font_not_embedded(writer):
    for font in fonts(writer):
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        for name in ("/FontFile2", "/FontFile3"):
            descriptor.pop(name, None)


def signs_without_meaning(writer):
    for font in fonts(writer):
        del font["/ToUnicode"]


def fonts(writer):
    return [font.get_object() for font in writer.pages[0]["/Resources"]["/Font"].values()]


@pytest.mark.parametrize(
    ("plant", "clause"),
    [
        (no_language, "7.2"),
        (not_marked, "6.2-1"),
        (no_structure, "7.1-11"),
        (no_identifier, "5-2"),
        (no_title, "7.1-9"),
        (title_not_shown, "7.1-10"),
        (heading_skipped, "7.4.2-1"),
        (heading_twice, "7.4.4"),
        (head_of_no_column, "7.5-1"),
        (cell_outside_a_row, "7.2-"),
        (figure_without_words, "7.3-1"),
        (unknown_tag, "7.1-5"),
        (content_outside_the_structure, "7.1-3"),
        (font_not_embedded, "7.21.4.1-1"),
        (signs_without_meaning, "7.21.7-1"),
    ],
)
def test_a_planted_defect_is_found(plant, clause):
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf_bytes(paper()))))
    target = io.BytesIO()
    writer.write(target)
    assert faults(target.getvalue()) == []  # so that what is found is what was planted
    plant(writer)
    target = io.BytesIO()
    writer.write(target)
    found = faults(target.getvalue())
    assert any(fault.startswith(clause) for fault in found), found
