"""The list of notices, and the way from a mail to its record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.people.fresh import fresh

from .. import exports, queries, services
from ..filters import NoticeFilter
from ..models import Notice
from ..words import grouped, page_of_rows, rows_of
from .frame import marking, tabs


@require_GET
@SIGNED_IN
def notice_list(request: GatedRequest) -> HttpResponse:
    """What the reader was told, newest first: what is unread, or all of it."""
    actor, listing = request.actor, Listing(request, "notices", NoticeFilter)
    page = page_of_rows(actor, listing.filter.selection, after=listing.after, limit=PAGE_SIZE)
    page.rows = grouped(page.rows)
    marking_all = []
    if any(row["unread"] for row in page.rows):
        marking_all = [{"label": _("Mark all as read"), "url": _all_read_url(request), "post": True}]
    head = listing.head(
        _("Notices"),
        _("What you were told, newest first"),
        tabs=tabs("unread" if listing.filter.selection.unread else "all", listing),
        actions=marking_all,
    )
    context: dict[str, Any] = {
        "list": {"id": "notices", "filters": "notices/filters.html", "table": "notices/table.html"},
        "page": head | {"marking": marking()},
        "rows": page.rows,
        "drawn": {"read_url": reverse("notices-read"), "kept": _kept(request.GET)},
        "empty": None if page.rows or page.next_cursor else _empty(listing),
    }
    return listing.answer("list.html", context | listing.around(page, _("newest first")))


def _kept(sent: QueryDict) -> list[tuple[str, str]]:
    """The filters of the list, to come back to it as it was."""
    return [(name, value) for name in NoticeFilter.base_filters for value in sent.getlist(name)]


def _all_read_url(request: GatedRequest) -> str:
    """Where all that the list shows is marked as read."""
    shown = [pair for pair in _kept(request.GET) if pair[0] != "all"]
    return f"{reverse('notices-read')}?{urlencode([('all', 'true'), *shown])}"


def _empty(listing: Listing[NoticeFilter]) -> dict[str, Any]:
    steps = [{"label": _("Choose what you follow"), "url": reverse("following")}]
    unread = listing.filter.selection.unread
    if unread:
        url = listing.address(all="true", after=None)
        steps.insert(0, {"label": _("Show all notices"), "url": url})
    return listing.nothing(
        filtered=_("Nothing unread matches these filters")
        if unread
        else _("No notice matches these filters"),
        otherwise=_("Nothing unread") if unread else _("No notice yet"),
        words=_("You are told when you are asked or mentioned, and of what you follow."),
        steps=steps,
    )


@require_GET
@SIGNED_IN
@fresh
def notice_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, as far as it can be read now."""
    return Listing(request, "notices", NoticeFilter).file(form, exports.TABLE, notice_list)


@require_POST
@SIGNED_IN
def mark_read(request: GatedRequest) -> HttpResponse:
    """Mark one's own notices as read: the named ones, or all of the list."""
    actor: Actor = request.actor
    if request.GET.get("all") == "true":
        shown = NoticeFilter(request.GET, queryset=Notice.objects.none()).selection
        n = services.mark_all_read(actor=actor, selection=shown)
        words = ngettext("%(n)s notice marked as read.", "%(n)s notices marked as read.", n) % {"n": n}
        messages.success(request, words)
        return redirect("notices")
    services.mark_read(actor=actor, ids=_ids(request), read=request.POST.get("unread") != "true")
    kept = urlencode(_kept(request.POST))
    return redirect(reverse("notices") + (f"?{kept}" if kept else ""))


def _ids(request: GatedRequest) -> list[UUID]:
    found = []
    for value in request.POST.getlist("notice")[:200]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


@require_GET
@SIGNED_IN
def notice_open(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Where a mail leads: on to the record, if it may still be read."""
    notice = queries.notice(request.actor, pk)
    rows = rows_of(request.actor, [notice]) if notice else []
    if not rows:
        raise Http404
    return redirect(rows[0]["url"])
