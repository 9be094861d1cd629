"""What is kept of an IATI activity, and how a fault in it is told.

There is no place here for `contact-info`: names, telephones and e-mail addresses of persons are never read.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise

Texts = Mapping[str, str]
"""One text by language code in lower case; the code is empty where the file names no language."""


def text(texts: Texts, language: str = "en") -> str:
    """The text in this language, else in English, else in French, else in whatever there is."""
    for wanted in (language.lower(), "en", "fr"):
        for code, words in texts.items():
            if code == wanted or code.split("-")[0] == wanted.split("-")[0]:
                return words
    return next(iter(texts.values()), "")


class Severity(StrEnum):
    """How much a fault cost: the whole activity, or one piece of it."""

    REJECTED = "rejected"
    KEPT_WITHOUT = "kept-without"


class IatiRefused(Exception):
    """This file cannot be read as an IATI activity file; `str()` of it says why, in words for the user."""

    def __init__(self, template: str | Promise, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return str(self.template) % self.values


@dataclass(frozen=True, slots=True)
class IatiProblem:
    """One fault, at one line of the file, in words for the person who imports."""

    line: int
    identifier: str
    field: str
    severity: Severity
    template: str | Promise
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def message(self) -> str:
        """The fault in the active language."""
        return str(self.template) % self.values


@dataclass(frozen=True, slots=True)
class IatiCountry:
    """A recipient country; the percentage is empty where none, or none that adds up, was given."""

    code: str
    percentage: Decimal | None = None


@dataclass(frozen=True, slots=True)
class IatiRegion:
    """A recipient region; vocabulary 1 is the OECD DAC list, 2 the United Nations list."""

    vocabulary: str
    code: str
    percentage: Decimal | None = None


@dataclass(frozen=True, slots=True)
class IatiSector:
    """A sector; vocabulary 1 is the OECD DAC five-digit list, 2 its three-digit categories."""

    vocabulary: str
    code: str
    percentage: Decimal | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class IatiLocation:
    """A place inside a country, by name and, where the file gives one, by point (degrees, WGS 84)."""

    name: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class IatiOrganisation:
    """A participating organisation; role 1 funds, 2 is accountable, 3 extends, 4 implements."""

    ref: str
    name: str
    role: str
    type: str


@dataclass(frozen=True, slots=True)
class IatiRelation:
    """Another activity; type 1 is the parent, 2 a child, 3 a sibling, 4 co-funded, 5 a third party's."""

    ref: str
    type: str


@dataclass(frozen=True, slots=True)
class IatiMarker:
    """A policy marker and its significance (0 to 4)."""

    vocabulary: str
    code: str
    significance: str


@dataclass(frozen=True, slots=True)
class IatiTag:
    """A free tag."""

    vocabulary: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class IatiTotal:
    """A sum in one currency; `as_of` is the latest value date in it, empty where none was given."""

    currency: str
    amount: Decimal
    as_of: date | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IatiActivity:
    """The sound part of one `<iati-activity>`, in plain values.

    `hierarchy`, `parents` and `children` are there because a parent repeats the money of its children:
    whoever adds up must count one level only.
    """

    identifier: str
    line: int
    reporting_ref: str = ""
    reporting_name: str = ""
    reporting_type: str = ""
    title: Texts = dataclasses.field(default_factory=dict)
    description: Texts = dataclasses.field(default_factory=dict)
    objectives: Texts = dataclasses.field(default_factory=dict)
    target_groups: Texts = dataclasses.field(default_factory=dict)
    status: str = ""
    planned_start: date | None = None
    actual_start: date | None = None
    planned_end: date | None = None
    actual_end: date | None = None
    countries: tuple[IatiCountry, ...] = ()
    regions: tuple[IatiRegion, ...] = ()
    locations: tuple[IatiLocation, ...] = ()
    organisations: tuple[IatiOrganisation, ...] = ()
    sectors: tuple[IatiSector, ...] = ()
    related: tuple[IatiRelation, ...] = ()
    hierarchy: int = 1
    scope: str = ""
    collaboration_type: str = ""
    default_currency: str = ""
    default_language: str = ""
    default_flow_type: str = ""
    default_finance_type: str = ""
    default_aid_type: str = ""
    commitments: tuple[IatiTotal, ...] = ()
    payments: tuple[IatiTotal, ...] = ()
    budgets: tuple[IatiTotal, ...] = ()
    tags: tuple[IatiTag, ...] = ()
    policy_markers: tuple[IatiMarker, ...] = ()
    results: int = 0
    results_text: str = ""
    humanitarian: bool = False
    last_updated: datetime | None = None

    @property
    def starts_on(self) -> date | None:
        """The day it began, else the day it was to begin."""
        return self.actual_start or self.planned_start

    @property
    def ends_on(self) -> date | None:
        """The day it ended, else the day it is to end; never before `starts_on`."""
        return self.actual_end or self.planned_end

    @property
    def parents(self) -> tuple[str, ...]:
        """Identifiers of the activities that this one is a part of."""
        return tuple(relation.ref for relation in self.related if relation.type == "1")

    @property
    def children(self) -> tuple[str, ...]:
        """Identifiers of the activities that are parts of this one."""
        return tuple(relation.ref for relation in self.related if relation.type == "2")
