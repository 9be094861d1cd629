"""The choices of filters and forms, in the reader's language."""

from coordination.people.models import OrganisationKind
from coordination.people.queries import organisations
from coordination.world.queries import by_name, countries, mandates, themes

Choices = list[tuple[str, str]]
NO_LEADS = {OrganisationKind.MINISTRY, OrganisationKind.OPERATOR}


def country_choices() -> Choices:
    """Partner countries by name; the member states are no partners of the external dimension."""
    rows = (row for row in countries().by_id.values() if row.region.code != "european-union")
    return [(row.code, row.name) for row in sorted(rows, key=by_name)]


def theme_choices() -> Choices:
    """Domains, each followed by its sub-themes."""
    known = themes()
    return [
        (row.code, row.name if row.parent_id is None else f"\u2003{row.name}") for row in known.by_id.values()
    ]


def actor_choices() -> Choices:
    """Who can lead: institutions, member states in protocol order, agencies, missions, implementers."""
    return [(row.code, row.name) for row in organisations().by_id.values() if row.kind not in NO_LEADS]


def mandate_choices() -> Choices:
    """The texts that an entry can cite, newest first."""
    return [(row.code, row.title) for row in mandates().values()]
