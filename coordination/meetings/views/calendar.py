"""The calendar of a month, of all countries or of one; and the addresses by which calendar programs read it."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.deeds import deed, posted
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.people.audiences import in_words
from coordination.people.models import BRUSSELS, today
from coordination.world.models import Country
from coordination.world.queries import countries

from .. import services
from ..calendar import SEVERAL, Dated, Kind, Span
from ..forms import FeedForm
from ..queries import reading
from ..queries.dates import Wanted, entries
from .lists import tabs

TONES = {Kind.MEETING: "", Kind.VISIT: "shared", Kind.DEADLINE: "amber"}


def _month(text: str) -> datetime.date:
    """The first day of the month that was asked for; this month for anything else."""
    try:
        first = datetime.datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 (a month has no zone)
    except ValueError:
        return today().replace(day=1)
    return first if 1950 <= first.year <= 2100 else today().replace(day=1)


def _next(first: datetime.date) -> datetime.date:
    return (first + datetime.timedelta(days=32)).replace(day=1)


@require_GET
@SIGNED_IN
def calendar_month(request: GatedRequest) -> HttpResponse:
    """Meetings, visits and deadlines of a month, day by day: `?month=2027-03&country=NE&kind=visit&mine=1`."""
    actor: Actor = request.actor
    first = _month(request.GET.get("month", ""))
    last = _next(first) - datetime.timedelta(days=1)
    country = countries().by_code.get(request.GET.get("country", ""))
    kinds = tuple(kind for kind in request.GET.getlist("kind") if kind in Kind.values)
    mine = request.GET.get("mine") == "1"
    wanted = Wanted(Span(first, last, country.pk if country else None), kinds, mine)
    days = _days(entries(actor, wanted), first, last, actor)

    def address(**changes: Any) -> str:
        query = {
            "month": f"{first:%Y-%m}",
            "country": country.code if country else "",
            "kind": list(kinds),
            "mine": "1" if mine else "",
        } | changes
        return f"{reverse('calendar')}?{urlencode({name: value for name, value in query.items() if value}, doseq=True)}"

    context = {
        "page": _page(request, first, country),
        "days": days,
        "before": {
            "url": address(month=f"{first - datetime.timedelta(days=1):%Y-%m}"),
            "label": _month_words(first - datetime.timedelta(days=1)),
        },
        "after": {"url": address(month=f"{_next(first):%Y-%m}"), "label": _month_words(_next(first))},
        "now": {"url": address(month="")} if first != today().replace(day=1) else None,
        "kinds": [
            {
                "label": str(SEVERAL[kind]),
                "url": address(kind=_toggled(kinds, kind.value)),
                "on": kind.value in kinds,
            }
            for kind in Kind
        ],
        "mine": {"url": address(mine="" if mine else "1"), "on": mine},
        "country": {"name": country.name, "clear_url": address(country="")} if country else None,
        "feeds_url": reverse("feeds"),
    }
    return render(request, "meetings/calendar.html", context)


def _toggled(kinds: tuple[str, ...], kind: str) -> list[str]:
    return [other for other in kinds if other != kind] if kind in kinds else [*kinds, kind]


def _month_words(day: datetime.date) -> str:
    return date_format(day, "F Y")


def _page(request: GatedRequest, first: datetime.date, country: Country | None) -> dict[str, Any]:
    actor: Actor = request.actor
    organisation = actor.organisation.name if actor.organisation else ""
    title = _("Calendar: %(month)s") % {"month": _month_words(first)}
    return {
        "title": title,
        "subtitle": country.name if country else _("Meetings, visits and deadlines"),
        "marking": {
            "label": "LIMITE",
            "narrow": False,
            "note": _("You see what is shared with %(organisation)s") % {"organisation": organisation},
        },
        "tabs": tabs("calendar"),
        "actions": [{"label": _("Calendar addresses"), "url": reverse("feeds")}],
    }


def _days(
    found: list[Dated], first: datetime.date, last: datetime.date, actor: Actor
) -> list[dict[str, Any]]:
    """The days that have something, each with its entries; what began before stands on the first day."""
    by_day: dict[datetime.date, list[dict[str, Any]]] = {}
    for entry in found:
        day = min(max(entry.day, first), last)
        by_day.setdefault(day, []).append(_row(entry, actor))
    return [{"day": day, "today": day == today(), "rows": rows} for day, rows in sorted(by_day.items())]


def _row(entry: Dated, actor: Actor) -> dict[str, Any]:
    known = countries().by_id
    audience = in_words(entry.circles, entry.originator_id, actor) if entry.circles else None
    return {
        "url": entry.url,
        "title": entry.title,
        "second": entry.second,
        "kind": entry.kind.value,
        "kind_label": str(entry.kind.label),
        "tone": TONES[entry.kind],
        "time": date_format(entry.starts.astimezone(BRUSSELS), "H.i")
        if isinstance(entry.starts, datetime.datetime)
        else "",
        "until": _until(entry),
        "places": ", ".join(known[pk].name for pk in entry.country_ids if pk in known),
        "mine": entry.mine,
        "cancelled": entry.cancelled,
        "tentative": entry.tentative,
        "audience": audience,
    }


def _until(entry: Dated) -> str:
    """The last day, where it is another than the first."""
    last = entry.ends.astimezone(BRUSSELS).date() if isinstance(entry.ends, datetime.datetime) else entry.ends
    return _("to %(day)s") % {"day": date_format(last, "j F Y")} if last != entry.day else ""


@require_http_methods(["GET", "POST"])
@SIGNED_IN
def feed_list(request: GatedRequest) -> HttpResponse:
    """The calendar addresses that one has, and a form for another; a new one is shown this once."""
    actor: Actor = request.actor
    form = FeedForm(posted(request), initial={"country": request.GET.get("country", "")})
    address = ""
    if request.method == "POST":
        secret = deed(
            form,
            lambda: services.subscribe(
                actor=actor, country_id=form.country_id(), label=form.cleaned_data["label"]
            ),
        )
        if secret:
            address = request.build_absolute_uri(reverse("feed", args=[secret]))
            form = FeedForm()
    known = countries().by_id
    context = {
        "page": {
            "title": _("Calendar addresses"),
            "subtitle": _("For the calendar on your telephone or desk"),
            "marking": {"label": "LIMITE", "narrow": False, "note": ""},
            "actions": [{"label": _("Back to the calendar"), "url": reverse("calendar")}],
        },
        "form": form,
        "address": address,
        "feeds": [
            {
                "name": known[row.country_id].name
                if row.country_id
                else _("Everything that you take part in"),
                "label": row.label,
                "created_at": row.created_at,
                "revoke_url": reverse("feed-revoke", args=[row.pk]),
            }
            for row in reading.feeds(actor)
        ],
    }
    return render(request, "meetings/feeds.html", context, status=400 if form.errors else 200)


@require_POST
@SIGNED_IN
def feed_revoke(request: GatedRequest, pk: int) -> HttpResponse:
    """Withdraw one of one's own addresses."""
    services.unsubscribe(actor=request.actor, pk=pk)
    messages.success(request, _("The address leads nowhere any more."))
    return redirect("feeds")
