"""People and access: what waits to be verified, who may enter and until when; nominate, invite again, end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.routes import ADMINISTRATORS, GatedRequest

from .. import accounts, nominations, services
from ..forms import AdmitForm, MembershipFilter
from ..fresh import fresh
from ..models import Membership
from ..policy import accounts as policy
from ..reach import functions_of, will_read
from .invited import accounts_page, administration_tabs, invited, named, nominated


@require_http_methods(["GET", "HEAD", "POST"])
@ADMINISTRATORS
def administration(request: GatedRequest) -> HttpResponse:
    """The memberships of a selection, and *Admit a delegate*."""
    actor: Actor = request.actor
    if request.method == "POST":
        return _will_read(request, actor) if "will-read" in request.GET else _admit(request)
    return _page(request, actor, AdmitForm(actor=actor))


@require_POST
@ADMINISTRATORS
def admit(request: GatedRequest) -> HttpResponse:
    """Enter a nomination that came by letter; somebody else must verify it."""
    return _will_read(request, request.actor) if "will-read" in request.GET else _admit(request)


@fresh
def _admit(request: GatedRequest) -> HttpResponse:
    actor = request.actor
    form = AdmitForm(request.POST, actor=actor)
    made = nominated(request, form)
    if made is None:
        return _page(request, actor, form, status=form.status)
    text = _(
        "The nomination of %(email)s is entered. Somebody else verifies it; then the invitation goes out."
    )
    messages.success(request, text % {"email": made[0].email})
    return redirect("administration")


def _page(request: GatedRequest, actor: Actor, form: AdmitForm, status: int = 200) -> HttpResponse:
    # Sent back with errors, the page lists everybody current: the filters belong to its address.
    filters = MembershipFilter(request.GET)
    understood = filters.is_valid()
    offset = (filters.cleaned_data.get("offset") or 0) if understood else 0
    rows, following = accounts.page(filters.selection, offset) if understood else ([], None)
    active = any(request.GET.get(name) for name in filters.fields if name != "offset")
    here = reverse("administration")
    context: dict[str, Any] = {
        "page": accounts_page(
            _("People and access"),
            _("Accounts, functions and end dates. This role reads no activity, plan or paper."),
            everybody=True,
        )
        | {"tabs": administration_tabs(request)},
        "filter_form": filters,
        "active": active,
        "clear_url": here,
        "waiting": [nominations.row(row, actor) for row in nominations.waiting(actor)],
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


@require_POST
@ADMINISTRATORS
@fresh
def invite_again(request: GatedRequest, membership_id: int) -> HttpResponse:
    """A new link for somebody whose first one ran out."""
    membership = services.invite_again(actor=request.actor, membership_id=membership_id)
    return invited(request, membership, back_url=reverse("administration"))


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
        "page": accounts_page(_("End an access"), everybody=True),
        "membership": named(membership),
        "back_url": back_url,
    }
    return render(request, "people/end.html", context)
