"""What becomes of a follow-up: written, sent to its owner, reported on, closed with evidence, dropped, reopened."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access import conflicts
from coordination.access.actor import Actor
from coordination.access.conflicts import differing, with_choices
from coordination.access.deeds import deed, key_of, made_once, posted, sent_version
from coordination.access.errors import Refused, Stale
from coordination.access.routes import GatedRequest
from coordination.people.conflicts import last_save
from coordination.people.queries import organisations

from .. import services, targets
from ..forms.follow_ups import (
    ClosingForm,
    FollowUpForm,
    QuickFollowUpForm,
    StandingForm,
    follow_up_values,
)
from ..forms.notes import ReasonForm
from ..models import AgendaItem, Meeting
from ..queries import room as in_room
from ..queries.outcomes import later_meetings
from ..room_kinds import FollowUpState
from .deeds import CONVENORS, deed_page, item_or_404, meeting_or_404, refuse
from .deeds import marked as marked_meeting
from .follow_ups import follow_up_or_404, marked
from .pieces import FOLLOW_UPS, looked_at, pieces


@require_http_methods(["GET", "POST"])
@CONVENORS
def follow_up_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask something of somebody, beside an item; in one row in the room, or on a page with details."""
    actor: Actor = request.actor
    item = item_or_404(actor, pk)
    quick = request.POST.get("quick") == "1"
    form: Any
    if quick:
        form = QuickFollowUpForm(request.POST)
    else:
        groups = targets.choices(actor, item.country_id)
        form = FollowUpForm(posted(request), groups=groups)

    def make() -> UUID:
        return services.add_follow_up(actor=actor, item=item, fields=form.values()).pk

    again = _("This follow-up was added already. Change it where it stands.")
    if request.method == "POST" and made_once(request, form, make, again):
        if request.htmx:
            return _beside(request, item, reset="follow-up")
        messages.success(request, _("Follow-up added."))
        return redirect(_room(item))
    if quick and request.htmx:
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _beside(request, item, said=said)
    if quick:
        form = FollowUpForm(_in_full(form), groups=targets.choices(actor, item.country_id))
    return _page(request, item, form)


def _in_full(form: QuickFollowUpForm) -> dict[str, Any]:
    """What was typed in one row, for the page with details."""
    owner = organisations().by_id.get(form.cleaned_data.get("owner_code") or 0)
    return {
        "title": form.data.get("title", ""),
        "owner": owner.code if owner else "",
        "due_on": form.data.get("due_on", ""),
    }


def _page(request: GatedRequest, item: AgendaItem, form: forms.Form) -> HttpResponse:
    meeting = meeting_or_404(request.actor, item.meeting_id)
    if request.method == "GET" and (reason := _why_not(request.actor, meeting)):
        raise reason
    return deed_page(
        request,
        marked_meeting(
            meeting, request.actor, title=_("Add a follow-up"), subtitle=f"{item.number} {item.name}"
        ),
        form,
        submit=_("Add a follow-up"),
        consequence=_(
            "Those who keep the notes read it until the meeting is closed; then whoever reads the item does."
        ),
        hidden=key_of(request),
        back_url=_room(item),
        back_label=_("Back to the room"),
    )


def _why_not(actor: Actor, meeting: Meeting) -> Refused | None:
    """Why nothing can be asked in a meeting: it was not opened, or its notes are agreed or not one's own."""
    notes = in_room.stage(actor, meeting.pk)
    if notes is None:
        return services.NotHeld(services.why_not_held(meeting))
    return None if notes.may["write"] else Refused(notes.policy.reason("write"))


def _room(item: AgendaItem) -> str:
    return f"{reverse('room', args=[item.meeting_id])}?item={item.pk}"


def _beside(request: GatedRequest, item: AgendaItem, **rest: Any) -> HttpResponse:
    """The follow-ups of the item, as a piece of the room."""
    notes = in_room.stage(request.actor, item.meeting_id)
    if notes is None:
        raise services.NotHeld(services.why_not_held(meeting_or_404(request.actor, item.meeting_id)))
    return pieces(looked_at(request, notes, str(item.pk)), (FOLLOW_UPS,), **rest)


