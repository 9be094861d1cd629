"""Who does what: the table, the matrix and the files made of exactly this selection."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.notices.words import follow_action
from coordination.people.fresh import fresh

from .. import exports, queries
from ..crossing import matrix_context
from ..filters import KNOWN_PARAMETERS, ActivityFilter
from ..queries import AXES, SORTS
from ..rows import as_rows

LOOKS = ("view", "axis", "cell")
MATRIX = "matrix"


@require_GET
@SIGNED_IN
def activity_list(request: GatedRequest) -> HttpResponse:
    """The table or, with `view=matrix`, the matrix: same filters, same address."""
    listing = Listing(request, "activities", ActivityFilter, *LOOKS)
    view = MATRIX if request.GET.get("view") == MATRIX else "table"
    context: dict[str, Any] = {
        "view": view,
        "clear_url": f"{request.path}?{urlencode({'view': view})}" if view == MATRIX else request.path,
        "view_fields": [
            {"name": name, "value": request.GET[name]}
            for name in ("view", "axis", "sort")
            if request.GET.get(name)
        ],
        "page": _page(listing, view),
    }
    if view == MATRIX:
        axis = request.GET.get("axis", "")
        axis = axis if axis in AXES else "actor-country"
        context["matrix"] = matrix_context(
            request.actor, listing.filter.selection, axis, listing.address, request.GET.get("cell", "")
        )
        empty = context["matrix"]["is_empty"]
    else:
        context |= _table(listing)
        empty = not context["rows"]
    if empty:
        context["empty"] = _empty(listing)
    return listing.answer("register/list.html", context)


def _table(listing: Listing[ActivityFilter]) -> dict[str, Any]:
    sort = listing.request.GET.get("sort", "-confirmed")
    sort = sort if sort.lstrip("-") in SORTS else "-confirmed"
    selected = listing.filter.selection
    page = queries.page(listing.actor, selected, sort=sort, after=listing.after, limit=PAGE_SIZE)
    rows = as_rows(page.rows, listing.actor)
    order = {
        "-confirmed": _("last confirmed first"),
        "confirmed": _("longest unconfirmed first"),
        "title": _("by title"),
        "-title": _("by title, from the end"),
    }[sort]
    return {
        "rows": rows,
        "rows_have_cards": any(row["kind"] == "card" for row in rows),
        "columns": _columns(sort, listing.address),
        **listing.around(page, order),
    }


def _columns(sort: str, address: Any) -> list[dict[str, Any]]:
    def sortable(key: str, label: str, first: str) -> dict[str, Any]:
        now = sort if sort.lstrip("-") == key else ""
        turned = (key if now.startswith("-") else f"-{key}") if now else first
        direction = ("descending" if now.startswith("-") else "ascending") if now else ""
        return {"key": key, "label": label, "url": address(sort=turned, after=None), "aria_sort": direction}

    def plain(key: str, label: str, figure: bool = False) -> dict[str, Any]:
        return {"key": key, "label": label, "url": "", "aria_sort": "", "figure": figure}

    return [
        sortable("title", _("Activity"), "title"),
        plain("country", _("Country, theme")),
        plain("actor", _("Actor")),
        plain("period", _("Period")),
        plain("amount", _("Amount"), figure=True),
        plain("status", _("Status")),
        plain("audience", _("Who can read it")),
        sortable("confirmed", _("Confirmed"), "-confirmed"),
    ]


def _page(listing: Listing[ActivityFilter], view: str) -> dict[str, Any]:
    request, turned = listing.request, listing.request.GET.get("axis") == "theme-actor"
    words = {"table": _("Entries of all actors"), MATRIX: _("Entries by actor and country")}
    actions: list[dict[str, Any]] = []
    chosen = urlencode(
        [(name, value) for name in sorted(KNOWN_PARAMETERS) for value in request.GET.getlist(name) if value]
    )
    if chosen and view == "table":
        actions.append(follow_action("activity", query=chosen) | {"label": _("Follow this search")})
    if listing.actor.speaks_for:
        actions.append({"label": _("Import a file"), "url": reverse("imports")})
    tabs = [
        {"label": _("Table"), "url": listing.address(view=None, cell=None), "current": view == "table"},
        {"label": _("Matrix"), "url": listing.address(view=MATRIX, after=None), "current": view == MATRIX},
    ]
    head = listing.head(_("Who does what"), words[view], tabs=tabs, actions=actions)
    if view == MATRIX:
        axis = "actor-country" if turned else "theme-actor"
        label = _("Show actor by country") if turned else _("Show theme by actor")
        head["actions"] = [
            head["actions"][0],
            {"label": label, "url": listing.address(axis=axis, cell=None)},
        ]
    return head


def _empty(listing: Listing[ActivityFilter]) -> dict[str, Any]:
    log = {"label": _("Log an activity"), "url": reverse("activity-new")}
    return listing.nothing(
        filtered=_("No entry that you may read matches these filters"),
        otherwise=_("No entry that you may read yet"),
        words=_("Others may hold entries that they have not shared. Widen the search, or log what you do."),
        steps=[log] if listing.actor.may_contribute else [],
    )


@require_GET
@SIGNED_IN
@fresh
def activity_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    return Listing(request, "activities", ActivityFilter, *LOOKS).file(form, exports.TABLE, activity_list)
