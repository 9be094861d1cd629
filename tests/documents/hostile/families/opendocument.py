"""OpenDocument files that run, hold or fetch something."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from ..building import NAMES, odf

MACROS = "The file holds macros"
EMBEDDED = "The file holds another file or an object"
EXTERNAL = "The file fetches something from elsewhere"
FORMS = 'xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"'
TABLE = 'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'

PARTS = ("Basic/script-lc.xml", "basic/Standard/x.xml", "Scripts/beanshell/x.bsh", "Dialogs/Standard/x.xml",
         "Basic/Standard/script-lb.xml")  # fmt: skip
HELD = (
    "Object 2/content.xml",
    "ObjectReplacements/Object 1",
    "./Object 1/content.xml",
    "Configurations2/x.exe",
)
ELEMENTS = {
    '<draw:object xlink:href="./Object 1"/>': EMBEDDED,
    '<draw:object-ole xlink:href="./Object 1"/>': EMBEDDED,
    "<draw:applet/>": EMBEDDED,
    "<draw:plugin/>": EMBEDDED,
    '<draw:floating-frame xlink:href="http://evil.example"/>': EMBEDDED,
    '<draw:image xlink:href="http://evil.example/a.png"/>': EXTERNAL,
    '<draw:image xlink:href="file:///etc/passwd"/>': EXTERNAL,
    '<draw:image xlink:href="//evil.example/a"/>': EXTERNAL,
    '<draw:image xlink:href="\\\\evil.example\\a"/>': EXTERNAL,
    '<draw:image xlink:href="../../../etc/passwd"/>': EXTERNAL,
    '<draw:image xlink:href=" http://evil.example/a"/>': EXTERNAL,
    '<draw:fill-image xlink:href="http://evil.example/a"/>': EXTERNAL,
    '<text:section-source xlink:href="http://evil.example/a"/>': EXTERNAL,
    '<text:section-source xlink:href="file:///etc/passwd"/>': EXTERNAL,
    '<office:dde-source office:dde-application="x"/>': EXTERNAL,
    '<text:dde-connection text:connection-name="x"/>': EXTERNAL,
    '<text:a xlink:href="javascript:x">x</text:a>': EXTERNAL,
    '<text:a xlink:href="file:///c:/x.exe">x</text:a>': EXTERNAL,
    '<text:a xlink:href="smb://evil.example/x">x</text:a>': EXTERNAL,
    '<text:a xlink:href="\\\\evil.example\\x">x</text:a>': EXTERNAL,
    '<text:a xlink:href="search-ms:x">x</text:a>': EXTERNAL,
    '<text:a xlink:href="slot:x">x</text:a>': EXTERNAL,
    '<text:a xlink:href="ms-msdt:x">x</text:a>': EXTERNAL,
    '<draw:a xlink:href="vnd.sun.star.script:x">x</draw:a>': EXTERNAL,
    '<draw:a xlink:href=".uno:x">x</draw:a>': EXTERNAL,
    "<office:scripts><office:script/></office:scripts>": MACROS,
    "<script:event-listener/>": MACROS,
    f'<form:form {FORMS} xlink:href="http://evil.example/x"/>': EXTERNAL,
    f'<table:table-source {TABLE} xlink:href="http://evil.example/x"/>': EXTERNAL,
    f'<table:cell-range-source {TABLE} xlink:href="http://evil.example/x"/>': EXTERNAL,
    f'<table:table-cell {TABLE} table:formula="of:=DDE(&quot;x&quot;)"/>': EXTERNAL,
    f'<table:table-cell {TABLE} table:formula="of:=WEBSERVICE(&quot;http://x&quot;)"/>': EXTERNAL,
    f"<table:table-cell {TABLE} table:formula=\"of:='file://evil.example/a'#$x.A1\"/>": EXTERNAL,
}


def files() -> Iterator[tuple[str, str, Any, str]]:
    for kind in ("odt", "ods"):
        for part in PARTS:
            yield f"{part} in {kind}", f"report.{kind}", partial(odf, kind, {part: "<x/>"}), MACROS
        for part in HELD:
            content = b"<x/>" if part.endswith(".xml") else b"MZ\x90"
            yield f"{part} in {kind}", f"report.{kind}", partial(odf, kind, {part: content}), ""
        for number, (element, sentence) in enumerate(ELEMENTS.items()):
            yield (
                f"an element of danger {number} in {kind}",
                f"report.{kind}",
                partial(odf, kind, body=element),
                sentence,
            )
            styles = f"<office:document-styles {NAMES}>{element}</office:document-styles>"
            label = f"an element of danger {number} in the styles of {kind}"
            yield label, f"report.{kind}", partial(odf, kind, {"styles.xml": styles}), sentence
        for inside in ("a.html", "a.svg", "a.js"):
            yield (
                f"{inside} in {kind}",
                f"report.{kind}",
                partial(odf, kind, {f"Pictures/{inside}": b"x"}),
                "",
            )
    for other in ("application/vnd.oasis.opendocument.text-template", "application/vnd.oasis.opendocument.graphics",
                  "application/vnd.oasis.opendocument.text-macro", "text/html"):  # fmt: skip
        yield f"it says {other}", "report.odt", odf("odt", {"mimetype": other}), ""
