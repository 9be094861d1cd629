"""The Council's document numbers: read from the form in which they are written, and written in it.

The forms, as on real papers: `8255/23`, `15299/1/21 REV 1`, `CM 4275/1/15 REV 1`,
`WK 5247/2024 REV 1`, `6139/13 ADD 1 REV 3`, `15299/21 COR 1`, `WK 5247/2024 INIT`.
ST is written bare. In ST and CM a revision stands twice, also between number and year. A first
issue is INIT, which is read everywhere and written nowhere but where it is asked for.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from coordination.people.models import today

from .kinds import Series

# Two digits from 52 on are the last century: the Council's series begin with its first meeting in 1952.
FIRST_YEAR = 1952
LAST_NUMBER = 99_999
LAST_ISSUE = 99
# A hyphen as another machine writes it, a space that does not break, a full-width stroke.
ALIKE = str.maketrans(
    {"\u00a0": " ", "\u202f": " ", "\u2011": "-", "\u2044": "/", "\u2215": "/", "\uff0f": "/"}
)
IDENTITY_PARTS = (
    "series",
    "number",
    "year",
    "revision",
    "addendum",
    "addendum_revision",
    "corrigendum",
)
HEAD = re.compile(
    r"(?:(?P<series>[A-Z]+) *)?(?P<number>\d+)(?:/(?P<revision>\d+))?/(?P<year>\d+)(?P<rest>.*)"
)
PART = re.compile(r"(?P<kind>[A-Z]+)(?: *(?P<number>\d+))?")


@dataclass(frozen=True, order=True)
class Identity:
    """A document number by its parts; nought stands for a part that is not there.

    `revision` is of the document, `addendum_revision` of the addendum. `year_digits` keeps how the
    year is written, which is no part of what the number names.
    """

    series: str
    number: int
    year: int
    revision: int = 0
    addendum: int = 0
    addendum_revision: int = 0
    corrigendum: int = 0
    year_digits: int = 2

    @property
    def key(self) -> tuple[str, int, int, int, int, int, int]:
        """What makes two numbers the same."""
        return (
            self.series,
            self.number,
            self.year,
            self.revision,
            self.addendum,
            self.addendum_revision,
            self.corrigendum,
        )

    @property
    def is_first(self) -> bool:
        """Neither revised, nor an addendum, nor a corrigendum."""
        return not (self.revision or self.addendum or self.addendum_revision or self.corrigendum)

    @property
    def first(self) -> "Identity":
        """The first issue of the same number."""
        return replace(self, revision=0, addendum=0, addendum_revision=0, corrigendum=0)

    def __str__(self) -> str:
        return written(self)


def written(identity: Identity, *, init: bool = False) -> str:
    """A number in the Council's form; with `init` a first issue says so."""
    year = f"{identity.year:04}"[-identity.year_digits :]
    stroke = f"/{identity.revision}" if identity.revision and identity.series != Series.WK else ""
    parts = [f"{identity.number}{stroke}/{year}"]
    if identity.series != Series.ST:
        parts.insert(0, identity.series)
    for word, number in (
        ("REV", identity.revision),
        ("ADD", identity.addendum),
        ("REV", identity.addendum_revision),
        ("COR", identity.corrigendum),
    ):
        if number:
            parts.append(f"{word} {number}")
    if init and identity.is_first:
        parts.append("INIT")
    return " ".join(parts)


def read(text: str) -> Identity:
    """The parts of a number; raises `ValidationError` with a sentence that says what is wrong with it."""
    plain = " ".join(text.translate(ALIKE).split()).upper()
    plain = re.sub(r" */ *", "/", plain)
    if not plain:
        raise ValidationError(_("Write the number, for example 8255/23."))
    head = HEAD.fullmatch(plain)
    if head is None:
        raise ValidationError(_why_no_head(plain))
    series = head["series"] or Series.ST
    if series not in Series.values:
        words = _("“%(series)s” is no series. Council documents are bare (8255/23), CM or WK.")
        raise ValidationError(words % {"series": series})
    year, digits = _year(head["year"])
    identity = Identity(str(series), _number(head["number"]), year, year_digits=digits)
    identity = _with_parts(identity, head["rest"].strip())
    _refuse_other_revision(identity, head["revision"])
    return identity


