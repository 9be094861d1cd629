"""Gathers the models of all slices for Django; nobody imports from here."""

from coordination.access.models import Audience, Circle, Receipt
from coordination.history.models import HistoryLine
from coordination.notices.models import (
    Announcement,
    Mail,
    Notice,
    Preference,
    Subscription,
    Untold,
)
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
    "Activity",
    "ActivityAmount",
    "ActivityCountry",
    "ActivityMandate",
    "ActivityPartner",
    "ActivityRelative",
    "ActivityTheme",
    "Announcement",
    "ApiToken",
    "Audience",
    "Circle",
    "Country",
    "CountryTally",
    "ExistenceCard",
    "FormDraft",
    "HistoryLine",
    "Import",
    "ImportProblem",
    "Mail",
    "Mandate",
    "MembersText",
    "Membership",
    "NarrowText",
    "Notice",
    "Organisation",
    "Post",
    "Preference",
    "PresidencyTerm",
    "Receipt",
    "Region",
    "Route",
    "Subscription",
    "Theme",
    "ThemeTally",
    "Tier",
    "Untold",
    "User",
]
