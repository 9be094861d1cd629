"""People and access: who may enter, until when; admit, invite again, end."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, KeyReused, Refused
from coordination.access.models import Receipt
from coordination.access.routes import ADMINISTRATORS, GatedRequest
from coordination.access.services import once

from .. import accounts, invitations, services
from ..forms import AdmitForm, MembershipFilter
from ..fresh import fresh
from ..models import Membership
from ..policy import accounts as policy
from ..queries import organisations
from ..reach import function_label, functions_of, will_read


@require_http_methods(["GET", "HEAD", "POST"])
@ADMINISTRATORS
def administration(request: GatedRequest) -> HttpResponse:
    """The memberships of a selection, and *Admit a delegate*."""
    actor: Actor = request.actor
    if request.method == "POST":
        return _will_read(request, actor) if "will-read" in request.GET else _admit(request, actor)
    return _page(request, actor, AdmitForm(actor=actor))


@require_POST
@ADMINISTRATORS
def admit(request: GatedRequest) -> HttpResponse:
    """Admit a delegate; the invitation is shown once and mailed."""
    actor: Actor = request.actor
    return _will_read(request, actor) if "will-read" in request.GET else _admit(request, actor)


def _page(request: GatedRequest, actor: Actor, form: AdmitForm, status: int = 200) -> HttpResponse:
    # Sent back with errors, the page lists everybody current: the filters belong to its address.
    filters = MembershipFilter(request.GET)
    understood = filters.is_valid()
    offset = (filters.cleaned_data.get("offset") or 0) if understood else 0
    rows, following = accounts.page(filters.selection, offset) if understood else ([], None)
    active = any(request.GET.get(name) for name in filters.fields if name != "offset")
    here = reverse("administration")
    context: dict[str, Any] = {
        "page": {
            "title": _("People and access"),
            "subtitle": _("Accounts, functions and end dates. This role reads no activity, plan or paper."),
            "marking": {"label": "", "narrow": False, "note": ""},
            "audience": {"level": 1, "words": _("Administrators")},
        },
        "filter_form": filters,
        "active": active,
        "clear_url": here,
        "rows": [_row(membership, actor) for membership in rows],
        "first_url": _offset(request, here, None) if offset else "",
        "next_url": _offset(request, here, following) if following else "",
        "form": form,
        "admit_url": reverse("admit"),
        "idempotency_key": request.POST.get("idempotency_key") or form.new_key(),
        "will_read": _words(form),
    }
    if not rows:
        context["empty"] = {
            "title": _("No access matches these filters"),
            "words": _("Ended accesses are listed under “Ended”.")
            if understood
            else _("One of the filters is not known here; nothing was selected."),
            "steps": [{"label": _("Clear the filters"), "url": here}],
        }
    return render(request, "people/administration.html", context, status=status if understood else 400)


def _row(membership: Membership, actor: Actor) -> dict[str, Any]:
    row = accounts.row(membership, actor.user_id)
    row["end_url"] = reverse("end-access", args=[membership.pk]) if row["may_end"] else ""
    return row


def _offset(request: GatedRequest, here: str, offset: int | None) -> str:
    query = request.GET.copy()
    query.pop("offset", None)
    if offset:
        query["offset"] = str(offset)
    return f"{here}?{query.urlencode()}" if query else here


def _words(form: AdmitForm) -> str:
    """What the person would read, as soon as organisation and function go together."""
    organisation, function = form.chosen_organisation, str(form.data.get("function", ""))
    if organisation is None:
        return ""
    possible = functions_of(organisation)
    if function not in possible:
        if not possible or function:
            return ""
        function = possible[0]
    return will_read(organisation, function, form.chosen_countries)


def _will_read(request: GatedRequest, actor: Actor) -> HttpResponse:
    form = AdmitForm(request.POST, actor=actor)
    return render(request, "people/administration.html#will_read", {"will_read": _words(form)})


@fresh
def _admit(request: GatedRequest, actor: Actor) -> HttpResponse:
    form = AdmitForm(request.POST, actor=actor)
    key = request.POST.get("idempotency_key") or form.new_key()
    again = _sent_before(actor, key)
    if again is None and not form.is_valid():
        return _page(request, actor, form, status=400)
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}

    def make() -> UUID:
        # A receipt keeps a UUID; the number of a membership fits into one.
        return UUID(int=services.admit(actor=actor, nomination=form.asked).pk)

    try:
        made, new = once(actor=actor, key=key, sent=sent, make=make)
    except ValidationError as wrong:  # admitted by somebody else between the check and the save
        form.add_error(None, wrong)
        return _page(request, actor, form, status=409)
    except KeyReused:
        form.is_valid()
        form.add_error(None, _("This form was sent before with something else in it. Load the page again."))
        return _page(request, actor, form, status=409)
    membership = accounts.one(made.int)
    if membership is None:
        raise Hidden("membership")
    return _admitted(request, membership, mail=new)


def _sent_before(actor: Actor, key: str) -> UUID | None:
    return Receipt.objects.filter(user_id=actor.user_id, key=key[:100]).values_list("made", flat=True).first()


def _admitted(request: GatedRequest, membership: Membership, *, mail: bool) -> HttpResponse:
    """The invitation, shown once; or the word that none is needed."""
    user = membership.user
    list_url = f"{reverse('administration')}?{urlencode({'words': user.email})}"
    if user.has_usable_password():
        text = _("%(email)s has an account already and holds this function too; no invitation is needed.")
        messages.success(request, text % {"email": user.email})
        return redirect(list_url)
    link = request.build_absolute_uri(invitations.path_for(user))
    organisation = organisations().by_id[membership.organisation_id]
    countries = membership.countries.values_list("pk", flat=True)
    context = {
        "page": {
            "title": _("Admitted"),
            "subtitle": user.email,
            "marking": {"label": "", "narrow": False, "note": ""},
            "audience": {"level": 1, "words": _("Administrators")},
        },
        "invitation": {
            "email": user.email,
            "organisation": accounts.organisation_words(membership),
            "function_label": function_label(membership.function),
            "ends_on": membership.ends_on,
            "link": link,
            "expires_on": invitations.expires_at(),
            "mailed": invitations.mail(user, link) if mail else True,
        },
        "will_read": will_read(organisation, membership.function, list(countries)),
        "back_url": reverse("administration"),
    }
    return render(request, "people/admitted.html", context)


@require_POST
@ADMINISTRATORS
@fresh
def invite_again(request: GatedRequest, membership_id: int) -> HttpResponse:
    """A new link for somebody whose first one ran out."""
    membership = services.invite_again(actor=request.actor, membership_id=membership_id)
    return _admitted(request, membership, mail=True)


@require_http_methods(["GET", "HEAD", "POST"])
@ADMINISTRATORS
@fresh
def end_access(request: GatedRequest, membership_id: int) -> HttpResponse:
    """Asks once, then ends the access and every session of the person."""
    actor: Actor = request.actor
    back_url = reverse("administration")
    if request.method == "POST":
        ended = services.end(actor=actor, membership_id=membership_id)
        messages.success(request, _("The access of %(email)s has ended.") % {"email": ended.user.email})
        return redirect(back_url)
    membership = accounts.one(membership_id)
    if membership is None:
        raise Hidden("membership")
    if membership.user_id == actor.user_id:
        raise Refused(policy.reason("end"))
    context = {
        "page": {
            "title": _("End an access"),
            "subtitle": "",
            "marking": {"label": "", "narrow": False, "note": ""},
            "audience": {"level": 1, "words": _("Administrators")},
        },
        "membership": {
            "organisation": accounts.organisation_words(membership),
            "post": membership.post,
            "email": membership.user.email,
            "function_label": function_label(membership.function),
            "ends_on": membership.ends_on,
        },
        "back_url": back_url,
    }
    return render(request, "people/end.html", context)
