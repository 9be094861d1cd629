"""The builder: what the record proposes, the agenda as it will print, what stands in the way of its issue."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import orjson
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.routes import GatedRequest

from .. import builder_page, services
from ..models import AgendaItem, Meeting
from ..proposals import Proposal
from ..queries import reading
from ..queries.building import building
from ..rows import days_words
from .deeds import CONVENORS, item_or_404, marked, meeting_or_404, refuse


@require_GET
@CONVENORS
def agenda_builder(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The three columns of the builder."""
    meeting = meeting_or_404(request.actor, pk)
    refuse(meeting, "arrange")
    return _page(request, meeting)


def _page(request: GatedRequest, meeting: Meeting) -> HttpResponse:
    actor: Actor = request.actor
    found = building(actor, meeting)
    revising = meeting.first_issued_at is not None
    actions: list[dict[str, Any]] = [
        {"label": _("Back to the meeting"), "url": reverse("meeting", args=[meeting.pk])},
        {"label": _("Save as template"), "url": reverse("meeting-template", args=[meeting.pk])},
    ]
    if not builder_page.waiting_words(found):
        label = (
            _("Issue REV %(n)s") % {"n": meeting.revision + 1} if revising else _("Issue notice and agenda")
        )
        url = reverse("agenda-issue", args=[meeting.pk])
        actions.append({"label": label, "url": url, "post": True, "primary": True})
    page = marked(
        meeting,
        actor,
        title=_("%(meeting)s: agenda") % {"meeting": f"{meeting.name}, {days_words(meeting)}"},
        subtitle=builder_page.head(meeting),
        actions=actions,
    )
    page["marking"]["note"] = (
        _("What you change is read by its organisers alone until you issue the revision")
        if revising
        else _("Draft: read by its organisers alone until it is issued")
    )
    context = {"page": page} | builder_page.context(actor, found)
    template = "meetings/builder.html#builder" if request.htmx else "meetings/builder.html"
    return render(request, template, context)


def _done(request: GatedRequest, meeting: Meeting, run: Callable[[], Any]) -> HttpResponse:
    """Do something to the agenda and show the builder again; what is refused is said above it."""
    try:
        run()
    except (Refused, ValidationError) as error:
        if isinstance(error, Refused) and not isinstance(error, services.NotReady):
            raise
        words = error.reason if isinstance(error, Refused) else " ".join(error.messages)
        messages.error(request, words)
    if not request.htmx:
        return redirect("agenda-builder", meeting.pk)
    return _page(request, meeting_or_404(request.actor, meeting.pk))


def _meeting(request: GatedRequest, pk: UUID) -> Meeting:
    meeting = meeting_or_404(request.actor, pk)
    refuse(meeting, "arrange")
    return meeting


@require_POST
@CONVENORS
def agenda_draft(request: GatedRequest, pk: UUID) -> HttpResponse:
    """A first draft from the record, in one click: what is proposed, as long as there is time."""
    actor, meeting = request.actor, _meeting(request, pk)
    found = building(actor, meeting)
    left = [proposal for proposal in found.proposals if not found.number_of(proposal)]

    def run() -> None:
        made = services.draft_agenda(actor=actor, meeting=meeting, proposals=left)
        words = ngettext(
            "%(n)s item drawn in from the record.", "%(n)s items drawn in from the record.", len(made)
        )
        messages.success(request, words % {"n": len(made)})

    return _done(request, meeting, run)


@require_POST
@CONVENORS
def agenda_add(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Put one proposed point on the agenda."""
    actor, meeting = request.actor, _meeting(request, pk)
    found = building(actor, meeting)
    proposal = _asked(found.proposals, request.POST.get("proposal", ""))
    return _done(
        request, meeting, lambda: services.add_proposal(actor=actor, meeting=meeting, proposal=proposal)
    )


def _asked(proposals: list[Proposal], key: str) -> Proposal:
    found = next((proposal for proposal in proposals if proposal.key == key), None)
    if found is None:
        raise Http404
    return found


@require_POST
@CONVENORS
def agenda_take(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take the items of the last meeting or of a template."""
    actor, meeting = request.actor, _meeting(request, pk)
    try:
        source = meeting_or_404(actor, UUID(request.POST.get("source", "")))
    except ValueError:
        raise Http404 from None
    return _done(request, meeting, lambda: services.take_items(actor=actor, meeting=meeting, source=source))


@require_POST
@CONVENORS
def agenda_order(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The order of the items after one was dragged: their ids, the parts with the item that they belong to."""
    actor, meeting = request.actor, _meeting(request, pk)
    try:
        sent = orjson.loads(request.POST.get("order", ""))
        order = [(UUID(row["id"]), UUID(row["parent"]) if row.get("parent") else None) for row in sent]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Http404 from None
    return _done(request, meeting, lambda: services.arrange(actor=actor, meeting=meeting, order=order))


@require_POST
@CONVENORS
def item_move(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Move an item up or down by one place: what the keyboard does instead of dragging."""
    item = item_or_404(request.actor, pk)
    by = -1 if request.POST.get("by") == "up" else 1
    return _of_item(request, item, lambda: services.move_item(actor=request.actor, item=item, by=by))


@require_POST
@CONVENORS
def item_remove(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take an item off the agenda; with `keep`, it waits for a later meeting."""
    item = item_or_404(request.actor, pk)

    def run() -> None:
        services.remove_item(actor=request.actor, item=item)
        if request.POST.get("keep"):
            services.keep_item(actor=request.actor, item=item)
            messages.success(request, _("Taken off and kept for a later meeting."))

    return _of_item(request, item, run)


@require_POST
@CONVENORS
def item_restore(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Leave an item on the agenda after all."""
    item = item_or_404(request.actor, pk)
    return _of_item(request, item, lambda: services.restore_item(actor=request.actor, item=item))


def _of_item(request: GatedRequest, item: AgendaItem, run: Callable[[], Any]) -> HttpResponse:
    refuse(item, "change")
    return _done(request, reading.several(request.actor, [item.meeting_id])[item.meeting_id], run)


@require_POST
@CONVENORS
def agenda_issue(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Issue the notice and the agenda, or its revision, once nothing red remains."""
    actor, meeting = request.actor, meeting_or_404(request.actor, pk)
    try:
        issued = services.issue(actor=actor, meeting=meeting)
    except Refused as error:
        if not meeting.may["issue"]:
            raise
        messages.error(request, error.reason)
        return redirect("agenda-builder", pk)
    words = _("Issued as REV %(n)s.") % {"n": issued.revision} if issued.revision else _("Issued.")
    messages.success(request, words)
    return redirect("meeting", pk)
