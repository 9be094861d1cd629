"""Archives, as office files are: opened within limits, and never trusted in what they say of themselves."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from lxml import etree

MOST_PARTS = 2_000
LARGEST_UNPACKED = 200 * 1024 * 1024
HIGHEST_RATIO = 100
# Small parts shrink well and harm nobody.
SMALL = 64 * 1024
PIECE = 256 * 1024
# Marks of elements and attributes in a part: what a tree of them takes in memory is bounded by it.
MOST_MARKS = 2_000_000
ALPHABETS = {"utf-8", "utf-16", "us-ascii", "ascii", "iso-8859-1", "windows-1252"}
MARKED = (".xml", ".rels", ".vml", ".rdf")
LONGEST_NAME = 240
LINK = 0o120000
TAKEN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVES = (
    b"PK\x03\x04",
    COMPOUND,
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"MSCF",
    b"%PDF",
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
)


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts of an archive by name, all read, none over the limits; raises `ValidationError`."""
    if content.startswith(COMPOUND):
        words = _("The file is encrypted, or in an old format. Save it again without a password.")
        raise ValidationError(words)
    if not content.startswith(b"PK\x03\x04"):
        raise other_inside()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_two_in_one(archive, content)
            return _read_all(archive, len(content))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        raise ValidationError(_("The file is damaged: its parts cannot be read.")) from None


def _refuse_two_in_one(archive: zipfile.ZipFile, content: bytes) -> None:
    """Raise `ValidationError` for an archive before or behind which something else is written."""
    end = content[-22:]
    if not end.startswith(b"PK\x05\x06"):
        raise other_inside()
    *counts, _size, start = struct.unpack("<4H2L", end[4:20])
    entries = len(archive.infolist())
    if start != archive.start_dir or (entries < 0xFFFF and counts != [0, 0, entries, entries]):
        raise other_inside()


def _read_all(archive: zipfile.ZipFile, packed: int) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        words = _("The file has more than %(most)s parts. It would fill the system; nothing was kept of it.")
        raise ValidationError(words % {"most": f"{MOST_PARTS:,}"})
    found: dict[str, bytes] = {}
    taken: set[str] = set()
    total = 0
    for entry in entries:
        _refuse_entry(entry, taken)
        pieces: list[bytes] = []
        size = 0
        with archive.open(entry) as part:
            while piece := part.read(PIECE):
                size += len(piece)
                # Counted while it is unpacked: what an archive says of its sizes may be a lie.
                if total + size > LARGEST_UNPACKED or _swells(size, entry.compress_size, packed):
                    raise _bomb()
                pieces.append(piece)
        total += size
        if total > LARGEST_UNPACKED or _swells(total, packed, packed):
            raise _bomb()
        if not entry.is_dir():
            found[entry.filename] = b"".join(pieces)
    return found


def _swells(size: int, part: int, packed: int) -> bool:
    return size > SMALL and size > HIGHEST_RATIO * max(min(part, packed), 1)


def _refuse_entry(entry: zipfile.ZipInfo, taken: set[str]) -> None:
    """Raise `ValidationError` for a name that another program may read otherwise than we do."""
    if entry.flag_bits & ENCRYPTED:
        raise ValidationError(_("The file is encrypted. Save it again without a password."))
    name = entry.filename.replace("\\", "/").casefold()
    steps = name.removesuffix("/").split("/")
    strange = (
        len(name) > LONGEST_NAME
        or ":" in name
        or any(
            step in {"", "."} or step.startswith("..") or step != step.strip().rstrip(".") for step in steps
        )
        or any(unicodedata.category(sign) in {"Cc", "Cf"} for sign in name)
    )
    link = (entry.external_attr >> 16) & 0o170000 == LINK
    if strange or link or entry.compress_type not in TAKEN or name in taken:
        raise ValidationError(
            _("The file is not built as such files are: one of its parts has a false name.")
        )
    taken.add(name)


