"""Who does what: the table, the matrix and the files made of exactly this selection."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.notices.words import follow_action
from coordination.people.models import today
from coordination.world.queries import countries

from .. import exports, queries
from ..crossing import matrix_context
from ..filters import KNOWN_PARAMETERS, ActivityFilter
from ..queries import AXES, SORTS
from ..rows import as_rows

PAGE_SIZE = 50
FORMATS = ("csv", "xlsx")


def _address(request: GatedRequest, **changes: Any) -> str:
    """This page's address with some parameters changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


@require_GET
@SIGNED_IN
def activity_list(request: GatedRequest) -> HttpResponse:
    """The table or, with `view=matrix`, the matrix: same filters, same address."""
    actor: Actor = request.actor
    found = ActivityFilter(request.GET, queryset=queries.Activity.objects.none())
    view = "matrix" if request.GET.get("view") == "matrix" else "table"

    def address(**changes: Any) -> str:
        return _address(request, **changes)

    context: dict[str, Any] = {
        "view": view,
        "filter": found,
        "clear_url": f"{request.path}?{urlencode({'view': view})}" if view == "matrix" else request.path,
        "view_fields": [
            {"name": name, "value": request.GET[name]}
            for name in ("view", "axis", "sort")
            if request.GET.get(name)
        ],
        "active": found.active(address),
        "page": _page(request, actor, found, view),
    }
    if view == "matrix":
        axis = request.GET.get("axis", "")
        axis = axis if axis in AXES else "actor-country"
        context["matrix"] = matrix_context(actor, found.selection, axis, address, request.GET.get("cell", ""))
        empty = context["matrix"]["is_empty"]
    else:
        context |= _table(request, actor, found, address)
        empty = not context["rows"]
    if empty:
        context["empty"] = _empty(actor, context["active"], address)
    template = "register/list.html#rows" if request.htmx else "register/list.html"
    return render(request, template, context, status=200 if found.form.is_valid() else 400)


def _cursor(request: GatedRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _sort(request: GatedRequest) -> str:
    sort = request.GET.get("sort", "-confirmed")
    return sort if sort.lstrip("-") in SORTS else "-confirmed"


def _table(request: GatedRequest, actor: Actor, found: ActivityFilter, address: Any) -> dict[str, Any]:
    sort, after = _sort(request), _cursor(request)
    page = queries.page(actor, found.selection, sort=sort, after=after, limit=PAGE_SIZE)
    rows = as_rows(page.rows, actor)
    return {
        "rows": rows,
        "rows_have_cards": any(row["kind"] == "card" for row in rows),
        "columns": _columns(sort, address),
        "first_url": address(after=None) if after else "",
        "next_url": address(after=page.next_cursor) if page.next_cursor else "",
        "order_words": _order_words(sort, after is not None, bool(page.next_cursor), len(rows)),
    }


def _order_words(sort: str, later: bool, more: bool, shown: int) -> str:
    order = {
        "-confirmed": _("last confirmed first"),
        "confirmed": _("longest unconfirmed first"),
        "title": _("by title"),
        "-title": _("by title, from the end"),
    }[sort]
    if later:
        return _("Next %(n)s, %(order)s.") % {"n": shown, "order": order}
    if more:
        return _("First %(n)s, %(order)s.") % {"n": shown, "order": order}
    return _("All that you may read, %(order)s.") % {"order": order}


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


def _page(request: GatedRequest, actor: Actor, found: ActivityFilter, view: str) -> dict[str, Any]:
    organisation = actor.organisation.name if actor.organisation else ""
    chosen = [countries().by_id[pk].name for pk in found.selection.countries]
    subtitle = ", ".join(chosen[:4]) + ("…" if len(chosen) > 4 else "")
    query = request.GET.copy()
    for name in ("view", "axis", "after", "cell"):
        query.pop(name, None)
    kept = f"?{query.urlencode()}" if query else ""
    axis = request.GET.get("axis", "")
    chosen_filters = urlencode(
        [(name, value) for name in sorted(KNOWN_PARAMETERS) for value in query.getlist(name) if value]
    )
    actions = [
        {"label": _("Export as XLSX"), "url": reverse("activities-file", args=["xlsx"]) + kept},
        {"label": _("Export as CSV"), "url": reverse("activities-file", args=["csv"]) + kept},
    ]
    if chosen_filters and view == "table":
        actions.append(follow_action("activity", query=chosen_filters) | {"label": _("Follow this search")})
    if actor.speaks_for:
        actions.append({"label": _("Import a file"), "url": reverse("imports")})
    if view == "matrix":
        turned = "actor-country" if axis == "theme-actor" else "theme-actor"
        label = _("Show actor by country") if axis == "theme-actor" else _("Show theme by actor")
        actions = [actions[0], {"label": label, "url": _address(request, axis=turned, cell=None)}]
    words = {"table": _("Entries of all actors"), "matrix": _("Entries by actor and country")}
    return {
        "title": _("Who does what"),
        "subtitle": subtitle or words[view],
        "marking": {
            "label": "LIMITE",
            "narrow": False,
            "note": _("You see what its owners share with %(organisation)s") % {"organisation": organisation},
        },
        "tabs": [
            {"label": _("Table"), "url": _address(request, view=None, cell=None), "current": view == "table"},
            {
                "label": _("Matrix"),
                "url": _address(request, view="matrix", after=None),
                "current": view == "matrix",
            },
        ],
        "actions": actions,
    }


def _empty(actor: Actor, active: list[dict[str, str]], address: Any) -> dict[str, Any]:
    steps = [
        {"label": _("Remove “%(filter)s”") % {"filter": chip["label"]}, "url": chip["remove_url"]}
        for chip in active[-1:]
    ]
    if actor.may_contribute:
        steps.append({"label": _("Log an activity"), "url": reverse("activity-new")})
    return {
        "title": _("No entry that you may read matches these filters")
        if active
        else _("No entry that you may read yet"),
        "words": _(
            "Others may hold entries that they have not shared. Widen the search, or log what you do."
        ),
        "steps": steps,
    }


@require_GET
@SIGNED_IN
def activity_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    actor: Actor = request.actor
    if form not in FORMATS:
        raise Http404
    found = ActivityFilter(request.GET, queryset=queries.Activity.objects.none())
    if not found.form.is_valid():
        return activity_list.__wrapped__(request)  # type: ignore[attr-defined]
    name = f"who-does-what-{today().isoformat()}.{form}"
    heading = exports.heading(actor, [chip["label"] for chip in found.active(lambda **_changes: "")])
    if form == "xlsx":
        response = HttpResponse(
            exports.as_xlsx(actor, found.selection, heading),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        response = StreamingHttpResponse(  # type: ignore[assignment]
            _as_reader(actor, exports.as_csv(actor, found.selection, heading)),
            content_type="text/csv; charset=utf-8",
        )
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_reader(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream outlives the request's transaction and reader: it says itself as whom it reads."""
    with reading_as(actor):
        yield from chunks
