"""What fiches show on the pages of countries."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from actionplans.plans.lists import Listing, register_list
from coordination.access.actor import Actor
from coordination.world.models import Country
from coordination.world.panels import CountryPanel, CountryTab, register_country_panel, register_country_tab

from .queries import reading, selection
from .queries.selection import Selection
from .rows import as_rows

SHOWN = 6


def _table(country: Country) -> str:
    return f"{reverse('fiches')}?{urlencode({'country': country.code})}"


def of_country(actor: Actor, country: Country) -> dict[str, Any]:
    """The fiches of a country that are not over: what is asked next, of whom, by when."""
    page = selection.page(actor, Selection(countries=(country.pk,)), limit=SHOWN)
    measures = reading.measures_of(actor, [row.pk for row in page.rows])
    return {"rows": as_rows(page.rows, measures, actor), "table_url": _table(country)}


def register() -> None:
    """Called once, when the apps are ready."""
    register_country_panel(CountryPanel(35, "fiches/panel.html", of_country))
    register_list(Listing(30, gettext_lazy("Fiches"), "fiches"))
    register_country_tab(CountryTab(15, gettext_lazy("Fiches"), _table))
