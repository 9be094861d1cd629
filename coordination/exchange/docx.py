"""A paper as a Word file: real headings, tables whose heads repeat, the marking on every page."""

import datetime
import io
import zipfile
from collections.abc import Sequence
from typing import Any

from django.utils import translation
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from coordination.access.dates import date_format

from .paper import Block, Bullets, Facts, Grid, NewPage, Notice, Numbered, Paper, Paragraph, Runs, Title, runs
from .pdf import foot
from .tables import BRUSSELS

FONT = "Times New Roman"
LANGUAGES = {"en": "en-GB", "fr": "fr-BE"}
LINE = Cm(16)
INDENT, SIGN, LABELS = Cm(1.2), Cm(0.6), Cm(3.4)
# Sizes in points of the heading of the paper and of those under it.
HEADINGS = {1: 13, 2: 12, 3: 11, 4: 11}
# What the format wants to come after the borders of a paragraph and after a frame.
AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
AFTER_FRAME = ("w:widowControl", "w:numPr", "w:pBdr", *AFTER_BORDERS)


def docx_bytes(paper: Paper) -> bytes:
    """The file; the same bytes for the same paper and time."""
    with translation.override(paper.language):
        document = Document()
        _set_up(document, paper)
        _write_head(document, paper)
        for block in paper.blocks:
            _write(document, block)
        _write_remarks(document, paper)
    target = io.BytesIO()
    document.save(target)
    return _settled(target.getvalue(), paper.produced_at)


def _set_up(document: WordDocument, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.4)
    _set_up_styles(document)
    normal: Any = document.styles["Normal"]
    normal.font.size = Pt(11)
    normal.paragraph_format.space_after = Pt(6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGES.get(paper.language, paper.language))
    normal.element.get_or_add_rPr().append(language)
    properties = document.core_properties
    properties.title, properties.subject = paper.title[:255], paper.marking[:255]
    properties.author = (paper.issuer[0] if paper.issuer else "")[:255]
    properties.language = LANGUAGES.get(paper.language, paper.language)
    moment = paper.produced_at.astimezone(datetime.UTC).replace(tzinfo=None)
    properties.created = properties.modified = moment
    properties.comments = ""
    head, end = section.header.paragraphs[0], section.footer.paragraphs[0]
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    head.add_run(paper.marking).bold = True
    end.add_run(f"{foot(paper)}\t").font.size = Pt(8.5)
    end.paragraph_format.tab_stops.add_tab_stop(LINE, WD_TAB_ALIGNMENT.RIGHT)
    _frame(end, ("top",))
    _add_field(end, "PAGE")
    end.add_run(" / ").font.size = Pt(8.5)
    _add_field(end, "NUMPAGES")


