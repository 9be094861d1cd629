"""Actions across plans: who owes what and how late; and the files made of exactly this selection."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.people.models import today
from coordination.world.queries import countries

from .. import exports, rows
from ..cells import Pen
from ..filters import ActionFilter
from ..lists import list_tabs
from ..models import Action
from ..queries import actions

PAGE_SIZE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")


def _address(request: GatedRequest, **changes: Any) -> str:
    """This page's address with some parameters changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"{reverse('actions')}?{query.urlencode()}" if query else reverse("actions")


@require_GET
@SIGNED_IN
def action_list(request: GatedRequest) -> HttpResponse:
    """The actions of all plans in force that the reader may read, the first due first."""
    actor: Actor = request.actor
    found = ActionFilter(request.GET, queryset=Action.objects.none())

    def address(**changes: Any) -> str:
        return _address(request, **changes)

    after = _cursor(request)
    page = actions.page(actor, found.selection, after=after, limit=PAGE_SIZE)
    active = found.active(address)
    later = after is not None and not page.restarted
    listed = [rows.listed_row(shown, actor) for shown in page.rows]
    context: dict[str, Any] = {
        "filter": found,
        "clear_url": address(**dict.fromkeys(ActionFilter.base_filters, None), after=None),
        "active": active,
        "page": _page(request, actor, found),
        "rows": listed,
        "drawn": Pen().listed(listed),
        "first_url": address(after=None) if later else "",
        "next_url": address(after=page.next_cursor) if page.next_cursor else "",
        "order_words": _order_words(later, page.next_cursor is not None, len(page.rows)),
        "empty": None if page.rows else _empty(active),
    }
    template = "plans/actions.html#rows" if request.htmx else "plans/actions.html"
    return render(request, template, context, status=200 if found.form.is_valid() else 400)


def _cursor(request: GatedRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _order_words(later: bool, more: bool, shown: int) -> str:
    order = _("what is due first comes first")
    if later:
        return _("Next %(n)s, %(order)s.") % {"n": shown, "order": order}
    if more:
        return _("First %(n)s, %(order)s.") % {"n": shown, "order": order}
    return _("All that you may read, %(order)s.") % {"order": order}


def _page(request: GatedRequest, actor: Actor, found: ActionFilter) -> dict[str, Any]:
    organisation = actor.organisation.name if actor.organisation else ""
    chosen = [countries().by_id[pk].name for pk in found.selection.countries]
    query = request.GET.copy()
    query.pop("after", None)
    kept = f"?{query.urlencode()}" if query else ""
    return {
        "title": _("Actions"),
        "subtitle": ", ".join(chosen[:4]) + ("…" if len(chosen) > 4 else "")
        or _("Who owes what, and how late it is"),
        "marking": {
            "label": "LIMITE",
            "narrow": False,
            "note": _("You see what its owners share with %(organisation)s") % {"organisation": organisation},
        },
        "tabs": list_tabs("actions"),
        "actions": [
            {"label": _("Export as XLSX"), "url": reverse("actions-file", args=["xlsx"]) + kept},
            {"label": _("Export as CSV"), "url": reverse("actions-file", args=["csv"]) + kept},
        ],
    }


def _empty(active: list[dict[str, str]]) -> dict[str, Any]:
    return {
        "title": _("No action that you may read matches these filters")
        if active
        else _("No action that you may read yet"),
        "words": _("Actions stand here from the day when their plan is agreed. Others may read more."),
        "steps": [
            {"label": _("Remove “%(filter)s”") % {"filter": chip["label"]}, "url": chip["remove_url"]}
            for chip in active[-1:]
        ]
        or [{"label": _("Action plans"), "url": reverse("plans")}],
    }


@require_GET
@SIGNED_IN
def action_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    actor: Actor = request.actor
    if form not in FORMATS:
        raise Http404
    found = ActionFilter(request.GET, queryset=Action.objects.none())
    if not found.form.is_valid():
        return action_list.__wrapped__(request)  # type: ignore[attr-defined]
    heading = exports.heading(actor, [chip["label"] for chip in found.active(lambda **_changes: "")])
    response: HttpResponse | StreamingHttpResponse
    if form == "xlsx":
        response = HttpResponse(exports.as_xlsx(actor, found.selection, heading), content_type=XLSX)
    else:
        response = StreamingHttpResponse(
            _as_reader(actor, exports.as_csv(actor, found.selection, heading)),
            content_type="text/csv; charset=utf-8",
        )
    name = f"actions-{today().isoformat()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]


def _as_reader(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream outlives the request's transaction and reader: it says itself as whom it reads."""
    with reading_as(actor):
        yield from chunks