@require_http_methods(["GET", "POST"])
@CONVENORS
def follow_up_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change what is asked at the version that was read; a stale save shows both texts."""
    actor: Actor = request.actor
    row = follow_up_or_404(actor, pk)
    refuse(row, "change")
    groups = targets.choices(actor, row.country_id, (row.target_noun, row.target_id))
    stored = follow_up_values(row, groups)
    data = with_choices(request.POST, stored) if request.method == "POST" else None
    moves = row.state == FollowUpState.OPEN
    form = FollowUpForm(data, initial=stored, groups=groups, moves=moves)

    def run() -> Any:
        return services.change_follow_up(
            actor=actor,
            follow_up=row,
            version=sent_version(request),
            fields=form.values(),
            reason=form.cleaned_data.get("reason", ""),
        )

    if request.method == "POST":
        try:
            saved = deed(form, run)
        except Stale:
            return _both_texts(request, row, form, stored)
        if saved:
            messages.success(request, _("Saved."))
            return redirect("follow-up", pk)
    return _deed_page(
        request,
        row,
        form,
        title=_("Edit follow-up"),
        submit=_("Save follow-up"),
        hidden={"version": request.POST.get("version") or row.version},
    )


def _both_texts(request: GatedRequest, row: Any, form: Any, stored: dict[str, Any]) -> HttpResponse:
    page = marked(row, request.actor, title=_("Two texts of one follow-up"), subtitle=row.title)
    return conflicts.conflict_page(
        request,
        page,
        differing(form, stored),
        version=row.version,
        discard_url=reverse("follow-up", args=[row.pk]),
        saved=last_save(request.actor, row),
    )


def _deed_page(
    request: GatedRequest, row: Any, form: forms.Form, *, title: str, submit: str, **rest: Any
) -> HttpResponse:
    return deed_page(
        request,
        marked(row, request.actor, title=title, subtitle=row.title),
        form,
        submit=submit,
        back_url=reverse("follow-up", args=[row.pk]),
        back_label=_("Back to the follow-up"),
        **rest,
    )


@require_POST
@CONVENORS
def follow_up_send(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Send it to its owner before the meeting ends."""
    row = follow_up_or_404(request.actor, pk)
    services.send_follow_up(actor=request.actor, follow_up=row)
    if request.htmx:
        return _beside(request, item_or_404(request.actor, row.item_id))
    messages.success(request, _("Sent. Whoever reads the item reads it."))
    return redirect("follow-up", pk)


@require_http_methods(["GET", "POST"])
@CONVENORS
def follow_up_report(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say how it stands."""
    actor: Actor = request.actor
    row = follow_up_or_404(actor, pk)
    refuse(row, "report")
    form = StandingForm(posted(request), initial={"words": row.standing})

    def run() -> Any:
        try:
            words = form.cleaned_data["words"]
            return services.report_follow_up(
                actor=actor, follow_up=row, version=sent_version(request), words=words
            )
        except Stale:
            form.add_error(None, _("Somebody saved it in the meantime. Look at it, then save again."))
            return None

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Reported."))
        return redirect("follow-up", pk)
    return _deed_page(
        request,
        row,
        form,
        title=_("Say how it stands"),
        submit=_("Save report"),
        hidden={"version": row.version},
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def follow_up_close(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Close it with evidence; it then shows at its meeting and at the one that heard of it."""
    return _end(request, pk, "close")


@require_http_methods(["GET", "POST"])
@CONVENORS
def follow_up_drop(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give it up, with a reason."""
    return _end(request, pk, "drop")


def _end(request: GatedRequest, pk: UUID, action: str) -> HttpResponse:
    actor: Actor = request.actor
    row = follow_up_or_404(actor, pk)
    refuse(row, action)
    drops = action == "drop"
    heard = later_meetings(actor, row.meeting_id)
    form = ClosingForm(posted(request), heard=heard, drops=drops)

    def run() -> Any:
        given = dict(form.cleaned_data)
        chosen = given.pop("closed_in")
        closed_in = Meeting(pk=UUID(chosen)) if chosen else None
        end = services.drop_follow_up if drops else services.close_follow_up
        return end(actor=actor, follow_up=row, version=None, closed_in=closed_in, **given)

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Dropped.") if drops else _("Closed."))
        return redirect("follow-up", pk)
    title = _("Drop follow-up") if drops else _("Close follow-up")
    return _deed_page(request, row, form, title=title, submit=title)


@require_http_methods(["GET", "POST"])
@CONVENORS
def follow_up_reopen(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Open it again, with a reason."""
    actor: Actor = request.actor
    row = follow_up_or_404(actor, pk)
    refuse(row, "reopen")
    form = ReasonForm(posted(request))
    if request.method == "POST" and deed(
        form,
        lambda: services.reopen_follow_up(actor=actor, follow_up=row, reason=form.cleaned_data["reason"]),
    ):
        messages.success(request, _("The follow-up is open again."))
        return redirect("follow-up", pk)
    return _deed_page(request, row, form, title=_("Open follow-up again"), submit=_("Open again"))