def _set_up_styles(document: WordDocument) -> None:
    names = {f"Heading {level}": size for level, size in HEADINGS.items()}
    for name, size in {"Normal": 11, **names, "Header": 9, "Footer": 8.5}.items():
        style: Any = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        # A theme's font would win over the one that is named.
        for attribute in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[attribute]
        for script in ("eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        if name == "Footer":
            style.paragraph_format.tab_stops.clear_all()  # one of its own, at the end of the line
        if name in names:
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(14), Pt(6)


def _add_field(paragraph: WordParagraph, words: str) -> None:
    """A number that the program counts: the page, or how many there are."""
    for kind in ("begin", "", "separate", "1", "end"):
        run = paragraph.add_run()
        run.font.size = Pt(8.5)
        if kind == "1":
            run.text = kind  # until it is counted
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._r.append(element)


def _write_head(document: WordDocument, paper: Paper) -> None:
    """Who issues it on the left; beside it on the right date, number, marking and codes, line after line."""
    for row in paper.issuer:
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(row).bold = True
        _set_aside(line)
    dated = date_format(paper.dated, "j F Y") if paper.dated else ""
    right = [
        (", ".join(filter(None, [paper.place, dated])), False),
        (f"(OR. {paper.original_language})" if paper.original_language else "", False),
        (paper.reference, True),
        (paper.provisional, False),
        (paper.marking, True),
        *((code, False) for code in paper.codes),
    ]
    for words, bold in right:
        if words:
            line = document.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.paragraph_format.space_after = Pt(2)
            line.add_run(words).bold = bold
    document.add_heading(paper.kind or paper.title, level=1)
    if facts := _write_facts(document, paper.facts):
        _frame(facts[0], ("top",) if len(facts) > 1 else ("top", "bottom"))
        if len(facts) > 1:
            _frame(facts[-1], ("bottom",))


def _write(document: WordDocument, block: Block) -> None:
    match block:
        case Title():
            _fill(document.add_heading(level=min(block.level + 1, 4)), block.text)
        case Paragraph():
            line = document.add_paragraph()
            _fill(line, block.text)
            if block.quiet:
                for run in line.runs:
                    run.font.size = Pt(10)
        case Bullets():
            for row in block.rows:
                _fill(_hanging(document, "–", 0, SIGN), row)
        case Numbered():
            _write_numbered(document, block)
        case Facts():
            _write_facts(document, block.rows)
        case Grid():
            _write_grid(document, block)
        case Notice():
            line = document.add_paragraph()
            _fill(line, block.text)
            _frame(line, ("top", "left", "bottom", "right"))
        case NewPage():
            document.add_page_break()


def _write_numbered(document: WordDocument, block: Numbered) -> None:
    """All lines begin at the margin and reach their place by tabs, so that the bars of a change stand in one line."""
    depth = block.depth + 1
    line = _hanging(document, block.number, depth)
    line.paragraph_format.space_before = Pt(8)
    line.paragraph_format.keep_with_next = bool(block.lines or block.note)
    line.runs[0].bold = True
    _fill(line, block.text, strong=True)
    if block.aside:
        line.paragraph_format.tab_stops.add_tab_stop(LINE, WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"\t{block.aside}")
    written = [line]
    for sign, text in block.lines:
        written.append(_hanging(document, sign, depth, SIGN))
        _fill(written[-1], text)
    if block.note:
        written.append(_hanging(document, "", depth))
        written[-1].add_run(block.note).italic = True
    if block.change:
        for row in written:
            _frame(row, ("left",), weight=12)


def _hanging(document: WordDocument, sign: str, depth: int, more: int = 0) -> WordParagraph:
    """A line whose words stand `depth` steps in, and `more`, after a sign one step, or `more`, before them."""
    line, place = document.add_paragraph(), INDENT * depth + more
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = Emu(place), Emu(-place)
    line.paragraph_format.space_after = Pt(2)
    for step in range(1, depth + 1):
        line.paragraph_format.tab_stops.add_tab_stop(Emu(INDENT * step))
    if more:
        line.paragraph_format.tab_stops.add_tab_stop(Emu(place))
    before = "\t" * (depth if more else depth - 1)
    line.add_run(f"{before}{sign}\t")
    return line


def _write_facts(document: WordDocument, rows: Sequence[tuple[str, Runs]]) -> list[WordParagraph]:
    written = []
    for label, text in rows:
        line = document.add_paragraph()
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = LABELS, -LABELS
        line.paragraph_format.tab_stops.add_tab_stop(LABELS)
        line.paragraph_format.space_after = Pt(3)
        line.add_run(f"{label}\t").bold = True
        _fill(line, text)
        written.append(line)
    return written


def _write_grid(document: WordDocument, block: Grid) -> None:
    if block.caption:
        caption = document.add_paragraph()
        caption.add_run(block.caption).bold = True
        caption.paragraph_format.keep_with_next = True
    table: Table = document.add_table(rows=1, cols=len(block.heads))
    table.style, table.autofit = "Table Grid", False
    shares = list(block.widths) or [1] * len(block.heads)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Emu(int(LINE * share / sum(shares)))
    for cell, head in zip(table.rows[0].cells, block.heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            _fill(cell.paragraphs[0], text)
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            _shape(cell, Emu(int(LINE * share / sum(shares))))
    document.add_paragraph()


def _shape(cell: _Cell, width: Emu) -> None:
    cell.width = width
    spaces = cell.paragraphs[0].paragraph_format
    spaces.space_before = spaces.space_after = Pt(2)
    for run in cell.paragraphs[0].runs:
        run.font.size = Pt(9.5)


def _fill(line: WordParagraph, text: Runs, *, strong: bool = False) -> None:
    for piece in runs(text):
        run = line.add_run(piece.text)
        run.bold = strong or piece.strong or piece.change == "new" or None
        run.italic = piece.emphasis or None
        run.underline = piece.change == "new" or None
        run.font.strike = piece.change == "gone" or None


def _frame(line: WordParagraph, sides: Sequence[str], weight: int = 6) -> None:
    borders = OxmlElement("w:pBdr")
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(weight)), ("space", "4"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    properties: Any = line._p.get_or_add_pPr()
    properties.insert_element_before(borders, *AFTER_BORDERS)


def _set_aside(line: WordParagraph) -> None:
    """Put a line on the left half, with what follows beside it; neighbours share one frame."""
    frame = OxmlElement("w:framePr")
    for name, value in (
        ("w", "5200"),
        ("hSpace", "180"),
        ("wrap", "around"),
        ("vAnchor", "text"),
        ("hAnchor", "margin"),
        ("xAlign", "left"),
        ("y", "1"),
    ):
        frame.set(qn(f"w:{name}"), value)
    properties: Any = line._p.get_or_add_pPr()
    properties.insert_element_before(frame, *AFTER_FRAME)


def _write_remarks(document: WordDocument, paper: Paper) -> None:
    for place, remark in enumerate(paper.remarks):
        line = document.add_paragraph()
        line.paragraph_format.space_after = Pt(2)
        line.add_run(remark).font.size = Pt(9)
        if place == 0:
            line.paragraph_format.space_before = Pt(12)
            _frame(line, ("top",))


def _settled(file: bytes, moment: datetime.datetime) -> bytes:
    """The archive with one time for all its parts, so that it says nothing but when it was made."""
    stamp = moment.astimezone(BRUSSELS).timetuple()[:6]
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(target, "w") as written:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, source.read(name))
    return target.getvalue()
