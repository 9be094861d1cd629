"""Plain text and CSV: text in a known encoding, and nothing else."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .archives import ARCHIVES, FETCHING_FORMULA, external, other_inside
from .kinds import Reading

OTHER = (*ARCHIVES, b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"{\\rtf")
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
PAGE = re.compile(
    r"<\s*(?:(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed|applet|meta|link|\?xml|\?php)\b|%@)",
    re.IGNORECASE,
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# A spreadsheet works a cell out when it begins with one of these.
FORMULA = re.compile(r"""(?:^|[;,\t"])\s*([=+\-@][^\n]*)""", re.MULTILINE)


def read(kind: str, content: bytes) -> Reading:
    """The lines of a text."""
    if content.startswith((*OTHER, b"#!")):
        raise other_inside()
    text = _decoded(content)
    if CONTROL.search(text):
        raise other_inside()
    if PAGE.search(text):
        raise ValidationError(_("The file is a page in HTML, or a drawing in SVG. Save its text alone."))
    if kind == "csv" and any(FETCHING_FORMULA.search(cell) for cell in FORMULA.findall(text)):
        raise external()
    lines = text.splitlines()
    # The first and the last lines stand where a paper has its head and its foot.
    return Reading(lines, [line for line in (*lines[:3], *lines[-3:]) if line.strip()])


def _decoded(content: bytes) -> str:
    mark = next((mark for mark in MARKS if content.startswith(mark)), None)
    try:
        return content.decode(MARKS[mark] if mark else "utf-8")
    except UnicodeDecodeError:
        if mark or b"\0" in content:
            raise other_inside() from None
    # Spreadsheets still write the Western European code page of Windows.
    return content.decode("cp1252", "replace")
