"""The choices of filters and forms of fiches, in the reader's language."""

from coordination.people.models import OrganisationKind
from coordination.people.queries import organisations
from coordination.register.choices import Choices

OWNERS = {
    OrganisationKind.STATE,
    OrganisationKind.INSTITUTION,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.AGENCY,
    OrganisationKind.EU_DELEGATION,
    OrganisationKind.MISSION,
    OrganisationKind.MINISTRY,
}
CONTRIBUTORS = OWNERS - {OrganisationKind.DEPARTMENT, OrganisationKind.MINISTRY}


def owner_choices() -> Choices:
    """Of whom a measure can ask something, in protocol order."""
    return [(row.code, row.name) for row in organisations().by_id.values() if row.kind in OWNERS]


def contributor_choices() -> Choices:
    """Who can be asked to contribute: whoever answers in its own name."""
    return [(row.code, row.name) for row in organisations().by_id.values() if row.kind in CONTRIBUTORS]
