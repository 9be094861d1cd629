"""Follow-ups across meetings: what is due from whom; one of them, and what becomes of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.history.pages import LONGEST_HISTORY, history_page, told
from coordination.people.audiences import why_you_read
from coordination.people.fresh import fresh

from .. import follow_up_exports
from ..follow_up_filters import FollowUpFilter
from ..follow_up_history import VERBS, history_of
from ..follow_up_rows import follow_up_row
from ..queries import follow_ups
from ..room_kinds import FollowUpState
from ..rows import day_words
from ..sources import sources


def follow_up_or_404(actor: Actor, pk: UUID) -> Any:
    """A follow-up with its places and `may`."""
    found = follow_ups.one(actor, pk)
    if found is None:
        raise Http404
    return found


def marked(row: Any, actor: Actor, **page: Any) -> dict[str, Any]:
    """The head of a page on a follow-up: its marking and its readers."""
    audience = follow_up_row(row, {}, actor)["audience"]
    marking = {"label": audience.marking, "narrow": audience.narrow, "note": ""}
    return {"marking": marking, "audience": audience, **page}


@require_GET
@SIGNED_IN
def follow_up_list(request: GatedRequest) -> HttpResponse:
    """What meetings asked of whom, what is due first comes first."""
    actor, listing = request.actor, Listing(request, "follow-ups", FollowUpFilter)
    page = follow_ups.page(actor, listing.filter.selection, after=listing.after, limit=PAGE_SIZE)
    served = sources(actor, ((row.target_noun, row.target_id) for row in page.rows))
    context: dict[str, Any] = {
        "list": {
            "id": "follow-ups",
            "filters": "meetings/follow_up_filters.html",
            "table": "meetings/follow_up_table.html",
        },
        "page": listing.head(_("Follow-ups"), _("What meetings asked of whom, by when"), tabs=_tabs(listing)),
        "rows": [follow_up_row(row, served, actor) for row in page.rows],
        "empty": None if page.rows else _empty(listing),
    }
    around = listing.around(page, _("what is due first comes first"))
    return listing.answer("list.html", context | around)


def _tabs(listing: Listing[FollowUpFilter]) -> list[dict[str, Any]]:
    mine, address = listing.filter.selection.mine, listing.address
    return [
        {"label": _("All follow-ups"), "url": address(mine=None, after=None), "current": not mine},
        {"label": _("Asked of your organisation"), "url": address(mine="true", after=None), "current": mine},
        {"label": _("Meetings"), "url": reverse("meetings"), "current": False},
        {"label": _("Private notes"), "url": reverse("private-notes"), "current": False},
    ]


def _empty(listing: Listing[FollowUpFilter]) -> dict[str, Any]:
    return listing.nothing(
        filtered=_("No follow-up that you may read matches these filters"),
        otherwise=_("No open follow-up that you may read"),
        words=_("Follow-ups are written in the room, beside the item, and sent out when the meeting ends."),
    )


@require_GET
@SIGNED_IN
@fresh
def follow_up_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    return Listing(request, "follow-ups", FollowUpFilter).file(form, follow_up_exports.TABLE, follow_up_list)


@require_GET
@SIGNED_IN
def follow_up_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """One follow-up: what is asked, how it stands, where it came from and where it was closed."""
    actor: Actor = request.actor
    row = follow_up_or_404(actor, pk)
    said = follow_up_row(row, sources(actor, [(row.target_noun, row.target_id)]), actor)
    owner = row.originator_id in actor.speaks_for
    actions = [{"label": _("History"), "url": reverse("follow-up-history", args=[pk])}]
    if row.may["change"]:
        actions.insert(0, {"label": _("Edit follow-up"), "url": reverse("follow-up-edit", args=[pk])})
    context = {
        "page": marked(
            row,
            actor,
            title=row.title,
            subtitle=" · ".join(filter(None, [said["meeting"], said["item"]])),
            actions=actions,
        ),
        "row": said,
        "facts": _facts(said),
        "steps": _steps(row),
        "readers": {
            "level": said["audience"].level,
            "words": said["audience"].words,
            "reasons": [why_you_read(row.audience.circles, row.originator_id, actor)],
            "everyone": [{"name": name, "why": ""} for name in said["audience"].readers] if owner else None,
            "card": None,
        },
        "refused": [
            {"label": label, "reason": row.policy.reason(action)}
            for action, label in (("report", _("Report")), ("close", _("Close")))
            if not row.may[action] and row.state == FollowUpState.OPEN
        ],
        "is_example": row.is_example,
    }
    return render(request, "meetings/follow_up.html", context)


def _facts(said: dict[str, Any]) -> list[dict[str, Any]]:
    target = said["target"]
    lines = [
        (_("Owner"), ", ".join(filter(None, [said["owner"], said["owner_part"]])), "", ""),
        (_("Due"), day_words(said["due_on"]), "", said["late_label"]),
        (_("Due as sent out"), day_words(said["due_before"]), "", said["moved_reason"]),
        (_("Serves"), target["title"] if target else "", target["url"] if target else "", target["label"] if target else ""),
        (_("Country"), said["country_label"], "", ""),
        (_("Meeting"), said["meeting"], said["meeting_url"], said["item"]),
        (_("Sent out on"), day_words(said["issued_on"]), "", ""),
        (_("How it stands"), said["standing"], "", day_words(said["reported_on"])),
        (_("Done on"), day_words(said["done_on"]), "", ""),
        (_("Evidence"), said["evidence"], said["address"], ""),
        (_("Why it was dropped"), said["drop_reason"], "", ""),
        (_("Closed in"), said["heard_in"], said["heard_url"], ""),
    ]  # fmt: skip
    return [
        {"label": label, "words": words, "url": url, "second": second}
        for label, words, url, second in lines
        if words
    ]


def _steps(row: Any) -> list[dict[str, Any]]:
    deeds = [
        ("report", _("Say how it stands"), "follow-up-report", False),
        ("close", _("Close with evidence"), "follow-up-close", False),
        ("drop", _("Drop"), "follow-up-drop", False),
        ("reopen", _("Open again"), "follow-up-reopen", False),
    ]
    found = [
        {"label": label, "url": reverse(route, args=[row.pk]), "post": post}
        for action, label, route, post in deeds
        if row.may[action]
    ]
    if row.may["change"] and row.state == FollowUpState.DRAFT:
        send = {"label": _("Send to its owner now"), "url": reverse("follow-up-send", args=[row.pk])}
        found.insert(0, send | {"post": True})
    return found


@require_GET
@SIGNED_IN
def follow_up_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed, by whom, as far as the reader could read it then and may now."""
    actor: Actor = request.actor
    row = follow_up_or_404(actor, pk)
    changes, _older = history_of(actor, row, limit=LONGEST_HISTORY)
    page = marked(row, actor, title=_("History"), subtitle=row.title)
    back = reverse("follow-up", args=[pk])
    return history_page(request, page, told(changes, VERBS), back, _("Back to the follow-up"))
