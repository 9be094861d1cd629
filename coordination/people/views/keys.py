"""Service accounts and keys to the API: ask for one, make a key, revoke it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access.deeds import deed, deed_page, posted
from coordination.access.routes import ACCOUNTS, ADMINISTRATORS, RUNNING, GatedRequest

from .. import keys, services
from ..forms import KeyForm, ProgramForm
from ..fresh import fresh
from .invited import accounts_page, administration_tabs, people_tabs
from .ours import one_of_ours, quoted


@require_safe
@RUNNING
def our_keys(request: GatedRequest) -> HttpResponse:
    """The service accounts of the organisations that the actor runs, and their keys."""
    page = accounts_page(
        _("Service accounts"),
        _("Programs of your organisation that use the API with its rights, within the scope of their keys."),
    ) | {"tabs": people_tabs(request, request.actor)}
    actions = [{"label": _("Ask for a service account"), "url": reverse("ask-program"), "primary": True}]
    context = {"page": page | {"actions": actions}, "programs": keys.programs(request.actor)}
    return render(request, "people/keys.html", context)


@require_safe
@ADMINISTRATORS
def all_keys(request: GatedRequest) -> HttpResponse:
    """All service accounts and keys; an administrator revokes them and makes none."""
    page = accounts_page(
        _("Service accounts"),
        _("Who owns them, what their keys may do, when they were last used."),
        everybody=True,
    ) | {"tabs": administration_tabs(request)}
    return render(request, "people/keys.html", {"page": page, "programs": keys.programs(request.actor)})


@require_http_methods(["GET", "HEAD", "POST"])
@RUNNING
@fresh
def ask(request: GatedRequest) -> HttpResponse:
    """Nominate a program; an administrator verifies it."""
    form, back_url = ProgramForm(posted(request), actor=request.actor), reverse("our-keys")
    if made := deed(form, lambda: services.nominate(actor=request.actor, candidate=form.asked)):
        text = _("%(email)s is nominated; once an administrator has verified it, you make its keys.")
        messages.success(request, text % {"email": made.email})
        return redirect(back_url)
    return deed_page(
        request,
        accounts_page(_("Ask for a service account")),
        form,
        submit=_("Nominate service account"),
        back_url=back_url,
        back_label=_("Back"),
        consequence=_("An administrator verifies it. Keys are then made here, by you, and shown once."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@RUNNING
@fresh
def new_key(request: GatedRequest, membership_id: int) -> HttpResponse:
    """A key, shown this once."""
    membership, back_url = one_of_ours(request, "issue", membership_id), reverse("our-keys")
    form = KeyForm(posted(request))

    def run() -> str:
        return services.issue_key(actor=request.actor, membership_id=membership_id, **form.cleaned_data)

    if key := deed(form, run):
        context: dict[str, Any] = {
            "page": accounts_page(_("A new key"), membership.post),
            "key": key,
            "back_url": back_url,
        }
        return render(request, "people/key.html", context)
    return deed_page(
        request,
        accounts_page(_("Make a key")),
        form,
        submit=_("Make key"),
        back_url=back_url,
        back_label=_("Back"),
        quoted=quoted(membership),
    )


@require_POST
@ACCOUNTS
@fresh
def revoke(request: GatedRequest, key_id: int) -> HttpResponse:
    """A key opens nothing any more."""
    services.revoke_key(actor=request.actor, key_id=key_id)
    messages.success(request, _("The key is revoked."))
    return redirect("all-keys" if request.actor.is_administrator else "our-keys")
