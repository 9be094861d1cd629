"""EU and national classification markings, in every form and place in which papers bear them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..building import NAMES, A, S, W, docx, odf, pdf, pptx, words, xlsx
from .pdfs import spliced

CLASSIFIED = "This file bears the classification"
FORMS = (
    "RESTREINT UE / EU RESTRICTED", "restreint ue/eu restricted", "RESTREINT-UE", "RESTREINT_UE", "RESTREINT  UE",
    "RESTREINT\u00a0UE", "RESTREINT\u202fUE", "RES\u200bTREINT UE", "RES\u00adTREINT UE", "\u202dRESTREINT UE\u202c",
    "ＲＥＳＴＲＥＩＮＴ ＵＥ", "RЕSTRЕINT UЕ", "R E S T R E I N T   U E",
    "R.E.S.T.R.E.I.N.T. U.E.", "R-UE/EU-R", "C-UE/EU-C", "S-UE/EU-S", "TS-UE/EU-TS", "EU RESTRICTED", "EU CONFIDENTIAL",
    "EU SECRET", "EU TOP SECRET", "CONFIDENTIEL UE", "SECRET UE", "TRÈS SECRET UE", "TRES SECRET UE/EU TOP SECRET",
    "RESTREINT UE/EU RESTRICTED until 1.1.2030", "*** EU RESTRICTED ***", "[RESTREINT UE]", "EU-RESTRICTED",
    "R\u0301ESTREINT UE".replace("R\u0301", "R"), "RESTREINT UE/EU RESTRICTED PRELIMINARY",
)  # fmt: skip
MARK = "RESTREINT UE/EU RESTRICTED"
STRICT = {
    W: "http://purl.oclc.org/ooxml/wordprocessingml/main",
    S: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    A: "http://purl.oclc.org/ooxml/drawingml/main",
}
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{MARK}</dc:title></cp:coreProperties>'
)
LABEL = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    f'<property name="MSIP_Label_1_Name"><vt:lpwstr>{MARK}</vt:lpwstr></property></Properties>'
)
WATER = (
    f'<w:hdr xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml"><w:p><w:r><w:pict><v:shape>'
    f'<v:textpath string="{MARK}"/></v:shape></w:pict></w:r></w:p></w:hdr>'
)


def strict(text: str) -> str:
    for plain, other in STRICT.items():
        text = text.replace(plain, other)
    return text


def word(*paragraphs: str, tag: str = "t") -> str:
    return words(*paragraphs).replace("<w:t>", f"<w:{tag}>").replace("</w:t>", f"</w:{tag}>")


def drawn(text: str = MARK) -> str:
    return f'<x xmlns:a="{A}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></x>'


def hex_pdf() -> bytes:
    stream = f"BT /F1 12 Tf 72 720 Td <{MARK.encode().hex()}> Tj ET".encode()
    return spliced(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")


def files() -> Iterator[tuple[str, str, Any, str]]:
    for number, form in enumerate(FORMS):
        yield (
            f"form {number} in Word",
            "note.docx",
            docx(body=words("Brussels", form, "A paper.")),
            CLASSIFIED,
        )
        yield f"form {number} in a text", "note.txt", f"Brussels\n{form}\nA paper.\n".encode(), CLASSIFIED
        yield f"form {number} on a slide", "note.pptx", pptx(text=form), CLASSIFIED
        yield f"form {number} in a table", "note.csv", f"a;b\n{form}\n1;2\n".encode(), CLASSIFIED
        yield (
            f"form {number} in OpenDocument",
            "note.odt",
            odf("odt", body=f"<text:p>{form}</text:p>"),
            CLASSIFIED,
        )
    body, sheet = words("x", MARK), f"<headerFooter><oddHeader>&amp;C{MARK}</oddHeader></headerFooter>"
    word_places: dict[str, dict[str, str]] = {
        "in strict Word": {"word/document.xml": strict(body)},
        "as a watermark": {"word/header3.xml": WATER},
        "in a head of another name": {"word/top.xml": words(MARK, root="hdr")},
        "in a main part of another name": {"word/main7.xml": words(MARK)},
        "taken out with changes tracked": {"word/document.xml": word("x", MARK, tag="delText")},
        "in a footnote": {"word/footnotes.xml": words(MARK, root="footnotes")},
        "in the glossary": {"word/glossary/document.xml": words(MARK, root="glossaryDocument")},
        "in a drawing of Word": {"word/diagrams/data1.xml": drawn()},
        "in two paragraphs": {"word/document.xml": words("RESTREINT", "UE")},
        "in the title": {"docProps/core.xml": CORE},
        "in a label": {"docProps/custom.xml": LABEL},
    }
    for label, parts in word_places.items():
        yield f"marked {label}", "note.docx", partial(docx, parts), CLASSIFIED
    cells = f'<sheetData><row><c t="str"><v>{MARK}</v></c></row></sheetData>'
    named = f'<workbook xmlns="{S}"><sheets><sheet name="RESTREINT UE"/></sheets></workbook>'
    for label, content in {
        "in a worked out cell": xlsx(sheet=cells),
        "in the name of a sheet": xlsx({"xl/workbook.xml": named}),
        "in a box on a sheet": xlsx({"xl/drawings/drawing1.xml": drawn()}),
        "in a chart": xlsx({"xl/charts/chart1.xml": drawn()}),
        "in strict Excel": xlsx(
            {"xl/worksheets/sheet1.xml": strict(f'<worksheet xmlns="{S}">{sheet}</worksheet>')}
        ),
        "in a remark on a cell": xlsx({"xl/threadedComments/threadedComment1.xml": f"<x><t>{MARK}</t></x>"}),
        "in the title of a workbook": xlsx({"docProps/core.xml": CORE}),
    }.items():
        yield f"marked {label}", "note.xlsx", content, CLASSIFIED
    for part in ("notesMasters/notesMaster1", "handoutMasters/handoutMaster1", "diagrams/data1", "charts/chart1",
                 "slides/other", "comments/comment1"):  # fmt: skip
        yield f"marked in ppt/{part}", "note.pptx", pptx({f"ppt/{part}.xml": drawn()}), CLASSIFIED
    yield (
        "marked in strict PowerPoint",
        "note.pptx",
        pptx({"ppt/slides/slide1.xml": strict(drawn())}),
        CLASSIFIED,
    )
    yield "marked in the title of slides", "note.pptx", pptx({"docProps/core.xml": CORE}), CLASSIFIED
    spaced = "<text:p>RESTREINT<text:s/>UE</text:p>"
    yield "marked with a space of its own", "note.odt", odf("odt", body=spaced), CLASSIFIED
    meta = f'<office:document-meta {NAMES} xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{MARK}</dc:title></office:document-meta>'
    yield "marked in the title, open", "note.odt", odf("odt", {"meta.xml": meta}), CLASSIFIED
    table = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    yield (
        "marked in the name of a table",
        "note.ods",
        odf("ods", body=f'<table:table {table} table:name="EU RESTRICTED"/>'),
        CLASSIFIED,
    )
    yield "marked in hexadecimal", "note.pdf", hex_pdf, CLASSIFIED
    info = f"<< /Title ({MARK}) >>"
    yield "marked in the title of a PDF", "note.pdf", pdf(info, tail="/Info 6 0 R"), CLASSIFIED
    stamp = f"/Annots [<< /Type /Annot /Subtype /FreeText /Rect [0 0 99 99] /Contents ({MARK}) >>]"
    yield "marked with a stamp", "note.pdf", pdf(page=stamp), CLASSIFIED
    yield "marked in wide letters", "note.txt", f"{MARK}\nText".encode("utf-16"), CLASSIFIED
    yield "marked in letters of Windows", "note.txt", "TRÈS SECRET UE\nText".encode("cp1252"), CLASSIFIED
