"""Word, Excel and PowerPoint files (ECMA-376): what they may hold, and what they say."""

import re
from collections.abc import Iterable, Iterator

from lxml import etree

from .archives import embedded, external, macros, other_inside, refuse_embedded, unpack, xml
from .kinds import Reading

_BASE = "application/vnd.openxmlformats-officedocument"
MAIN = {
    "docx": f"{_BASE}.wordprocessingml.document.main+xml",
    "xlsx": f"{_BASE}.spreadsheetml.sheet.main+xml",
    "pptx": f"{_BASE}.presentationml.presentation.main+xml",
}
# Hyperlinks are followed by a person who sees where they lead, or not at all.
FOLLOWED_BY_HAND = ("/hyperlink",)
EMBEDDED = ("/oleobject", "/package", "/control", "/activex", "/afchunk", "/subdocument", "/frame")
FETCHING = re.compile(r"\b(INCLUDETEXT|INCLUDEPICTURE|DDEAUTO|DDE|LINK|IMPORT)\b", re.IGNORECASE)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def read(kind: str, content: bytes) -> Reading:
    """The lines of an office file, once nothing in it runs, fetches or hides something."""
    parts = unpack(content)
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
        if "macroenabled" in plain or "vba" in plain:
            raise macros()
        if "oleobject" in plain or "activex" in plain:
            raise embedded()


def _refuse_parts(parts: dict[str, bytes]) -> None:
    for name in parts:
        plain = name.lower()
        if "vbaproject" in plain or "vbadata" in plain or "macrosheets/" in plain or "dialogsheets/" in plain:
            raise macros()
        if "/embeddings/" in plain or "/activex/" in plain or "/ctrlprops/" in plain:
            raise embedded()
        if "externallinks/" in plain or plain.endswith(("connections.xml", "querytables.xml")):
            raise external()


def _refuse_relations(part: bytes) -> None:
    for node in xml(part):
        kind, target = str(node.get("Type", "")).lower(), str(node.get("Target", ""))
        if kind.endswith(EMBEDDED):
            raise embedded()
        if "vbaproject" in kind or kind.endswith(("/xlmacrosheet", "/ui/extensibility")):
            raise macros()
        outside = node.get("TargetMode") == "External" or re.match(
            r"[a-z][a-z0-9+.-]+:|\\\\|//", target, re.I
        )
        if not outside:
            continue
        if not kind.endswith(FOLLOWED_BY_HAND):
            raise external()
        if re.match(r"\s*(javascript|vbscript|data|file|\\\\)", target, re.I):
            raise external()


# --- What they say ------------------------------------------------------------------------


def _word(parts: dict[str, bytes]) -> Reading:
    reading = Reading()
    for name, part in _of(parts, r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml"):
        root = xml(part)
        for node in root.iter(f"{W}instrText", f"{W}fldSimple"):
            if FETCHING.search(node.text or node.get(f"{W}instr") or ""):
                raise external()
        lines = _paragraphs(root)
        (reading.edges if "header" in name or "footer" in name else reading.lines).extend(lines)
    return reading


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """The paragraphs in order; a text box is told with the paragraph that it hangs on, and by itself."""
    for paragraph in root.iter(f"{W}p"):
        told = paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr")
        pieces = ((node.text or "") if node.tag == f"{W}t" else " " for node in told)
        if line := " ".join("".join(pieces).split()):
            yield line


def _excel(parts: dict[str, bytes]) -> Reading:
    reading = Reading()
    for _name, part in _of(parts, r"xl/(sharedStrings|comments\d*)\.xml"):
        for item in xml(part).iter(f"{S}si", f"{S}comment"):
            reading.lines.append(" ".join("".join(node.text or "" for node in item.iter(f"{S}t")).split()))
    for _name, part in _of(parts, r"xl/(worksheets|chartsheets)/[^/]+\.xml"):
        root = xml(part)
        heads = ("oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter")
        # A head may set its left, middle and right part with marks: &L, &C, &R.
        for node in root.iter(*(f"{S}{name}" for name in heads)):
            reading.edges.extend(re.sub(r'&"[^"]*"|&[0-9]+|&[A-Z]', "\n", node.text or "").split("\n"))
        for node in root.iter(f"{S}f"):
            if re.search(r"\b(WEBSERVICE|DDE)\s*\(|\|'|\[[^\]]+\.xls", node.text or "", re.I):
                raise external()
        for cell in root.iter(f"{S}is"):
            reading.lines.append("".join(node.text or "" for node in cell.iter(f"{S}t")))
    for _name, part in _of(parts, r"xl/workbook\.xml"):
        named = (node.get("name") or "" for node in xml(part).iter(f"{S}definedName"))
        if any(re.search(r"auto_open|auto_close", name, re.I) for name in named):
            raise macros()
    return reading


def _powerpoint(parts: dict[str, bytes]) -> Reading:
    reading = Reading()
    slides = _of(parts, r"ppt/(slides|notesSlides)/[^/]+\.xml")
    for _name, part in sorted(slides, key=lambda item: _number(item[0])):
        reading.lines.extend(_drawn(xml(part)))
    for _name, part in _of(parts, r"ppt/(slideMasters|slideLayouts)/[^/]+\.xml"):
        reading.edges.extend(_drawn(xml(part)))
    return reading


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