def _why_no_head(plain: str) -> str:
    if not re.search(r"\d", plain):
        return _("There is no number in “%(text)s”. Write it as on the paper, for example 8255/23.") % {
            "text": plain
        }
    if "/" not in plain:
        return _("The year is missing. It follows the number after a stroke: 8255/23.")
    return _(
        "“%(text)s” is not in the Council's form. Write it as on the paper: 8255/23, 15299/1/21 REV 1, "
        "CM 4275/15 or WK 5247/2024 REV 1."
    ) % {"text": plain}


def _number(digits: str) -> int:
    if digits.startswith("0"):
        raise ValidationError(_("A number does not begin with a nought."))
    if len(digits) > len(str(LAST_NUMBER)):
        raise ValidationError(_("A number has at most five digits."))
    return int(digits)


def _year(digits: str) -> tuple[int, int]:
    if len(digits) not in (2, 4):
        words = _("“%(year)s” is no year. Write two digits or four: 23 or 2023.")
        raise ValidationError(words % {"year": digits})
    year = int(digits)
    if len(digits) == 2:
        century = FIRST_YEAR // 100 * 100
        year += century if year >= FIRST_YEAR % 100 else century + 100
    if not FIRST_YEAR <= year <= today().year + 1:
        raise ValidationError(_("There are no documents of %(year)s.") % {"year": year})
    return year, len(digits)


def _with_parts(identity: Identity, rest: str) -> Identity:
    """The number with what follows the year: REV, ADD, COR and INIT, in the Council's order."""
    found: dict[str, Any] = {}
    init = False
    while rest:
        part = PART.match(rest)
        if part is None or part["kind"] not in ("REV", "ADD", "COR", "INIT"):
            words = _("“%(rest)s” cannot follow the year. What can: REV 1, ADD 1, COR 1, INIT.")
            raise ValidationError(words % {"rest": rest})
        kind, rest = part["kind"], rest[part.end() :].strip()
        if kind == "INIT":
            init = True
            continue
        if kind == "REV" and "addendum" in found:
            name = "addendum_revision"
        else:
            name = {"REV": "revision", "ADD": "addendum", "COR": "corrigendum"}[kind]
        if name in found:
            raise ValidationError(_("%(kind)s stands twice.") % {"kind": kind})
        if "corrigendum" in found:
            raise ValidationError(_("COR comes last: 15299/1/21 REV 1 COR 1."))
        found[name] = _issue(kind, part["number"])
    if init and found:
        raise ValidationError(_("INIT is the first issue: no REV, ADD or COR goes with it."))
    return replace(identity, **found)


def _issue(kind: str, digits: str | None) -> int:
    if digits is None:
        raise ValidationError(_("%(kind)s needs its number: %(kind)s 1.") % {"kind": kind})
    if len(digits) > len(str(LAST_ISSUE)) or digits.startswith("0"):
        words = _("%(kind)s %(number)s is no number of an issue. They run from 1 to %(last)s.")
        raise ValidationError(words % {"kind": kind, "number": digits, "last": LAST_ISSUE})
    return int(digits)


def _refuse_other_revision(identity: Identity, stroke: str | None) -> None:
    """In ST and CM the revision stands twice and says the same; in WK it stands once."""
    if identity.series == Series.WK:
        if stroke is not None:
            proper = _("Working papers have no stroke for the revision. Write %(proper)s.")
            wanted = identity if identity.revision else replace(identity, revision=_issue("REV", stroke))
            raise ValidationError(proper % {"proper": written(wanted)})
        return
    if stroke is None and not identity.revision:
        return
    if stroke is None:
        words = _("A revision stands between number and year too. Write %(proper)s.")
        raise ValidationError(words % {"proper": written(identity)})
    inner = _issue("REV", stroke)
    if not identity.revision:
        words = _("The stroke says revision %(revision)s, so REV follows the year. Write %(proper)s.")
        proper_number = written(replace(identity, revision=inner))
        raise ValidationError(words % {"revision": inner, "proper": proper_number})
    if inner != identity.revision:
        words = _("The stroke says revision %(inner)s and the end REV %(outer)s. Both are the same number.")
        raise ValidationError(words % {"inner": inner, "outer": identity.revision})
