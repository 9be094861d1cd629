"""The kinds of files that are taken, and what is known of a file once it was looked at."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

LARGEST = 25 * 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """A kind by its ending; `media_type` is what it is served as, whatever its sender called it."""

    ending: str
    media_type: str
    label: str | Promise


_OPEN_XML = "application/vnd.openxmlformats-officedocument"
KINDS = {
    kind.ending: kind
    for kind in (
        FileKind("pdf", "application/pdf", "PDF"),
        FileKind("docx", f"{_OPEN_XML}.wordprocessingml.document", "Word"),
        FileKind("xlsx", f"{_OPEN_XML}.spreadsheetml.sheet", "Excel"),
        FileKind("pptx", f"{_OPEN_XML}.presentationml.presentation", "PowerPoint"),
        FileKind("odt", "application/vnd.oasis.opendocument.text", "OpenDocument"),
        FileKind("ods", "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        FileKind("csv", "text/csv; charset=utf-8", "CSV"),
        FileKind("txt", "text/plain; charset=utf-8", gettext_lazy("Text")),
        FileKind("png", "image/png", "PNG"),
        FileKind("jpg", "image/jpeg", "JPEG"),
    )
}
ACCEPTED = ", ".join(KINDS)


@dataclass
class Reading:
    """What could be read from a file: its lines, and apart from them what stands in heads and feet.

    `others` is what belongs to no text, such as titles, labels, stamps and names of sheets.
    """

    lines: list[str] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip()


@dataclass(frozen=True)
class Checked:
    """A file that was looked at: its name, its kind, its bytes as they are kept, and what could be read."""

    name: str
    kind: str
    content: bytes
    text: str = ""

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()
