"""Fiches across countries: what is due, from whom, how late; and the files made of exactly this selection."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from actionplans.plans.lists import list_tabs
from coordination.access.actor import Actor
from coordination.access.paging import Page
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.people.fresh import fresh

from .. import exports
from ..filters import FicheFilter
from ..kinds import Stage
from ..models import Fiche
from ..queries import reading, selection
from ..rows import as_rows, country_words, measure_row, reference


@require_GET
@SIGNED_IN
def fiche_list(request: GatedRequest) -> HttpResponse:
    """The fiches or, with `view=measures`, what they ask of each owner: same filters, same address."""
    actor, listing = request.actor, Listing(request, "fiches", FicheFilter, "view")
    measures = request.GET.get("view") == "measures"
    page, rows = (_measures if measures else _fiches)(actor, listing.filter.selection, listing.after)
    drafting = []
    if Fiche.policy.may_create(actor):
        drafting = [{"label": _("New fiche"), "url": reverse("fiche-new"), "primary": True}]
    context: dict[str, Any] = {
        "list": {
            "id": "fiches",
            "filters": "fiches/filters.html",
            "table": "fiches/asked.html" if measures else "fiches/table.html",
            "new_label": _("New fiche"),
        },
        "view_fields": [{"name": "view", "value": "measures"}] if measures else [],
        "page": listing.head(
            _("Action fiches"),
            _("What is due, from whom, and how late"),
            tabs=_tabs(listing, measures=measures),
            actions=drafting,
        ),
        "rows": rows,
        "new_url": drafting[0]["url"] if drafting else "",
        "empty": None if rows else _empty(listing, drafting),
    }
    around = listing.around(page, _("what is due first comes first"))
    return listing.answer("list.html", context | around)


def _fiches(actor: Actor, selected: Any, after: UUID | None) -> tuple[Page[Any], list[dict[str, Any]]]:
    page = selection.page(actor, selected, after=after, limit=PAGE_SIZE)
    measures = reading.measures_of(actor, [row.pk for row in page.rows])
    return page, as_rows(page.rows, measures, actor)


def _measures(actor: Actor, selected: Any, after: UUID | None) -> tuple[Page[Any], list[dict[str, Any]]]:
    page = selection.page_of_measures(actor, selected, after=after, limit=PAGE_SIZE)
    fiches = reading.several(actor, (row.fiche_id for row in page.rows))
    rows = [
        measure_row(row, actor)
        | {
            "fiche_url": reverse("fiche", args=[row.fiche_id]),
            "fiche_title": fiches[row.fiche_id].title,
            "fiche_reference": reference(fiches[row.fiche_id]),
            "country_label": country_words(fiches[row.fiche_id]),
            "stage_label": fiches[row.fiche_id].get_stage_display(),
        }
        for row in page.rows
        if row.fiche_id in fiches
    ]
    return page, rows


def _tabs(listing: Listing[FicheFilter], *, measures: bool) -> list[dict[str, Any]]:
    templates = listing.filter.selection.stages == (Stage.TEMPLATE,) and not measures
    address = listing.address
    return [
        *(entry for entry in list_tabs("fiches") if not entry["current"]),
        {
            "label": _("Fiches"),
            "url": address(view=None, after=None, state=None),
            "current": not measures and not templates,
        },
        {
            "label": _("What is asked of whom"),
            "url": address(view="measures", after=None, state=None),
            "current": measures,
        },
        {
            "label": _("Templates"),
            "url": f"{reverse('fiches')}?state={Stage.TEMPLATE.value}",
            "current": templates,
        },
    ]


def _empty(listing: Listing[FicheFilter], steps: list[dict[str, Any]]) -> dict[str, Any]:
    return listing.nothing(
        filtered=_("No fiche that you may read matches these filters"),
        otherwise=_("No fiche that you may read yet"),
        words=_("Others may have fiches that they have not shared. Widen the search, or draft one."),
        steps=steps,
    )


@require_GET
@SIGNED_IN
@fresh
def fiche_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    return Listing(request, "fiches", FicheFilter).file(form, exports.TABLE, fiche_list)
