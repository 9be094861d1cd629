"""What other slices show on the pages of countries, and what this one shows itself.

Slices above register their providers in `apps.ready()`: a country knows nothing of activities.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.reference import Reference
from coordination.people import directory
from coordination.people.models import Organisation, OrganisationKind, today
from coordination.people.queries import organisations

from .models import Country, Route, Tier
from .queries import by_name, countries

EUROPEAN_UNION = "european-union"


@dataclass(frozen=True)
class CountryPanel:
    """A panel of the country page; `context` answers None where it has nothing to draw."""

    order: int
    template: str
    context: Callable[[Actor, Country], dict[str, Any] | None]
    beside: bool = False


class Shown(NamedTuple):
    """A cell of the list of countries: its words, and what it is sorted by."""

    label: str
    rank: Any


@dataclass(frozen=True)
class CountryColumn:
    """A column of the list of countries: for each country of which the reader may read something."""

    key: str
    cells: Callable[[Actor], Mapping[int, Shown]]


@dataclass(frozen=True)
class CountryTab:
    """A tab of the country page."""

    order: int
    label: str | Promise
    address: Callable[[Country], str]


CountryAction = Callable[[Actor, Country], dict[str, Any] | None]
"""A button of the country page, as in `components/actions.html`; None where it is not this reader's."""

ACTIONS: list[CountryAction] = []
PANELS: list[CountryPanel] = []
COLUMNS: dict[str, CountryColumn] = {}
TABS: list[CountryTab] = []


def register_country_panel(panel: CountryPanel) -> None:
    """Show a panel on every country page."""
    PANELS.append(panel)
    PANELS.sort(key=lambda entry: entry.order)


def register_country_column(column: CountryColumn) -> None:
    """Fill the column `entries` or `next` of the list of countries."""
    COLUMNS[column.key] = column


def register_country_tab(tab: CountryTab) -> None:
    """Add a tab to every country page."""
    TABS.append(tab)
    TABS.sort(key=lambda entry: entry.order)


def register_country_action(action: CountryAction) -> None:
    """Add a button to every country page."""
    if action not in ACTIONS:
        ACTIONS.append(action)


def drawn(actor: Actor, country: Country, *, beside: bool) -> list[dict[str, Any]]:
    """The panels of one column of the country page, as template and context."""
    found = ((panel, panel.context(actor, country)) for panel in PANELS if panel.beside == beside)
    return [
        {"template": panel.template, "context": context} for panel, context in found if context is not None
    ]


# --- What the slice itself knows of a country ---------------------------------------------


@Reference
def tiers() -> dict[int, list[Tier]]:
    """All tiers by country, newest first."""
    found: dict[int, list[Tier]] = {}
    for tier in Tier.objects.order_by("country_id", "-starts_on", "level"):
        found.setdefault(tier.country_id, []).append(tier)
    return found


@Reference
def routes() -> dict[int, list[Route]]:
    """The routes through each country."""
    links = Country.objects.filter(routes__isnull=False).order_by("pk").values_list("pk", "routes")
    known = {route.pk: route for route in Route.objects.all()}
    found: dict[int, list[Route]] = {}
    for country_id, route_id in links:
        found.setdefault(country_id, []).append(known[route_id])
    return {pk: sorted(rows, key=lambda route: route.code) for pk, rows in found.items()}


def tier_of(country_id: int) -> Tier | None:
    """The highest tier in force today, the newest of equals."""
    day = today()
    held = [
        tier
        for tier in tiers().get(country_id, [])
        if tier.starts_on <= day and (tier.ends_on is None or day <= tier.ends_on)
    ]
    return min(held, key=lambda tier: tier.level, default=None)


def tier_words(level: int) -> str:
    """A tier in words, as it begins a sentence."""
    return {1: _("First tier"), 2: _("Second tier")}.get(level) or _("Tier %(level)s") % {"level": level}


def route_words(country_id: int) -> str:
    """The routes through a country, by name."""
    return ", ".join(route.name for route in routes().get(country_id, []))


def eu_delegation(country: Country) -> Organisation | None:
    """The EU Delegation accredited to a country."""
    wanted = (OrganisationKind.EU_DELEGATION, country.code)
    return next(
        (row for row in organisations().by_id.values() if (row.kind, row.country_code) == wanted), None
    )


def is_partner(country: Country) -> bool:
    """Whether a country is one of the external dimension: any but a member state."""
    return country.region.code != EUROPEAN_UNION


def partners() -> list[Country]:
    """All countries but the member states, by name in the reader's language."""
    return sorted((row for row in countries().by_id.values() if is_partner(row)), key=by_name)


def place(actor: Actor, country: Country) -> dict[str, Any]:
    """Region, routes and dated tiers, with the source of each."""
    facts = [{"label": _("Region"), "words": country.region.name, "second": country.note}]
    if words := route_words(country.pk):
        facts.append({"label": _("Route"), "words": words, "second": ""})
    for tier in tiers().get(country.pk, []):
        start = date_format(tier.starts_on, "j F Y")
        if tier.ends_on is None:
            span = _("since %(start)s") % {"start": start}
        else:
            span = _("%(start)s to %(end)s") % {"start": start, "end": date_format(tier.ends_on, "j F Y")}
        facts.append(
            {"label": tier_words(tier.level), "words": f"{tier.label}, {span}", "second": tier.source}
        )
    return {"facts": facts}


def contacts(actor: Actor, country: Country) -> dict[str, Any]:
    """The posts that look after a country."""
    known = organisations().by_id
    posts = directory.of_country(country.pk)
    listed = [{"title": post.title, "organisation": known[post.organisation_id].full_name} for post in posts]
    address = f"{reverse('directory')}?{urlencode({'country': country.code})}" if posts else ""
    return {"posts": listed, "url": address}


register_country_panel(CountryPanel(50, "world/panels/place.html", place, beside=True))
register_country_panel(CountryPanel(60, "people/panels/contacts.html", contacts, beside=True))
