"""Subject codes with their counters, as the head of a paper lists them: MIGR 132, RELEX 498."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 20
ONE = re.compile(r"(?P<code>[A-Z]{2,12})(?: *(?P<counter>\d{1,5}))?")
# What papers on migration outside the Union bear; others can be written as well.
COMMON = (
    "MIGR",
    "RELEX",
    "ASIM",
    "JAI",
    "COAFR",
    "COMAG",
    "COWEB",
    "COEST",
    "COASI",
    "FRONT",
    "VISA",
    "DEVGEN",
)


@dataclass(frozen=True)
class SubjectCode:
    """A code and its place in the code's own numbering of the year; None before it has one."""

    code: str
    counter: int | None = None

    def __str__(self) -> str:
        return self.code if self.counter is None else f"{self.code} {self.counter}"


def read(text: str) -> list[SubjectCode]:
    """The codes of a head, each once, in its order; raises `ValidationError` with what is wrong."""
    found: dict[str, SubjectCode] = {}
    for piece in re.split(r"[,;\n]+", text.upper()):
        plain = " ".join(piece.split())
        if not plain:
            continue
        # A head may also set them one after the other, with nothing between.
        matches = list(ONE.finditer(plain))
        rest = ONE.sub("", plain).strip()
        if rest or not matches:
            words = _("“%(text)s” is no subject code. Write letters and the counter: MIGR 132.")
            raise ValidationError(words % {"text": plain})
        for match in matches:
            counter = int(match["counter"]) if match["counter"] else None
            if match["code"] in found:
                raise ValidationError(_("%(code)s stands twice.") % {"code": match["code"]})
            if counter == 0:
                raise ValidationError(_("A counter begins with 1: %(code)s 1.") % {"code": match["code"]})
            found[match["code"]] = SubjectCode(match["code"], counter)
    if len(found) > MOST:
        raise ValidationError(_("A head has at most %(most)s subject codes.") % {"most": MOST})
    return list(found.values())


def written(subjects: list[SubjectCode]) -> str:
    """The codes of a head on one line."""
    return ", ".join(str(subject) for subject in subjects)
