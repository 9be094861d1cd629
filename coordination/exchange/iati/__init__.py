"""Read IATI activity files, standard 2.01 to 2.03, without trusting them."""

from coordination.exchange.iati.activity import (
    IatiActivity,
    IatiCountry,
    IatiLocation,
    IatiMarker,
    IatiOrganisation,
    IatiProblem,
    IatiRefused,
    IatiRegion,
    IatiRelation,
    IatiSector,
    IatiTag,
    IatiTotal,
    Severity,
    text,
)
from coordination.exchange.iati.codes import ACTIVITY_STATUS, LEVELS, SECTOR_THEMES, theme_of
from coordination.exchange.iati.file import MAX_BYTES, read

__all__ = [
    "ACTIVITY_STATUS",
    "LEVELS",
    "MAX_BYTES",
    "SECTOR_THEMES",
    "IatiActivity",
    "IatiCountry",
    "IatiLocation",
    "IatiMarker",
    "IatiOrganisation",
    "IatiProblem",
    "IatiRefused",
    "IatiRegion",
    "IatiRelation",
    "IatiSector",
    "IatiTag",
    "IatiTotal",
    "Severity",
    "read",
    "text",
    "theme_of",
]
