"""OpenDocument texts and tables (ISO/IEC 26300): what they may hold, and what they say."""

import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

from .archives import (
    FETCHING_FORMULA,
    embedded,
    external,
    leads_astray,
    macros,
    other_inside,
    refuse_declarations,
    refuse_embedded,
    unpack,
    xml,
)
from .kinds import KINDS, Reading

MANIFEST = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
SCRIPT = "{urn:oasis:names:tc:opendocument:xmlns:script:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
# Blanks that are elements: words beside them are two.
BLANKS = {f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"}
XLINK = "{http://www.w3.org/1999/xlink}"
LINKS = {f"{TEXT}a", f"{DRAW}a"}
EDGES = (
    f"{STYLE}header",
    f"{STYLE}footer",
    f"{STYLE}header-first",
    f"{STYLE}footer-first",
    f"{STYLE}header-left",
    f"{STYLE}footer-left",
)


def read(kind: str, content: bytes) -> Reading:
    """The lines of an OpenDocument file, once nothing in it runs, fetches or hides something."""
    parts = unpack(content)
    if parts.get("mimetype", b"").decode("ascii", "replace").strip() != KINDS[kind].media_type:
        raise other_inside()
    _refuse_encryption(parts.get("META-INF/manifest.xml", b""))
    refuse_declarations({name: part for name, part in parts.items() if name != "META-INF/manifest.xml"})
    for name in parts:
        plain = name.lower()
        if plain.startswith(("basic/", "scripts/", "dialogs/")):
            raise macros()
        if plain.startswith(("object ", "./object ")) or "objectreplacements/" in plain:
            raise embedded()
    refuse_embedded(parts)
    if "content.xml" not in parts:
        raise other_inside()
    reading = Reading()
    for name in ("content.xml", "styles.xml", "meta.xml", "settings.xml"):
        if name in parts:
            root = xml(parts[name])
            _look(root, reading, body=name == "content.xml")
            if name == "meta.xml":
                reading.others.extend(filter(None, map(str.strip, map(str, root.itertext()))))
    return reading


def _refuse_encryption(manifest: bytes) -> None:
    if not manifest:
        raise other_inside()
    # A manifest of old may name its document type; that and nothing else is taken out of it.
    plain = re.sub(rb"<!DOCTYPE manifest:manifest[^>\[]*>", b"", manifest)
    if any(True for _node in xml(plain).iter(f"{MANIFEST}encryption-data")):
        raise ValidationError(_("The file is encrypted. Save it again without a password."))


def _look(root: etree._Element, reading: Reading, *, body: bool) -> None:
    for node in root.iter(etree.Element):  # no comments, no instructions
        if node.tag.startswith(SCRIPT) or node.tag == f"{OFFICE}script":
            raise macros()
        if node.tag in (
            f"{DRAW}object",
            f"{DRAW}object-ole",
            f"{DRAW}plugin",
            f"{DRAW}applet",
            f"{DRAW}floating-frame",
        ):
            raise embedded()
        address = node.get(f"{XLINK}href", "").strip()
        if node.tag in LINKS:
            if leads_astray(address):
                raise external()
        elif re.match(r"[a-z][a-z0-9+.-]+:|\\\\|/|\.\./", address, re.IGNORECASE):
            raise external()
        if FETCHING_FORMULA.search(node.get(f"{TABLE}formula", "")):
            raise external()
        if "dde-" in node.tag.rpartition("}")[2]:
            raise external()
    for edge in root.iter(*EDGES):
        reading.edges.extend(_lines(edge))
    if body:
        reading.lines.extend(_lines(root))
        for node in root.iter(f"{TABLE}table", f"{TABLE}table-cell"):
            reading.others.extend(filter(None, (node.get(f"{TABLE}name"), node.get(f"{OFFICE}string-value"))))


def _lines(root: etree._Element) -> list[str]:
    found = (" ".join("".join(_pieces(node)).split()) for node in root.iter(f"{TEXT}p", f"{TEXT}h"))
    return [line for line in found if line]


def _pieces(paragraph: etree._Element) -> Iterator[str]:
    for node in paragraph.iter(etree.Element):
        yield " " if node.tag in BLANKS else node.text or ""
        if node is not paragraph:
            yield node.tail or ""
