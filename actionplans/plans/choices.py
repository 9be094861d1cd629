"""The choices of forms, filters and the API of plans, in the reader's language."""

from coordination.people.models import OrganisationKind
from coordination.people.queries import organisations
from coordination.register.choices import Choices
from coordination.world.models import Route
from coordination.world.panels import routes
from coordination.world.queries import themes

LEADS = {
    OrganisationKind.STATE,
    OrganisationKind.INSTITUTION,
    OrganisationKind.DEPARTMENT,
    OrganisationKind.AGENCY,
    OrganisationKind.EU_DELEGATION,
    OrganisationKind.MISSION,
}
NAMED = {OrganisationKind.STATE, OrganisationKind.INSTITUTION}
SERVICES = {OrganisationKind.INSTITUTION, OrganisationKind.DEPARTMENT}


def lead_choices() -> Choices:
    """Who can lead or contribute: institutions and their services, states, agencies, EU Delegations."""
    return _of_kinds(LEADS)


def named_choices() -> Choices:
    """To whom a narrower action can be shown by name."""
    return _of_kinds(NAMED)


def service_choices() -> Choices:
    """Which services can lead on a plan."""
    return _of_kinds(SERVICES)


def _of_kinds(kinds: set[OrganisationKind]) -> Choices:
    return [(row.code, row.name) for row in organisations().by_id.values() if row.kind in kinds]


def domain_choices() -> Choices:
    """The themes of objectives: domains, without their sub-themes."""
    return [(row.code, row.name) for row in themes().by_id.values() if row.parent_id is None]


def known_routes() -> dict[str, Route]:
    """The routes for which a plan can stand, by code."""
    found = {route.code: route for through in routes().values() for route in through}
    return dict(sorted(found.items(), key=lambda pair: pair[1].name))
