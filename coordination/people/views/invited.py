"""What the pages of administrators and of focal points share: a nomination is taken, an invitation sent."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, KeyReused
from coordination.access.models import Receipt
from coordination.access.routes import GatedRequest
from coordination.access.services import once

from .. import accounts, invitations, nominations, services
from ..forms import AdmitForm
from ..models import Membership, Nomination
from ..queries import organisations
from ..reach import function_label, will_read


def accounts_page(title: str, subtitle: str = "", *, everybody: bool = False) -> dict[str, Any]:
    """The head of a page on accounts, which carries no marked content."""
    readers = _("Administrators") if everybody else _("Administrators, focal points")
    return {
        "title": title,
        "subtitle": subtitle,
        "marking": {"label": "", "narrow": False, "note": ""},
        "audience": {"level": 1, "words": readers},
    }


def people_tabs(request: GatedRequest, actor: Actor) -> list[dict[str, Any]]:
    """The views of *People*: for most there is one, and then no tabs."""
    if not actor.runs:
        return []
    return _tabs(
        request,
        (_("Posts"), "directory"),
        (_("People of my delegation"), "our-people"),
        (_("Still needed?"), "still-needed"),
        (_("Service accounts"), "our-keys"),
    )


def administration_tabs(request: GatedRequest) -> list[dict[str, Any]]:
    """The views of *People and access*."""
    return _tabs(
        request,
        (_("Access"), "administration"),
        (_("Still needed?"), "behind"),
        (_("Service accounts"), "all-keys"),
    )


def _tabs(request: GatedRequest, *views: tuple[str, str]) -> list[dict[str, Any]]:
    places = [(label, reverse(name)) for label, name in views]
    return [{"label": label, "url": url, "current": request.path == url} for label, url in places]


def named(membership: Membership) -> dict[str, Any]:
    """A membership in words, above a form that is about it."""
    return {
        "organisation": accounts.organisation_words(membership),
        "post": membership.post,
        "email": membership.user.email,
        "function_label": function_label(membership.function),
        "ends_on": membership.ends_on,
    }


def nominated(request: GatedRequest, form: AdmitForm) -> tuple[Nomination, bool] | None:
    """The nomination that a form makes, once for its key, and whether it is new.

    None when the form says what is wrong.
    """
    actor = request.actor
    key = request.POST.get("idempotency_key") or form.new_key()
    sent_before = Receipt.objects.filter(user_id=actor.user_id, key=key[:100]).exists()
    if not form.is_valid() and not sent_before:
        return None
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}

    def make() -> UUID:
        return services.nominate(actor=actor, candidate=form.asked).pk

    try:
        made, new = once(actor=actor, key=key, sent=sent, make=make)
    except ValidationError as wrong:  # admitted by somebody else between the check and the save
        form.add_error(None, wrong)
        form.status = 409
        return None
    except KeyReused:
        form.add_error(None, _("This form was sent before with something else in it. Load the page again."))
        form.status = 409
        return None
    nomination = nominations.one(actor, made)
    if nomination is None:
        raise Hidden("nomination")
    return nomination, new


def invited(
    request: GatedRequest, membership: Membership, *, back_url: str, again: bool = False
) -> HttpResponse:
    """Mail the invitation, and say so; or say that none is needed.

    The link itself is for the mailbox alone: whoever saw it could enter as the person that they admit.
    A demonstration sends no mail and shows it instead. `again`: this very form was sent before.
    """
    user = membership.user
    if user.has_usable_password():
        text = _("%(email)s has an account already and holds this function too; no invitation is needed.")
        messages.success(request, text % {"email": user.email})
        return redirect(back_url)
    link = request.build_absolute_uri(invitations.path_for(user))
    organisation = organisations().by_id[membership.organisation_id]
    countries = membership.countries.values_list("pk", flat=True)
    context = {
        "page": accounts_page(_("Admitted"), user.email),
        "invitation": {
            "email": user.email,
            "organisation": accounts.organisation_words(membership),
            "function_label": function_label(membership.function),
            "ends_on": membership.ends_on,
            "link": link if settings.DEMO else "",
            "expires_on": invitations.expires_at(),
            "mailed": again or invitations.mail(user, link),
        },
        "will_read": will_read(organisation, membership.function, list(countries)),
        "back_url": back_url,
    }
    return render(request, "people/admitted.html", context)
