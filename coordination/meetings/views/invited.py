"""Who is invited and what they answer; cancelling; the number that the Secretariat gives."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.access.actor import Actor
from coordination.access.deeds import deed, posted
from coordination.access.routes import SIGNED_IN, GatedRequest

from .. import services
from ..choices import codes_of
from ..detail_page import own_answer
from ..forms import AnswerForm, CancelForm, InviteForm, NumberForm
from ..kinds import Capacity, Coming
from ..queries import reading
from .deeds import CONVENORS, deed_page, marked, meeting_or_404, meeting_url, refuse


@require_http_methods(["GET", "POST"])
@CONVENORS
def meeting_invite(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say who is invited, as members and as guests."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    refuse(meeting, "invite")
    rows = reading.participations(actor, meeting)
    initial = {
        "members": codes_of([row.organisation_id for row in rows if row.capacity == Capacity.MEMBER]),
        "guests": codes_of([row.organisation_id for row in rows if row.capacity == Capacity.GUEST]),
    }
    form = InviteForm(posted(request), initial=initial)
    if request.method == "POST" and deed(
        form, lambda: services.invite(actor=actor, meeting=meeting, invited=form.invited())
    ):
        messages.success(request, _("Saved."))
        return redirect("meeting", pk)
    issued = meeting.first_issued_at is not None
    return deed_page(
        request,
        marked(meeting, actor, title=_("Who is invited"), subtitle=meeting.name),
        form,
        submit=_("Save invitations"),
        consequence=_(
            "Whoever is invited reads the meeting and its common items at once; who is taken off does not any more."
        )
        if issued
        else _("Whoever is invited reads the meeting once it is issued."),
        back_url=meeting_url(meeting),
        back_label=_("Back to the meeting"),
    )


@require_http_methods(["GET", "POST"])
@SIGNED_IN
def meeting_answer(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say whether one's organisation takes part."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    refuse(meeting, "answer")
    own = own_answer(reading.participations(actor, meeting), actor)
    answered = own is not None and own.coming != Coming.UNANSWERED
    initial = {"coming": own.coming, "posts": own.posts} if own is not None and answered else {}
    form = AnswerForm(posted(request), initial=initial)
    if request.method == "POST" and deed(
        form, lambda: services.answer(actor=actor, meeting=meeting, **form.cleaned_data)
    ):
        messages.success(request, _("Your answer is with the convenor."))
        return redirect("meeting", pk)
    return deed_page(
        request,
        marked(meeting, actor, title=_("Do you take part?"), subtitle=meeting.name),
        form,
        submit=_("Send answer"),
        consequence=_("Everybody who reads the meeting reads the answer."),
        back_url=meeting_url(meeting),
        back_label=_("Back to the meeting"),
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def meeting_cancel(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Cancel a meeting with a reason."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    refuse(meeting, "cancel")
    form = CancelForm(posted(request))
    if request.method == "POST" and deed(
        form, lambda: services.cancel(actor=actor, meeting=meeting, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The meeting is cancelled; calendars strike it out."))
        return redirect("meeting", pk)
    return deed_page(
        request,
        marked(meeting, actor, title=_("Cancel the meeting"), subtitle=meeting.name),
        form,
        submit=_("Cancel meeting"),
        consequence=_("It stays on record with its agenda and cannot be called again; copy it instead."),
        back_url=meeting_url(meeting),
        back_label=_("Back to the meeting"),
    )


@require_http_methods(["GET", "POST"])
@CONVENORS
def meeting_number(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The General Secretariat gives the Council's number."""
    actor: Actor = request.actor
    meeting = meeting_or_404(actor, pk)
    refuse(meeting, "number")
    form = NumberForm(posted(request), initial={"reference": meeting.reference})
    if request.method == "POST" and deed(
        form,
        lambda: services.give_number(
            actor=actor, meeting=meeting, version=None, reference=form.cleaned_data["reference"]
        ),
    ):
        messages.success(request, _("Saved."))
        return redirect("meeting", pk)
    return deed_page(
        request,
        marked(meeting, actor, title=_("Give the number"), subtitle=meeting.name),
        form,
        submit=_("Save number"),
        consequence=_("Until then the notice carries a provisional reference."),
        back_url=meeting_url(meeting),
        back_label=_("Back to the meeting"),
    )
