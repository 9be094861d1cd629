"""Gathers the models of all slices for Django; nobody imports from here."""

from coordination.access.models import Audience, Circle, Receipt
from coordination.documents.models import (
    AccessRequest,
    Document,
    DocumentCountry,
    DocumentFile,
    DocumentSubject,
    DocumentVersion,
    Release,
)
from coordination.history.models import HistoryLine
from coordination.people.models import ApiToken, Membership, Organisation, Post, PresidencyTerm, User
from coordination.register.models import (
    Activity,
    ActivityAmount,
    ActivityCountry,
    ActivityMandate,
    ActivityPartner,
    ActivityRelative,
    ActivityTheme,
    CountryTally,
    ExistenceCard,
    FormDraft,
    Import,
    ImportProblem,
    ThemeTally,
)
from coordination.search.models import MembersText, NarrowText
from coordination.world.models import Country, Mandate, Region, Route, Theme, Tier

__all__ = [
    "AccessRequest",
    "Activity",
    "ActivityAmount",
    "ActivityCountry",
    "ActivityMandate",
    "ActivityPartner",
    "ActivityRelative",
    "ActivityTheme",
    "ApiToken",
    "Audience",
    "Circle",
    "Country",
    "CountryTally",
    "Document",
    "DocumentCountry",
    "DocumentFile",
    "DocumentSubject",
    "DocumentVersion",
    "ExistenceCard",
    "FormDraft",
    "HistoryLine",
    "Import",
    "ImportProblem",
    "Mandate",
    "MembersText",
    "Membership",
    "NarrowText",
    "Organisation",
    "Post",
    "PresidencyTerm",
    "Receipt",
    "Region",
    "Release",
    "Route",
    "Theme",
    "ThemeTally",
    "Tier",
    "User",
]
