"""Deciding on nominations: verify and invite with one click, decline with a reason, withdraw."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.deeds import deed, deed_page, posted
from coordination.access.errors import Hidden, Refused
from coordination.access.routes import ACCOUNTS, GatedRequest

from .. import accounts, nominations, services
from ..forms import DeclineForm
from ..fresh import fresh
from ..models import NominationState
from ..policy import nominations as policy
from .invited import accounts_page, invited


def list_url(actor: Actor) -> str:
    """The page on which somebody finds the nominations that they decide on."""
    return reverse("administration" if actor.is_administrator else "our-people")


@require_POST
@ACCOUNTS
@fresh
def verify(request: GatedRequest, nomination_id: UUID) -> HttpResponse:
    """Agree to a nomination; the last agreement sends the invitation."""
    actor, back_url = request.actor, list_url(request.actor)
    try:
        nomination = services.verify(actor=actor, nomination_id=nomination_id)
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
        return redirect(back_url)
    if nomination.state == NominationState.VERIFIED:
        text = _("The nomination of %(email)s is verified; a second administrator must verify it too.")
        messages.success(request, text % {"email": nomination.email})
        return redirect(back_url)
    made = accounts.made_by(nomination)
    return invited(request, made, back_url=back_url)


@require_http_methods(["GET", "HEAD", "POST"])
@ACCOUNTS
@fresh
def decline(request: GatedRequest, nomination_id: UUID) -> HttpResponse:
    """Turn a nomination down, with the reason."""
    actor, back_url = request.actor, list_url(request.actor)
    nomination = nominations.one(actor, nomination_id)
    if nomination is None:
        raise Hidden("nomination")
    if not nominations.may(actor, "decline", nomination_id):
        raise Refused(policy.reason("decline"))
    form = DeclineForm(posted(request))
    if deed(form, lambda: services.decline(actor=actor, nomination_id=nomination_id, **form.cleaned_data)):
        messages.success(request, _("The nomination of %(email)s is declined.") % {"email": nomination.email})
        return redirect(back_url)
    page = accounts_page(_("Decline a nomination"), nomination.email)
    return deed_page(
        request, page, form, submit=_("Decline nomination"), back_url=back_url, back_label=_("Back")
    )


@require_POST
@ACCOUNTS
@fresh
def withdraw(request: GatedRequest, nomination_id: UUID) -> HttpResponse:
    """Take one's own nomination back."""
    nomination = services.withdraw(actor=request.actor, nomination_id=nomination_id)
    messages.success(request, _("The nomination of %(email)s is withdrawn.") % {"email": nomination.email})
    return redirect(list_url(request.actor))
