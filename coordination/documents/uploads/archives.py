"""Archives, as office files are: opened within limits, and never trusted in what they say of themselves."""

import io
import struct
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
    b"MZ",
    b"\x7fELF",
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
    stated = struct.unpack("<L", end[16:20])[0] if end.startswith(b"PK\x05\x06") else -1
    if stated != archive.start_dir:
        raise other_inside()


def _read_all(archive: zipfile.ZipFile, packed: int) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        words = _("The file has more than %(most)s parts. It would fill the system; nothing was kept of it.")
        raise ValidationError(words % {"most": f"{MOST_PARTS:,}"})
    found: dict[str, bytes] = {}
    total = 0
    for entry in entries:
        _refuse_entry(entry, found)
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


def _refuse_entry(entry: zipfile.ZipInfo, found: dict[str, bytes]) -> None:
    if entry.flag_bits & ENCRYPTED:
        raise ValidationError(_("The file is encrypted. Save it again without a password."))
    name = entry.filename.replace("\\", "/")
    strange = name.startswith("/") or ".." in name.split("/") or "\0" in name or ":" in name
    if strange or entry.compress_type not in TAKEN or entry.filename in found:
        raise ValidationError(
            _("The file is not built as such files are: one of its parts has a false name.")
        )


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


def xml(part: bytes) -> etree._Element:
    """A part as a tree; entities are neither declared nor followed."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part or _wide(part):
        raise ValidationError(_("The file holds declarations that do not belong in it."))
    try:
        return etree.fromstring(
            part, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        )
    except (etree.XMLSyntaxError, ValueError):
        raise ValidationError(_("The file is damaged: its parts cannot be read.")) from None


def _wide(part: bytes) -> bool:
    """Whether a part in two-byte letters hides a declaration from the look at its bytes."""
    if not part.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return False
    return b"<!DOCTYPE" in part.replace(b"\0", b"") or b"<!ENTITY" in part.replace(b"\0", b"")
