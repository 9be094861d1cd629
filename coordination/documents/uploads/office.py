"""Word, Excel and PowerPoint files (ECMA-376): what they may hold, and what they say."""

import re
from collections.abc import Iterable, Iterator

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
from .kinds import Reading

_BASE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": f"{_BASE}.wordprocessingml.document.main+xml",
    "xlsx": f"{_BASE}.spreadsheetml.sheet.main+xml",
    "pptx": f"{_BASE}.presentationml.presentation.main+xml",
}
# Hyperlinks are followed by a person who sees where they lead, or not at all.
FOLLOWED_BY_HAND = ("/hyperlink",)
EMBEDDED = (
    "/oleobject", "/package", "/control", "/activex", "/activexcontrolbinary", "/afchunk", "/subdocument", "/frame"
)  # fmt: skip
MACRO_PARTS = ("vbaproject", "vbadata", "macrosheets/", "dialogsheets/", "webextensions/", "customui/")
MACRO_TYPES = ("macroenabled", "vba", "macrosheet")
EMBEDDING_PARTS = ("/embeddings/", "/activex/", "/ctrlprops/")
FETCHING_PARTS = ("externallinks/", "querytables/")
# The first word of a field says what it does; the worst are looked for anywhere.
FETCHING_FIELD = re.compile(
    r"\b(?:INCLUDETEXT|INCLUDEPICTURE|DDEAUTO)\b"
    r"|^\s*\\?(?:DDE|LINK|IMPORT|DATABASE|RD|HTMLCONTROL|CONTROL)\b"
    r"|^\s*QUOTE(?:\s+\d+){2}",
    re.IGNORECASE,
)
HYPERLINK_FIELD = re.compile(r"^\s*HYPERLINK\s+\"?([^\"\s]+)", re.IGNORECASE)
ACTION = re.compile(r"\s*ppaction://(?:program|macro|ole)", re.IGNORECASE)
# The strict form of the standard says the same in other names.
STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}
V = "{urn:schemas-microsoft-com:vml}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read(kind: str, content: bytes) -> Reading:
    """The lines of an office file, once nothing in it runs, fetches or hides something."""
    parts = unpack(content)
    refuse_declarations(parts)
    types = parts.get("[Content_Types].xml")
    if types is None or MAIN[kind] not in _types(types).values():
        if types is not None and any("macroenabled" in value.lower() for value in _types(types).values()):
            raise macros()
        raise other_inside()
    _refuse_types(_types(types).values())
    _refuse_parts(parts)
    for name, part in parts.items():
        if name.endswith(".rels"):
            _refuse_relations(part)
    refuse_embedded(parts)
    return {"docx": _word, "xlsx": _excel, "pptx": _powerpoint}[kind](parts)


def _types(part: bytes) -> dict[str, str]:
    root = xml(part)
    return {
        str(node.get("PartName") or node.get("Extension")): str(node.get("ContentType", "")) for node in root
    }


def _refuse_types(types: Iterable[str]) -> None:
    for value in types:
        plain = value.lower()
        if any(sign in plain for sign in MACRO_TYPES):
            raise macros()
        if "oleobject" in plain or "activex" in plain:
            raise embedded()


def _refuse_parts(parts: dict[str, bytes]) -> None:
    for name in parts:
        plain = name.lower()
        if any(sign in plain for sign in MACRO_PARTS):
            raise macros()
        if any(sign in plain for sign in EMBEDDING_PARTS):
            raise embedded()
        if any(sign in plain for sign in FETCHING_PARTS) or plain.endswith("connections.xml"):
            raise external()


def _refuse_relations(part: bytes) -> None:
    for node in xml(part):
        kind, target = str(node.get("Type", "")).lower(), str(node.get("Target", "")).strip()
        if kind.endswith(EMBEDDED):
            raise embedded()
        if "vbaproject" in kind or kind.endswith(("/xlmacrosheet", "/ui/extensibility", "/webextension")):
            raise macros()
        said = str(node.get("TargetMode", "")).strip().lower() == "external"
        if not said and not re.match(r"[a-z][a-z0-9+.-]+:|\\\\|//", target, re.IGNORECASE):
            continue
        if not kind.endswith(FOLLOWED_BY_HAND) or leads_astray(target):
            raise external()


# --- What they say ------------------------------------------------------------------------


def _tree(part: bytes) -> etree._Element:
    if b"purl.oclc.org" in part:
        for strict, usual in STRICT.items():
            part = part.replace(strict, usual)
    return xml(part)


def _word(parts: dict[str, bytes]) -> Reading:
    reading = Reading(others=_titles(parts))
    # A part is what its root says, whatever it is called.
    for _name, part in _of(parts, r"word/(?:glossary/)?[^/]+\.xml"):
        root = _tree(part)
        if not isinstance(root.tag, str) or not root.tag.startswith(W):
            continue
        _refuse_fields(root)
        kind = root.tag.removeprefix(W)
        lines = reading.edges if kind in {"hdr", "ftr"} else reading.lines
        if kind == "glossaryDocument":
            lines = reading.others
        lines.extend(_paragraphs(root))
        # A watermark is a drawing of words; what changes took out is still in the file.
        reading.edges.extend(str(node.get("string", "")) for node in root.iter(f"{V}textpath"))
        for paragraph in root.iter(f"{W}p"):
            if taken_out := "".join(node.text or "" for node in paragraph.iter(f"{W}delText")):
                reading.others.append(taken_out)
    for _name, part in _of(parts, r"word/(?:diagrams|charts)/[^/]+\.xml"):
        reading.others.extend(_drawn(_tree(part)))
    return reading


