"""Papers as Word files open in LibreOffice: no word, heading or table is lost, in both languages, short and long."""

import io
import zipfile
from xml.etree import ElementTree

import pytest

from coordination.exchange.docx import LANGUAGES, docx_bytes
from coordination.exchange.paper import Grid, Title, plain

from .libreoffice import opened
from .papers import EVERYTHING, LONG_NAMES, MANY_ROWS, body_of_docx, paper
from .test_papers import WORDS

pytestmark = [pytest.mark.row("B26"), pytest.mark.row("B12")]

PAPERS = {
    "everything": EVERYTHING,
    "nothing": (),
    "one row": (Grid(["Delegation"], [["Italy"]]),),
    "many rows": MANY_ROWS,
    "long names": LONG_NAMES,
    "headings": (Title("One"), Title("Two", 2), Title("Three", 3), Title("One again")),
}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("blocks", PAPERS.values(), ids=PAPERS)
def test_a_paper_opens_without_loss(blocks, language):
    file = docx_bytes(paper(blocks=blocks, language=language))
    shown = opened(file)
    assert shown.words == body_of_docx(file)
    assert shown.head == "LIMITE"
    assert shown.headings == [(1, paper().kind)] + [
        (block.level + 1, plain(block.text)) for block in blocks if isinstance(block, Title)
    ]
    grids = [block for block in blocks if isinstance(block, Grid)]
    assert shown.tables == [[_cells(grid.heads), *map(_cells, grid.rows)] for grid in grids]
    assert shown.repeated == [[_cells(grid.heads)] for grid in grids]
    assert shown.language == LANGUAGES[language]


def _cells(row):
    return [" ".join(plain(cell).split()) for cell in row]


def test_every_word_of_the_paper_is_shown_in_order():
    shown = opened(docx_bytes(paper()))
    places = [f"{shown.words} {shown.foot}".find(words) for words in WORDS]
    assert -1 not in places, dict(zip(WORDS, places, strict=True))
    assert places == sorted(places)


@pytest.mark.parametrize("words", ["<w:t>markup</w:t> & entities &amp;", "{ PAGE }", "%s \\n \\u0041"])
def test_no_text_is_taken_for_markup(words):
    file = docx_bytes(paper(title=words, kind=words, blocks=[Title(words), Grid([words], [[words]])]))
    assert opened(file).words.count(words) == 4


def test_what_is_no_word_file_does_not_pass():
    with pytest.raises((FileNotFoundError, AssertionError, StopIteration)):
        opened(b"no Word file")


# ECMA-376, part 1, 17.3.1.26 and 17.3.2.28: Word offers to repair a file that has them in another order.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath rPrChange",
    "pBdr": "top left bottom right between bar",
}


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"]
)
def test_nothing_is_out_of_the_order_that_word_asks_for(part):
    blocks = [*EVERYTHING, *LONG_NAMES, *MANY_ROWS]
    with zipfile.ZipFile(io.BytesIO(docx_bytes(paper(blocks=blocks)))) as archive:
        tree = ElementTree.fromstring(archive.read(part))
    checked = 0
    for element in tree.iter():
        wanted = ORDERS.get(element.tag.rpartition("}")[2], "").split()
        names = [child.tag.rpartition("}")[2] for child in element]
        if wanted and names:
            assert sorted(names, key=wanted.index) == names
            assert len(set(names)) == len(names)
            checked += 1
    assert checked
