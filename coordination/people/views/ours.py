"""People of my delegation: whoever runs an organisation admits, extends, substitutes and ends its people."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coordination.access.actor import Actor
from coordination.access.deeds import deed, deed_page, posted
from coordination.access.errors import Hidden, Refused
from coordination.access.routes import RUNNING, GatedRequest

from .. import accounts, nominations, ours, services
from ..forms import AdmitForm, ExtendForm, SubstituteForm
from ..fresh import fresh
from ..models import Membership, NominationState
from ..policy import accounts as policy
from ..reach import function_label
from .invited import accounts_page, invited, named, nominated, people_tabs


@require_safe
@RUNNING
def our_people(request: GatedRequest) -> HttpResponse:
    """The people of the organisations that the actor runs."""
    return _page(request, request.actor, AdmitForm(actor=request.actor, own=True))


@require_POST
@RUNNING
@fresh
def admit_ours(request: GatedRequest) -> HttpResponse:
    """Nominate a colleague; all but a focal point are in at once."""
    actor = request.actor
    form = AdmitForm(request.POST, actor=actor, own=True)
    made = nominated(request, form)
    if made is None:
        return _page(request, actor, form, status=form.status)
    nomination, new = made
    back_url = reverse("our-people")
    if nomination.state == NominationState.INVITED:
        membership = accounts.made_by(nomination)
        return invited(request, membership, back_url=back_url, again=not new)
    text = _("%(email)s is nominated; an administrator verifies it, then the invitation goes out.")
    messages.success(request, text % {"email": nomination.email})
    return redirect(back_url)


def _page(request: GatedRequest, actor: Actor, form: AdmitForm, status: int = 200) -> HttpResponse:
    body = ours.main_body(actor)
    page = accounts_page(
        _("People of my delegation"),
        _("%(organisation)s: who has access, in which function, until when.") % {"organisation": body.name},
    ) | {
        "tabs": people_tabs(request, actor),
        "actions": [{"label": _("Admit a colleague"), "url": "#admit", "primary": True}],
    }
    context: dict[str, Any] = {
        "page": page,
        "waiting": [nominations.row(row, actor) for row in nominations.waiting(actor)],
        "groups": ours.groups(actor),
        "closed": [nominations.row(row, actor) for row in nominations.closed_lately(actor)],
        "form": form,
        "idempotency_key": request.POST.get("idempotency_key") or form.new_key(),
    }
    return render(request, "people/ours.html", context, status=status)


def one_of_ours(request: GatedRequest, action: str, membership_id: int) -> Membership:
    """The membership that a page is about, once the actor may do the action with it."""
    actor = request.actor
    membership = accounts.one(membership_id)
    if membership is None or membership.organisation_id not in actor.runs:
        raise Hidden("membership")
    if not Membership.objects.filter(policy.rule(action, actor), pk=membership_id).exists():
        raise Refused(policy.reason(action))
    return membership


def quoted(membership: Membership) -> str:
    """A membership in words, above a form that is about it."""
    words = [accounts.organisation_words(membership), membership.post]
    who = f"{membership.user.email} · {function_label(membership.function)}"
    return f"{', '.join(filter(None, words))}\n{who}"


@require_http_methods(["GET", "HEAD", "POST"])
@RUNNING
@fresh
def extend(request: GatedRequest, membership_id: int) -> HttpResponse:
    """Another last day."""
    membership, back_url = one_of_ours(request, "extend", membership_id), reverse("our-people")
    form = ExtendForm(posted(request) or None, initial={"ends_on": services.latest_end()})

    def run() -> Membership:
        return services.extend(actor=request.actor, membership_id=membership_id, **form.cleaned_data)

    if deed(form, run):
        messages.success(
            request, _("The access of %(email)s is extended.") % {"email": membership.user.email}
        )
        return redirect(back_url)
    page = accounts_page(_("Extend an access"))
    return deed_page(
        request,
        page,
        form,
        submit=_("Extend access"),
        back_url=back_url,
        back_label=_("Back"),
        quoted=quoted(membership),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@RUNNING
@fresh
def substitute(request: GatedRequest, membership_id: int) -> HttpResponse:
    """A colleague stands in from one day to another."""
    membership, back_url = one_of_ours(request, "substitute", membership_id), reverse("our-people")
    form = SubstituteForm(posted(request), post=membership)

    def run() -> Membership:
        values = form.cleaned_data
        return services.substitute(
            actor=request.actor,
            membership_id=membership_id,
            colleague_id=values["colleague"],
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
        )

    if made := deed(form, run):
        text = _("The substitute of %(email)s is named, until %(day)s.")
        messages.success(request, text % {"email": membership.user.email, "day": ours.day(made.ends_on)})
        return redirect(back_url)
    page = accounts_page(_("Name a substitute"))
    return deed_page(
        request,
        page,
        form,
        submit=_("Name substitute"),
        back_url=back_url,
        back_label=_("Back"),
        quoted=quoted(membership),
        consequence=_(
            "The substitute holds this function besides their own, from the first day to the end of the last."
            " It ends by itself at midnight in Brussels."
        ),
        half=("date",),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@RUNNING
@fresh
def end(request: GatedRequest, membership_id: int) -> HttpResponse:
    """Asks once, then ends the access and every session of the person."""
    membership, back_url = one_of_ours(request, "end", membership_id), reverse("our-people")
    if request.method == "POST":
        services.end(actor=request.actor, membership_id=membership_id)
        messages.success(request, _("The access of %(email)s has ended.") % {"email": membership.user.email})
        return redirect(back_url)
    context = {
        "page": accounts_page(_("End an access")),
        "membership": named(membership),
        "back_url": back_url,
    }
    return render(request, "people/end.html", context)


@require_POST
@RUNNING
@fresh
def invite_again(request: GatedRequest, membership_id: int) -> HttpResponse:
    """A new link for somebody whose first one ran out."""
    one_of_ours(request, "invite", membership_id)
    membership = services.invite_again(actor=request.actor, membership_id=membership_id)
    return invited(request, membership, back_url=reverse("our-people"))
