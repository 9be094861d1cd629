"""The one check of every upload: its name, its size, its kind, its inside, its classification."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import images, office, opendocument, pdfs, texts
from .classification import classified_as
from .kinds import ACCEPTED, KINDS, LARGEST, Checked, Reading

Reader = Callable[[str, bytes], Reading]
READERS: dict[str, Reader] = {
    "pdf": pdfs.read,
    "docx": office.read,
    "xlsx": office.read,
    "pptx": office.read,
    "odt": opendocument.read,
    "ods": opendocument.read,
    "csv": texts.read,
    "txt": texts.read,
}
LONGEST_NAME = 120
# What a name may not hold: control characters, those that turn the direction of writing round, strokes.
UNFIT = re.compile(r'[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\\/:*?"<>|]')
ALIASES = {"jpeg": "jpg", "jpe": "jpg", "text": "txt"}


def check(name: str, content: bytes) -> Checked:
    """The file as it may be kept; raises `ValidationError` with the one sentence that says why not."""
    name, kind = named(name)
    if not content:
        raise ValidationError(_("The file is empty."))
    if len(content) > LARGEST:
        raise ValidationError(_("The file is larger than 25 MB."))
    if kind in images.FORMATS:
        return Checked(name, kind, images.re_encoded(kind, content))
    reading = READERS[kind](kind, content)
    if marking := classified_as(reading):
        words = _(
            "This file bears the classification %(marking)s. EU classified information does not belong in "
            "this system: nothing was kept of the file. Use the system that is approved for it."
        )
        raise ValidationError(words % {"marking": marking})
    return Checked(name, kind, content, reading.text)


def named(name: str) -> tuple[str, str]:
    """A name that is safe to show and to save under, and the kind that its ending says."""
    plain = UNFIT.sub("", unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)).strip(" .")
    path = PurePath(plain)
    ending = path.suffix.lower().removeprefix(".")
    kind = ALIASES.get(ending, ending)
    if kind not in KINDS:
        words = _("Files of the kind “%(kind)s” are not taken. These are: %(kinds)s.")
        raise ValidationError(words % {"kind": kind[:20] or "?", "kinds": ACCEPTED})
    stem = path.stem.strip(" .")[:LONGEST_NAME] or "file"
    return f"{stem}.{kind}", kind
