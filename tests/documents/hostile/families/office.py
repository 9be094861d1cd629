"""Word, Excel and PowerPoint files that run, hold or fetch something, wherever it may stand."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..building import S, archive, content_types, docx, pptx, relations, words, xlsx

MACROS = "The file holds macros"
EMBEDDED = "The file holds another file or an object"
EXTERNAL = "The file fetches something from elsewhere"

MAKE: dict[str, Any] = {"docx": docx, "xlsx": xlsx, "pptx": pptx}
FOLDER = {"docx": "word", "xlsx": "xl", "pptx": "ppt"}
RELATIONS = {
    "docx": "word/_rels/document.xml.rels",
    "xlsx": "xl/worksheets/_rels/sheet1.xml.rels",
    "pptx": "ppt/slides/_rels/slide1.xml.rels",
}
MACRO_PARTS = ("vbaProject.bin", "VBAPROJECT.BIN", "vbaData.xml", "sub/vbaProject.bin")
MACRO_TYPES = (
    "application/vnd.ms-office.vbaProject",
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    "application/vnd.ms-excel.addin.macroEnabled.main+xml",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    "application/vnd.ms-excel.macrosheet+xml",
    "application/vnd.ms-word.vbaData+xml",
)
HOLDING = ("oleObject", "package", "control", "aFChunk", "subDocument", "frame", "activeXControlBinary")
# What is fetched without being asked for.
FETCHED = ("attachedTemplate", "image", "externalLink", "externalLinkPath", "audio", "video", "media", "customXml",
           "mailMergeSource", "mailMergeHeaderSource", "slideMaster", "stylesheet", "webSettings", "xmlMaps")  # fmt: skip
PLACES = (
    "https://evil.example/a", "\\\\evil.example\\share\\a", "//evil.example/a", "file:///etc/passwd",
    "file://evil.example/a", "\\\\?\\UNC\\evil.example\\a", "mhtml:http://evil.example!x", " http://evil.example/a",
)  # fmt: skip
LINKS = (
    "javascript:x", " javascript:x", "JaVaScRiPt:x", "vbscript:x", "data:text/html,x", "file:///c:/x.exe",
    "file://evil.example/x", "\\\\evil.example\\x", "//evil.example/x", "smb://evil.example/x", "ms-msdt:/id x",
    "search-ms:query=x", "ms-word:ofe|u|http://evil.example/x", "ms-officecmd:x", "shell:startup", "ldap://evil.example",
    "mk:@MSITStore:x", "res://x", "jar:http://evil.example!/x", "macro:x",
)  # fmt: skip
FIELDS = (
    'DDEAUTO c:\\\\cmd.exe "/k"', "dde excel x", 'INCLUDETEXT "http://evil.example/a"', "includepicture x",
    'LINK Excel.Sheet.8 "\\\\\\\\evil.example\\\\a"', "IMPORT x", 'DATABASE \\d "x"',
    "QUOTE 68 68 69 65 85 84 79", 'RD "x"', 'HYPERLINK "file://evil.example/x"', 'HTMLCONTROL x',
    'CONTROL Forms.HTML:Image.1 x',
)  # fmt: skip
FORMULAS = (
    "cmd|'/c calc'!A0", 'WEBSERVICE("http://evil.example")', '_xlfn.WEBSERVICE("x")', 'IMAGE("http://evil.example")',
    '_xlfn.IMAGE("http://evil.example")', 'RTD("x",,"y")', 'CALL("urlmon","x","JJ")', 'REGISTER("x","y")',
    'EXEC("calc.exe")', "'[http://evil.example/a.xlsx]x'!A1", "'\\\\evil.example\\[a.xlsx]x'!A1", "[1]x!A1",
    'FOPEN("x")', 'DDE("x","y","z")', 'HYPERLINK("file://evil.example/x")', '_xlfn.STOCKHISTORY("x",1)',
)  # fmt: skip


def field(*pieces: str) -> str:
    runs = "".join(f"<w:r><w:instrText>{piece.replace('&', '&amp;')}</w:instrText></w:r>" for piece in pieces)
    return words("x", inner=f"<w:p>{runs}</w:p>")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def files() -> Iterator[tuple[str, str, Any, str]]:
    for kind, make in MAKE.items():
        name = f"report.{kind}"
        for part in MACRO_PARTS:
            yield f"{part} in {kind}", name, partial(make, {f"{FOLDER[kind]}/{part}": b"<x/>"}), MACROS
        for held in HOLDING:
            yield (
                f"{held} in {kind}",
                name,
                partial(make, {RELATIONS[kind]: relations((held, "x", False))}),
                EMBEDDED,
            )
        for relation in FETCHED:
            more = {RELATIONS[kind]: relations((relation, PLACES[0], True))}
            yield f"{relation} from elsewhere in {kind}", name, partial(make, more), EXTERNAL
        for number, place in enumerate(PLACES):
            for outside in (True, False):
                more = {RELATIONS[kind]: relations(("image", place, outside))}
                label = f"a picture from place {number}, {'said' if outside else 'unsaid'}, in {kind}"
                yield label, name, partial(make, more), EXTERNAL
        for number, target in enumerate(LINKS):
            more = {RELATIONS[kind]: relations(("hyperlink", escaped(target), True))}
            yield f"a link of danger {number} in {kind}", name, partial(make, more), EXTERNAL
        small = relations(("image", "a.png", True)).replace("External", "external")
        yield (
            f"a picture from elsewhere in small letters in {kind}",
            name,
            partial(make, {RELATIONS[kind]: small}),
            EXTERNAL,
        )
        add_in = {f"{FOLDER[kind]}/webextensions/webextension1.xml": "<x/>"}
        yield f"an add-in of the web in {kind}", name, partial(make, add_in), MACROS
        ribbon = {"customUI/customUI14.xml": "<x/>"}
        yield f"a ribbon in {kind}", name, partial(make, ribbon), MACROS
        for inside in ("page.html", "a.svg", "a.js", "a.mht", "a.xhtml", "a.vbs"):
            yield f"{inside} in {kind}", name, partial(make, {f"{FOLDER[kind]}/media/{inside}": b"x"}), ""
        for magic in (
            b"MZ\x90",
            b"\x7fELF",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"Rar!\x1a",
            b"7z\xbc\xaf\x27",
            b"%PDF-1.7",
        ):
            label = f"{magic[:4]!r} in {kind}"
            yield label, name, partial(make, {f"{FOLDER[kind]}/media/image1.png": magic}), EMBEDDED
    for value in MACRO_TYPES:
        override = f'<Override PartName="/x" ContentType="{value}"/>'
        yield (
            f"a part of kind {value}",
            "report.docx",
            docx(types=content_types("docx", more=override)),
            MACROS,
        )
    for number, instruction in enumerate(FIELDS):
        yield f"a field of danger {number}", "report.docx", docx(body=field(instruction)), EXTERNAL
        head = (
            field(instruction).replace("w:document", "w:hdr").replace("<w:body>", "").replace("</w:body>", "")
        )
        yield (
            f"a field of danger {number} in a head",
            "report.docx",
            docx({"word/header1.xml": head}),
            EXTERNAL,
        )
    yield "a field in pieces", "report.docx", docx(body=field("DD", "EAU", "TO x")), EXTERNAL
    yield (
        "a field in a part of another name",
        "report.docx",
        docx({"word/part7.xml": field(FIELDS[0])}),
        EXTERNAL,
    )
    for number, formula in enumerate(FORMULAS):
        said = escaped(formula)
        cell = f"<sheetData><row><c><f>{said}</f></c></row></sheetData>"
        yield f"a formula of danger {number}", "report.xlsx", xlsx(sheet=cell), EXTERNAL
        named = f'<workbook xmlns="{S}"><definedNames><definedName name="x">{said}</definedName></definedNames></workbook>'
        yield (
            f"a name for a formula of danger {number}",
            "report.xlsx",
            xlsx({"xl/workbook.xml": named}),
            EXTERNAL,
        )
    rule = (
        "<conditionalFormatting><cfRule><formula>cmd|'/c calc'!A0</formula></cfRule></conditionalFormatting>"
    )
    yield "a rule that runs", "report.xlsx", xlsx(sheet=rule), EXTERNAL
    check = "<dataValidations><dataValidation><formula1>cmd|'/c calc'!A0</formula1></dataValidation></dataValidations>"
    yield "a check that runs", "report.xlsx", xlsx(sheet=check), EXTERNAL
    for part in ("queryTables/queryTable1.xml", "externalLinks/externalLink1.xml", "connections.xml"):
        yield f"xl/{part}", "report.xlsx", xlsx({f"xl/{part}": "<x/>"}), EXTERNAL
    for hidden in ("macrosheets/intlsheet1.xml", "dialogsheets/sheet1.xml"):
        yield f"xl/{hidden}", "report.xlsx", xlsx({f"xl/{hidden}": "<x/>"}), MACROS
    for action in (
        "ppaction://program",
        "ppaction://macro?name=x",
        "ppaction://ole?verb=0",
        "PPACTION://PROGRAM",
    ):
        for event in ("hlinkClick", "hlinkMouseOver"):
            slide = f'<p xmlns:a="a"><a:{event} action="{action}"/></p>'
            yield f"{event} {action}", "report.pptx", pptx({"ppt/slides/slide1.xml": slide}), MACROS
    yield "a template of Word named Word", "report.docx", docx(types=content_types("docx", main=TEMPLATE)), ""
    yield "no list of kinds", "report.docx", archive({"word/document.xml": words("x")}), ""


TEMPLATE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
