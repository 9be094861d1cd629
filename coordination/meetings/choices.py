"""The choices of forms and filters of meetings, in the reader's language."""

from coordination.people.models import OrganisationKind
from coordination.people.queries import organisations
from coordination.register.choices import Choices

INVITED = {
    OrganisationKind.STATE,
    OrganisationKind.INSTITUTION,
    OrganisationKind.AGENCY,
    OrganisationKind.EU_DELEGATION,
    OrganisationKind.MISSION,
}
PRESENTERS = INVITED | {OrganisationKind.DEPARTMENT}


def invited_choices() -> Choices:
    """Who can be invited: whoever takes part in its own name, in protocol order."""
    return [(row.code, row.name) for row in organisations().by_id.values() if row.kind in INVITED]


def presenter_choices() -> Choices:
    """Who can present an item: departments too."""
    return [(row.code, row.name) for row in organisations().by_id.values() if row.kind in PRESENTERS]


def ids_of(codes: list[str] | tuple[str, ...]) -> list[int]:
    """Organisations by code."""
    return [organisations().by_code[code].pk for code in codes]


def codes_of(ids: list[int] | tuple[int, ...]) -> list[str]:
    """Organisations by id, those that still exist."""
    known = organisations().by_id
    return [known[pk].code for pk in ids if pk in known]