def _refuse_fields(root: etree._Element) -> None:
    for instruction in _instructions(root):
        link = HYPERLINK_FIELD.match(instruction)
        if FETCHING_FIELD.search(instruction) or (link and leads_astray(link[1].replace("\\\\", "\\"))):
            raise external()


def _instructions(root: etree._Element) -> Iterator[str]:
    """The instructions of the fields, each put together from its pieces; one may stand inside another."""
    open_fields: list[list[str]] = [[]]
    for node in root.iter(f"{W}p", f"{W}fldChar", f"{W}instrText", f"{W}fldSimple"):
        if node.tag == f"{W}instrText":
            open_fields[-1].append(node.text or "")
        elif node.tag == f"{W}fldSimple":
            yield str(node.get(f"{W}instr", ""))
        elif node.tag == f"{W}p":
            if len(open_fields) == 1:
                yield "".join(open_fields[0])
                open_fields[0].clear()
        elif node.get(f"{W}fldCharType") == "begin":
            open_fields.append([])
        elif node.get(f"{W}fldCharType") == "end" and len(open_fields) > 1:
            yield "".join(open_fields.pop())
    for pieces in open_fields:
        yield "".join(pieces)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The paragraphs in order; a text box is told with the paragraph that it hangs on, and by itself."""
    for paragraph in root.iter(f"{W}p"):
        told = paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr")
        pieces = ((node.text or "") if node.tag == f"{W}t" else " " for node in told)
        if line := " ".join("".join(pieces).split()):
            yield line


def _excel(parts: dict[str, bytes]) -> Reading:
    reading = Reading(others=_titles(parts))
    for _name, part in _of(parts, r"xl/(sharedStrings|comments\d*)\.xml"):
        for item in _tree(part).iter(f"{S}si", f"{S}comment"):
            reading.lines.append(" ".join("".join(node.text or "" for node in item.iter(f"{S}t")).split()))
    for _name, part in _of(parts, r"xl/(worksheets|chartsheets)/[^/]+\.xml"):
        _sheet(_tree(part), reading)
    for _name, part in _of(parts, r"xl/(drawings|charts|diagrams)/[^/]+\.xml"):
        reading.others.extend(_drawn(_tree(part)))
    for _name, part in _of(parts, r"xl/threadedComments/[^/]+\.xml"):
        reading.others.extend(filter(None, map(str.strip, map(str, _tree(part).itertext()))))
    for _name, part in _of(parts, r"xl/workbook\.xml"):
        root = _tree(part)
        reading.others.extend(str(node.get("name") or "") for node in root.iter(f"{S}sheet"))
        for node in root.iter(f"{S}definedName"):
            if re.search(r"auto_open|auto_close", node.get("name") or "", re.IGNORECASE):
                raise macros()
            if FETCHING_FORMULA.search(node.text or ""):
                raise external()
    return reading


def _sheet(root: etree._Element, reading: Reading) -> None:
    heads = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
    # A head may set its left, middle and right part with marks: &L, &C, &R.
    for node in root.iter(*(f"{S}{name}" for name in heads)):
        reading.edges.extend(re.sub(r'&"[^"]*"|&[0-9]+|&[A-Z]', "\n", node.text or "").split("\n"))
    for node in root.iter(*(f"{S}{name}" for name in ("f", "formula", "formula1", "formula2"))):
        if FETCHING_FORMULA.search(node.text or ""):
            raise external()
    for cell in root.iter(f"{S}is"):
        reading.lines.append("".join(node.text or "" for node in cell.iter(f"{S}t")))
    for cell in root.iter(f"{S}c"):
        if cell.get("t") == "str":  # a text that a formula worked out
            reading.others.append("".join(node.text or "" for node in cell.iter(f"{S}v")))


def _powerpoint(parts: dict[str, bytes]) -> Reading:
    reading = Reading(others=_titles(parts))
    slides = _of(parts, r"ppt/(slides|notesSlides)/[^/]+\.xml")
    for _name, part in sorted(slides, key=lambda item: _number(item[0])):
        reading.lines.extend(_drawn(_on_slide(part)))
    for _name, part in _of(parts, r"ppt/(slideMasters|slideLayouts|notesMasters|handoutMasters)/[^/]+\.xml"):
        reading.edges.extend(_drawn(_on_slide(part)))
    for _name, part in _of(parts, r"ppt/(diagrams|charts|comments|drawings)/[^/]+\.xml"):
        reading.others.extend(_drawn(_on_slide(part)))
    return reading


def _on_slide(part: bytes) -> etree._Element:
    root = _tree(part)
    if b"ppaction:" in part.lower() and any(
        ACTION.match(str(node.get("action", ""))) for node in root.iter(etree.Element)
    ):
        raise macros()
    return root


def _titles(parts: dict[str, bytes]) -> list[str]:
    """What stands in the properties of a file: its title, its keywords, the labels that were put on it."""
    found = _of(parts, r"docProps/(core|custom)\.xml")
    return [text for _name, part in found for text in map(str.strip, map(str, xml(part).itertext())) if text]


def _drawn(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(f"{A}p"):
        if line := " ".join("".join(node.text or "" for node in paragraph.iter(f"{A}t")).split()):
            yield line


def _of(parts: dict[str, bytes], pattern: str) -> list[tuple[str, bytes]]:
    return [(name, part) for name, part in parts.items() if re.fullmatch(pattern, name)]


def _number(name: str) -> tuple[str, int]:
    folder, _stroke, file = name.rpartition("/")
    digits = re.sub(r"\D", "", file)
    return folder, int(digits or 0)
