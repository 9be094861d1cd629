"""Meetings across bodies, upcoming and past; and the files made of exactly this selection."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.people.fresh import fresh
from coordination.world.queries import countries

from .. import exports, panels
from ..filters import MeetingFilter
from ..kinds import MeetingState
from ..queries import reading, selection
from ..queries.selection import PAST
from ..rows import meeting_row


@require_GET
@SIGNED_IN
def meeting_list(request: GatedRequest) -> HttpResponse:
    """What meets next, or with `span=past` what met last."""
    actor, listing = request.actor, Listing(request, "meetings", MeetingFilter)
    page = selection.page(actor, listing.filter.selection, after=listing.after, limit=PAGE_SIZE)
    known = reading.bodies(actor)
    calling = []
    if any(body.may["convene"] for body in known.values()):
        calling = [{"label": _("Call a meeting"), "url": reverse("meeting-new"), "primary": True}]
    past = listing.filter.selection.span == PAST
    templates = listing.filter.selection.states == (MeetingState.TEMPLATE,)
    tab = "templates" if templates else PAST if past else "upcoming"
    context: dict[str, Any] = {
        "list": {
            "id": "meetings",
            "filters": "meetings/filters.html",
            "table": "meetings/table.html",
            "new_label": _("Call a meeting"),
        },
        "page": listing.head(
            _("Meetings"), _("What meets when, and on what"), tabs=tabs(tab, listing), actions=calling
        ),
        "rows": [meeting_row(row, known, actor) for row in page.rows],
        "new_url": calling[0]["url"] if calling else "",
        "empty": None if page.rows else _empty(listing, calling),
    }
    order = _("the latest comes first") if past else _("what comes next comes first")
    return listing.answer("list.html", context | listing.around(page, order))


def tabs(current: str, listing: Listing[MeetingFilter] | None = None) -> list[dict[str, Any]]:
    """Upcoming, past, templates, and the pages beside the list, which keeps its filters from tab to tab."""
    meetings = reverse("meetings")
    shown = {
        "upcoming": (_("Upcoming"), meetings),
        PAST: (_("Past"), f"{meetings}?span={PAST}"),
        "templates": (_("Templates"), f"{meetings}?state={MeetingState.TEMPLATE.value}"),
        "calendar": (_("Calendar"), reverse("calendar")),
        "bodies": (_("Bodies"), reverse("bodies")),
        "follow-ups": (_("Follow-ups"), reverse("follow-ups")),
    }
    if listing:
        kept = {"upcoming": None, PAST: PAST}
        for name, span in kept.items():
            shown[name] = (shown[name][0], listing.address(span=span, after=None, state=None))
    return [{"label": label, "url": url, "current": name == current} for name, (label, url) in shown.items()]


def _empty(listing: Listing[MeetingFilter], steps: list[dict[str, Any]]) -> dict[str, Any]:
    return listing.nothing(
        filtered=_("No meeting that you may read matches these filters"),
        otherwise=_("No meeting that you may read here"),
        words=_("Others may meet without you. Widen the search, or look at the calendar."),
        steps=steps,
    )


@require_GET
@SIGNED_IN
@fresh
def meeting_list_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    return Listing(request, "meetings", MeetingFilter).file(form, exports.TABLE, meeting_list)


@require_GET
@SIGNED_IN
def country_meetings(request: GatedRequest, code: str) -> HttpResponse:
    """The meetings on a country, for the panel of its page; a page of its own leads to the list."""
    country = countries().by_code.get(code)
    if country is None:
        raise Http404
    found = panels.meetings_on(request.actor, country)
    return render(request, "meetings/panels/on_country.html", found)
