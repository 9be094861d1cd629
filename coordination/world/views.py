"""The list of partner countries, and the page of one."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.routes import SIGNED_IN, GatedRequest

from . import panels
from .models import Country
from .panels import Shown
from .queries import countries

# Without a tier, after all that have one.
NO_TIER = 99
NOTHING = Shown("", None)
SORTS = ("region", "country", "tier", "entries", "next")


@require_GET
@SIGNED_IN
def country_list(request: GatedRequest) -> HttpResponse:
    """Partner countries with a tier or with something to read; `all=1` lists every one."""
    actor: Actor = request.actor
    everything = request.GET.get("all") == "1"
    sort = request.GET.get("sort", "region")
    sort = sort if sort in SORTS else "region"
    cells = {key: column.cells(actor) for key, column in panels.COLUMNS.items()}
    rows = [
        _row(country, cells)
        for country in panels.partners()
        if everything or panels.tier_of(country.pk) or any(country.pk in column for column in cells.values())
    ]
    context = {
        "page": {
            "title": _("Countries"),
            "subtitle": _("All partner countries")
            if everything
            else _("With a priority tier, or with entries that you may read"),
            "marking": _marking(actor),
            "tabs": [
                {
                    "label": _("Priority and active"),
                    "url": _address(sort=sort, everything=False),
                    "current": not everything,
                },
                {
                    "label": _("All countries"),
                    "url": _address(sort=sort, everything=True),
                    "current": everything,
                },
            ],
        },
        "columns": _columns(sort, everything),
        "groups": _groups(rows, sort),
    }
    return render(request, "world/countries.html", context)


def _marking(actor: Actor) -> dict[str, Any]:
    note = ""
    if actor.organisations and actor.organisation:
        note = _("Panels and numbers hold only what %(organisation)s may read") % {
            "organisation": actor.organisation.name
        }
    return {"label": "LIMITE", "narrow": False, "note": note}


def _row(country: Country, cells: dict[str, Any]) -> dict[str, Any]:
    tier = panels.tier_of(country.pk)
    entries = cells.get("entries", {}).get(country.pk, NOTHING)
    following = cells.get("next", {}).get(country.pk, NOTHING)
    return {
        "name": country.name,
        "url": reverse("country", args=[country.code]),
        "code": country.code,
        "tier_label": _("%(label)s: %(text)s") % {"label": panels.tier_words(tier.level), "text": tier.label}
        if tier
        else "",
        "route_label": panels.route_words(country.pk),
        "entries_label": entries.label,
        "next_label": following.label,
        "region": country.region,
        "ranks": {
            "country": (),
            "tier": (tier.level if tier else NO_TIER,),
            # Most first; what the reader may not count comes last.
            "entries": (-entries.rank if entries.rank else 0,),
            "next": (following.rank is None, following.rank),
        },
    }


def _groups(rows: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """Rows by region, or in one run by another column; they arrive by name, and ties stay so."""
    if sort != "region":
        return [{"label": "", "rows": sorted(rows, key=lambda row: row["ranks"][sort])}]
    regions = sorted(
        {row["region"].pk: row["region"] for row in rows}.values(), key=lambda region: region.order
    )
    return [
        {"label": region.name, "rows": [row for row in rows if row["region"].pk == region.pk]}
        for region in regions
    ]


def _columns(sort: str, everything: bool) -> list[dict[str, str]]:
    def column(key: str, label: str) -> dict[str, str]:
        now = sort == key
        direction = ("descending" if key == "entries" else "ascending") if now else ""
        # A second click goes back to the regions.
        url = _address(sort="region" if now else key, everything=everything)
        return {"label": label, "url": url, "aria_sort": direction}

    return [
        column("country", _("Country")),
        column("tier", _("Tier")),
        {"label": _("Route"), "url": "", "aria_sort": ""},
        column("entries", _("Entries you may read")),
        column("next", _("Next")),
    ]


def _address(*, sort: str, everything: bool) -> str:
    query = ({"all": "1"} if everything else {}) | ({"sort": sort} if sort != "region" else {})
    return f"{reverse('countries')}?{urlencode(query)}" if query else reverse("countries")


@require_GET
@SIGNED_IN
def country_detail(request: GatedRequest, code: str) -> HttpResponse:
    """One country: what every slice shows of it to this reader."""
    actor: Actor = request.actor
    country = countries().by_code.get(code.upper())
    if country is None or not panels.is_partner(country):
        raise Http404
    if code != country.code:
        return redirect("country", country.code)
    here = reverse("country", args=[country.code])
    context = {
        "page": {
            "title": country.name,
            "subtitle": _subtitle(country),
            "marking": _marking(actor),
            "tabs": [
                {"label": _("Overview"), "url": here, "current": True},
                *({"label": tab.label, "url": tab.address(country), "current": False} for tab in panels.TABS),
            ],
            "actions": _actions(actor, country),
        },
        "panels": panels.drawn(actor, country, beside=False),
        "side_panels": panels.drawn(actor, country, beside=True),
    }
    return render(request, "world/country.html", context)


def _actions(actor: Actor, country: Country) -> list[dict[str, Any]]:
    found = [action for add in panels.ACTIONS if (action := add(actor, country))]
    if actor.may_contribute:
        label = _("Log an activity in %(country)s") % {"country": country.name}
        url = f"{reverse('activity-new')}?{urlencode({'country': country.code})}"
        found.append({"label": label, "url": url})
    return found


def _subtitle(country: Country) -> str:
    """Route · tier since · EU Delegation."""
    parts = [panels.route_words(country.pk)]
    if tier := panels.tier_of(country.pk):
        words = panels.tier_words(tier.level)
        parts.append(
            _("%(tier)s since %(day)s")
            % {"tier": words[:1].lower() + words[1:], "day": date_format(tier.starts_on, "j F Y")}
        )
    if delegation := panels.eu_delegation(country):
        parts.append(delegation.name)
    return " · ".join(part for part in parts if part)