def _bomb() -> ValidationError:
    return ValidationError(
        _(
            "The file unpacks to far more than it is: more than 200 MB, or a hundredfold. "
            "Such a file would fill the system; nothing was kept of it."
        )
    )


def other_inside() -> ValidationError:
    return ValidationError(
        _("What is in the file is not what its name says. Save it again in its own format.")
    )


def refuse_embedded(parts: dict[str, bytes]) -> None:
    """Raise `ValidationError` for a part that is itself an archive, a program, or a drawing that runs."""
    for name, part in parts.items():
        plain = name.lower()
        if part.startswith(ARCHIVES):
            raise embedded()
        head = part[:1024].lstrip().lower()
        drawing = plain.endswith((".svg", ".svgz")) or (b"<svg" in head and not plain.endswith(".xml.rels"))
        if drawing or plain.endswith((".html", ".htm", ".mht", ".mhtml", ".xhtml", ".js", ".vbs")):
            raise ValidationError(
                _(
                    "The file holds a drawing in SVG or a page in HTML. Replace it by a picture and save again."
                )
            )


def embedded() -> ValidationError:
    return ValidationError(
        _("The file holds another file or an object. Take it out, or file it by itself, and save again.")
    )


def macros() -> ValidationError:
    return ValidationError(_("The file holds macros. Save it again without them."))


def external() -> ValidationError:
    return ValidationError(
        _("The file fetches something from elsewhere: a template, a picture, data. Put it in and save again.")
    )


def refuse_declarations(parts: dict[str, bytes]) -> None:
    """Look at every part in XML, also those that nobody reads here: whoever opens the file does."""
    for name, part in parts.items():
        if name.lower().endswith(MARKED) and part.strip():
            look(part)


def look(part: bytes) -> None:
    """Raise `ValidationError` for a part that declares something, hides how it is written, or never ends."""
    # In wide letters every other byte is nought; the marks themselves are the same.
    plain = part.replace(b"\0", b"") if b"\0" in part[:8] else part
    plain = plain.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    said = re.match(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""", plain[:300])
    if not plain.startswith(b"<") or (said and said[1].decode("latin-1").lower() not in ALPHABETS):
        raise ValidationError(_("The file is damaged: its parts cannot be read."))
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise ValidationError(_("The file holds declarations that do not belong in it."))
    if plain.count(b"<") + plain.count(b'="') > MOST_MARKS:
        words = _("The file has a part that holds more than can be looked at. Divide it and file the pieces.")
        raise ValidationError(words)


def xml(part: bytes) -> etree._Element:
    """A part as a tree; entities are neither declared nor followed."""
    look(part)
    try:
        return etree.fromstring(
            part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except (etree.XMLSyntaxError, ValueError):
        raise ValidationError(_("The file is damaged: its parts cannot be read.")) from None


# A person who follows a link sees where it leads; nothing else of the machine may be started by it.
FOLLOWED = {"http", "https", "mailto", "tel", "ftp"}


def leads_astray(address: str) -> bool:
    """Whether a link that a person follows leads to a share, a file or a program."""
    plain = "".join(sign for sign in address.strip() if sign.isprintable())
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain, re.IGNORECASE)
    strange = plain != address.strip() or plain.startswith(("\\\\", "//", ".uno:"))
    return strange or bool(scheme and scheme[1].lower() not in FOLLOWED)


# Formulas that fetch or run something when they are worked out; an address between strokes is DDE.
FETCHING_FORMULA = re.compile(
    r"""\b(?:WEBSERVICE|IMAGE|IMPORT(?:DATA|XML|HTML|FEED|RANGE)|RTD|CALL|REGISTER(?:\.ID)?|EXEC|FOPEN|DDE|
        STOCKHISTORY|SQL\.REQUEST)\s*\(|\|'|\[[^\]]+\.xls|\[\d+\][^!\[\]]*!|'\\\\|'?file:|
        HYPERLINK\s*\(\s*"+(?!https?:|mailto:|tel:|\#)""",
    re.IGNORECASE | re.VERBOSE,
)
