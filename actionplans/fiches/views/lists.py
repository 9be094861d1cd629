"""Fiches across countries: what is due, from whom, how late; and the files made of exactly this selection."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from actionplans.plans.lists import list_tabs
from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.people.models import today
from coordination.world.queries import countries

from .. import exports
from ..filters import FicheFilter
from ..kinds import Stage
from ..models import Fiche
from ..queries import reading, selection
from ..rows import as_rows, country_words, measure_row, reference

PAGE_SIZE = 50
FORMATS = ("csv", "xlsx")
VIEWS = ("fiches", "measures")


def _address(request: GatedRequest, **changes: Any) -> str:
    """This page's address with some parameters changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"{reverse('fiches')}?{query.urlencode()}" if query else reverse("fiches")


@require_GET
@SIGNED_IN
def fiche_list(request: GatedRequest) -> HttpResponse:
    """The fiches or, with `view=measures`, what they ask of each owner: same filters, same address."""
    actor: Actor = request.actor
    found = FicheFilter(request.GET, queryset=Fiche.objects.none())
    view = "measures" if request.GET.get("view") == "measures" else "fiches"

    def address(**changes: Any) -> str:
        return _address(request, **changes)

    table = _measures if view == "measures" else _fiches
    after = _cursor(request)
    rows, following = table(actor, found.selection, after)
    active = found.active(address)
    context: dict[str, Any] = {
        "view": view,
        "filter": found,
        "clear_url": address(**dict.fromkeys(FicheFilter.base_filters, None), after=None),
        "view_fields": [{"name": "view", "value": view}] if view == "measures" else [],
        "active": active,
        "page": _page(request, actor, found, view),
        "rows": rows,
        "first_url": address(after=None) if after else "",
        "next_url": address(after=following) if following else "",
        "order_words": _order_words(after is not None, following is not None, len(rows)),
        "new_url": reverse("fiche-new") if Fiche.policy.may_create(actor) else "",
        "empty": None if rows else _empty(actor, active),
    }
    template = "fiches/list.html#rows" if request.htmx else "fiches/list.html"
    return render(request, template, context, status=200 if found.form.is_valid() else 400)


def _cursor(request: GatedRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _fiches(actor: Actor, selected: Any, after: UUID | None) -> tuple[list[dict[str, Any]], UUID | None]:
    page = selection.page(actor, selected, after=after, limit=PAGE_SIZE)
    measures = reading.measures_of(actor, [row.pk for row in page.rows])
    return as_rows(page.rows, measures, actor), page.next_cursor


def _measures(actor: Actor, selected: Any, after: UUID | None) -> tuple[list[dict[str, Any]], UUID | None]:
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
    return rows, page.next_cursor


def _order_words(later: bool, more: bool, shown: int) -> str:
    order = _("what is due first comes first")
    if later:
        return _("Next %(n)s, %(order)s.") % {"n": shown, "order": order}
    if more:
        return _("First %(n)s, %(order)s.") % {"n": shown, "order": order}
    return _("All that you may read, %(order)s.") % {"order": order}


def _page(request: GatedRequest, actor: Actor, found: FicheFilter, view: str) -> dict[str, Any]:
    organisation = actor.organisation.name if actor.organisation else ""
    chosen = [countries().by_id[pk].name for pk in found.selection.countries]
    query = request.GET.copy()
    for name in ("view", "after"):
        query.pop(name, None)
    kept = f"?{query.urlencode()}" if query else ""
    actions: list[dict[str, Any]] = [
        {"label": _("Export as XLSX"), "url": reverse("fiches-file", args=["xlsx"]) + kept},
        {"label": _("Export as CSV"), "url": reverse("fiches-file", args=["csv"]) + kept},
    ]
    if Fiche.policy.may_create(actor):
        actions.append({"label": _("New fiche"), "url": reverse("fiche-new"), "primary": True})
    templates = found.selection.stages == (Stage.TEMPLATE,)
    tab = "templates" if templates and view == "fiches" else view
    tabs = {
        "fiches": (_("Fiches"), _address(request, view=None, after=None, state=None)),
        "measures": (_("What is asked of whom"), _address(request, view="measures", after=None, state=None)),
        "templates": (_("Templates"), f"{reverse('fiches')}?state={Stage.TEMPLATE.value}"),
    }
    return {
        "title": _("Action fiches"),
        "subtitle": ", ".join(chosen[:4]) + ("…" if len(chosen) > 4 else "")
        or _("What is due, from whom, and how late"),
        "marking": {
            "label": "LIMITE",
            "narrow": False,
            "note": _("You see what its owners share with %(organisation)s") % {"organisation": organisation},
        },
        "tabs": [
            *(entry for entry in list_tabs("fiches") if not entry["current"]),
            *({"label": label, "url": url, "current": key == tab} for key, (label, url) in tabs.items()),
        ],
        "actions": actions,
    }


def _empty(actor: Actor, active: list[dict[str, str]]) -> dict[str, Any]:
    steps = [
        {"label": _("Remove “%(filter)s”") % {"filter": chip["label"]}, "url": chip["remove_url"]}
        for chip in active[-1:]
    ]
    if Fiche.policy.may_create(actor):
        steps.append({"label": _("New fiche"), "url": reverse("fiche-new")})
    return {
        "title": _("No fiche that you may read matches these filters")
        if active
        else _("No fiche that you may read yet"),
        "words": _("Others may have fiches that they have not shared. Widen the search, or draft one."),
        "steps": steps,
    }


@require_GET
@SIGNED_IN
def fiche_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    actor: Actor = request.actor
    if form not in FORMATS:
        raise Http404
    found = FicheFilter(request.GET, queryset=Fiche.objects.none())
    if not found.form.is_valid():
        return fiche_list.__wrapped__(request)  # type: ignore[attr-defined]
    heading = exports.heading(actor, [chip["label"] for chip in found.active(lambda **_changes: "")])
    response: HttpResponse | StreamingHttpResponse
    if form == "xlsx":
        response = HttpResponse(
            exports.as_xlsx(actor, found.selection, heading),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        response = StreamingHttpResponse(
            _as_reader(actor, exports.as_csv(actor, found.selection, heading)),
            content_type="text/csv; charset=utf-8",
        )
    name = f"action-fiches-{today().isoformat()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]


def _as_reader(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream outlives the request's transaction and reader: it says itself as whom it reads."""
    with reading_as(actor):
        yield from chunks
