"""Meetings across bodies, upcoming and past; and the files made of exactly this selection."""

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

from .. import exports, panels
from ..filters import MeetingFilter
from ..kinds import MeetingState
from ..models import Meeting
from ..queries import reading, selection
from ..queries.selection import PAST
from ..rows import meeting_row

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
    return f"{reverse('meetings')}?{query.urlencode()}" if query else reverse("meetings")


@require_GET
@SIGNED_IN
def meeting_list(request: GatedRequest) -> HttpResponse:
    """What meets next, or with `span=past` what met last."""
    actor: Actor = request.actor
    found = MeetingFilter(request.GET, queryset=Meeting.objects.none())

    def address(**changes: Any) -> str:
        return _address(request, **changes)

    after = _cursor(request)
    page = selection.page(actor, found.selection, after=after, limit=PAGE_SIZE)
    known = reading.bodies(actor)
    rows = [meeting_row(row, known, actor) for row in page.rows]
    active = found.active(address)
    convened = [body for body in known.values() if body.may["convene"]]
    context: dict[str, Any] = {
        "filter": found,
        "clear_url": address(**dict.fromkeys(MeetingFilter.base_filters, None), after=None),
        "active": active,
        "page": _page(request, actor, found, convenes=bool(convened)),
        "rows": rows,
        "first_url": address(after=None) if after else "",
        "next_url": address(after=page.next_cursor) if page.next_cursor else "",
        "order_words": _order_words(found, more=page.next_cursor is not None, shown=len(rows)),
        "new_url": reverse("meeting-new") if convened else "",
        "empty": None if rows else _empty(active, convenes=bool(convened)),
    }
    template = "meetings/list.html#rows" if request.htmx else "meetings/list.html"
    return render(request, template, context, status=200 if found.form.is_valid() else 400)


def _cursor(request: GatedRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _order_words(found: MeetingFilter, *, more: bool, shown: int) -> str:
    past = found.selection.span == PAST
    order = _("the latest comes first") if past else _("what comes next comes first")
    if more:
        return _("%(n)s, %(order)s.") % {"n": shown, "order": order}
    return _("All that you may read, %(order)s.") % {"order": order}


def _page(request: GatedRequest, actor: Actor, found: MeetingFilter, *, convenes: bool) -> dict[str, Any]:
    organisation = actor.organisation.name if actor.organisation else ""
    chosen = [countries().by_id[pk].name for pk in found.selection.countries]
    query = request.GET.copy()
    query.pop("after", None)
    kept = f"?{query.urlencode()}" if query else ""
    actions: list[dict[str, Any]] = [
        {"label": _("Export as XLSX"), "url": reverse("meetings-file", args=["xlsx"]) + kept},
        {"label": _("Export as CSV"), "url": reverse("meetings-file", args=["csv"]) + kept},
    ]
    if convenes:
        actions.append({"label": _("Call a meeting"), "url": reverse("meeting-new"), "primary": True})
    return {
        "title": _("Meetings"),
        "subtitle": ", ".join(chosen[:4]) + ("…" if len(chosen) > 4 else "")
        or _("What meets when, and on what"),
        "marking": {
            "label": "LIMITE",
            "narrow": False,
            "note": _("You see what is shared with %(organisation)s") % {"organisation": organisation},
        },
        "tabs": tabs(request, found),
        "actions": actions,
    }


def tabs(request: GatedRequest, found: MeetingFilter) -> list[dict[str, Any]]:
    """Upcoming, past, templates, and the pages beside the list."""
    templates = found.selection.states == (MeetingState.TEMPLATE,)
    past = found.selection.span == PAST and not templates
    return [
        {
            "label": _("Upcoming"),
            "url": _address(request, span=None, after=None, state=None),
            "current": not past and not templates,
        },
        {"label": _("Past"), "url": _address(request, span=PAST, after=None, state=None), "current": past},
        {
            "label": _("Templates"),
            "url": f"{reverse('meetings')}?state={MeetingState.TEMPLATE.value}",
            "current": templates,
        },
        {"label": _("Calendar"), "url": reverse("calendar"), "current": False},
        {"label": _("Bodies"), "url": reverse("bodies"), "current": False},
    ]


def _empty(active: list[dict[str, str]], *, convenes: bool) -> dict[str, Any]:
    steps = [
        {"label": _("Remove “%(filter)s”") % {"filter": chip["label"]}, "url": chip["remove_url"]}
        for chip in active[-1:]
    ]
    if convenes:
        steps.append({"label": _("Call a meeting"), "url": reverse("meeting-new")})
    return {
        "title": _("No meeting that you may read matches these filters")
        if active
        else _("No meeting that you may read here"),
        "words": _("Others may meet without you. Widen the search, or look at the calendar."),
        "steps": steps,
    }


@require_GET
@SIGNED_IN
def meeting_list_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    actor: Actor = request.actor
    if form not in FORMATS:
        raise Http404
    found = MeetingFilter(request.GET, queryset=Meeting.objects.none())
    if not found.form.is_valid():
        return meeting_list.__wrapped__(request)  # type: ignore[attr-defined]
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
    name = f"meetings-{today().isoformat()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response  # type: ignore[return-value]


def _as_reader(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream outlives the request's transaction and reader: it says itself as whom it reads."""
    with reading_as(actor):
        yield from chunks


@require_GET
@SIGNED_IN
def country_meetings(request: GatedRequest, code: str) -> HttpResponse:
    """The meetings on a country, for the panel of its page; a page of its own leads to the list."""
    country = countries().by_code.get(code)
    if country is None:
        raise Http404
    found = panels.meetings_on(request.actor, country)
    return render(request, "meetings/panels/on_country.html", found)
