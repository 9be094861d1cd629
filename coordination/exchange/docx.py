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
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from coordination.access.dates import date_format

from .paper import Block, Bullets, Facts, Grid, NewPage, Notice, Numbered, Paper, Paragraph, Runs, Title, runs
from .pdf import foot
from .tables import BRUSSELS

FONT = "Times New Roman"
LANGUAGES = {"en": "en-GB", "fr": "fr-BE"}
LINE = Cm(16)
INDENT, LABELS = Cm(1.2), Cm(3.4)


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
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "List Bullet"):
        style: Any = document.styles[name]
        style.font.name, style.font.color.rgb = FONT, None
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
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
    _add_page_number(end)


def _add_page_number(paragraph: WordParagraph) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(8.5)
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._r.append(element)


def _write_head(document: WordDocument, paper: Paper) -> None:
    """Who issues it on the left; date, number, marking and codes on the right, one line after the other."""
    for row in paper.issuer:
        document.add_paragraph().add_run(row).bold = True
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
    _write_facts(document, paper.facts)


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
                _write_line(document, "–", row, INDENT)
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
    start = Cm(1.2 * (block.depth + 1))
    line = document.add_paragraph()
    line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = start, -INDENT
    line.paragraph_format.tab_stops.add_tab_stop(start)
    line.paragraph_format.space_before = Pt(8)
    line.paragraph_format.space_after = Pt(2)
    line.paragraph_format.keep_with_next = bool(block.lines)
    line.add_run(f"{block.number}\t").bold = True
    _fill(line, block.text, strong=True)
    if block.aside:
        line.paragraph_format.tab_stops.add_tab_stop(LINE, WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"\t{block.aside}")
    written = [line, *(_write_line(document, sign, text, start) for sign, text in block.lines)]
    if block.note:
        note = document.add_paragraph()
        note.paragraph_format.left_indent, note.paragraph_format.space_after = start, Pt(2)
        note.add_run(block.note).italic = True
        written.append(note)
    if block.change:
        for row in written:
            _frame(row, ("left",), weight=12)


def _write_line(document: WordDocument, sign: str, text: Runs, start: Any) -> WordParagraph:
    line = document.add_paragraph()
    line.paragraph_format.left_indent = start + Cm(0.6)
    line.paragraph_format.first_line_indent = -Cm(0.6)
    line.paragraph_format.tab_stops.add_tab_stop(start + Cm(0.6))
    line.paragraph_format.space_after = Pt(2)
    line.add_run(f"{sign}\t")
    _fill(line, text)
    return line


def _write_facts(document: WordDocument, rows: Sequence[tuple[str, Runs]]) -> None:
    for label, text in rows:
        line = document.add_paragraph()
        line.paragraph_format.left_indent, line.paragraph_format.first_line_indent = LABELS, -LABELS
        line.paragraph_format.tab_stops.add_tab_stop(LABELS)
        line.paragraph_format.space_after = Pt(3)
        line.add_run(f"{label}\t").bold = True
        _fill(line, text)


def _write_grid(document: WordDocument, block: Grid) -> None:
    if block.caption:
        document.add_paragraph().add_run(block.caption).bold = True
    table: Table = document.add_table(rows=1, cols=len(block.heads))
    table.style = "Table Grid"
    shares = list(block.widths) or [1] * len(block.heads)
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
            _shape(cell, int(LINE * share / sum(shares)))
    document.add_paragraph()


def _shape(cell: _Cell, width: int) -> None:
    cell.width = width  # type: ignore[assignment]  # a length in English Metric Units
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
    line._p.get_or_add_pPr().append(borders)


def _write_remarks(document: WordDocument, paper: Paper) -> None:
    for remark in paper.remarks:
        document.add_paragraph().add_run(remark).font.size = Pt(9)


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
