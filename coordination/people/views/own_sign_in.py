"""*My sign-in*: one's own factors, recovery codes and sessions, and what a sign-in still lacks."""

import base64
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.internal import auth as webauthn
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.errors import Hidden, Refused
from coordination.access.pages import own_address
from coordination.access.routes import OWN_SIGN_IN, SIGNED_IN, GatedRequest

from .. import enrolment, sessions
from ..factors import (
    CODE,
    DEMONSTRATION,
    PASSKEY,
    RECOVERY,
    held,
    is_fresh,
    may_add,
    may_remove,
    needs_passkey,
    next_step,
    proofs,
)
from ..fresh import asking, fresh, options, options_url, shown, ways
from ..proof_forms import NewAppForm, NewPasskeyForm, PasskeyNameForm

PAGE = ["GET", "HEAD", "POST"]


def _next(request: HttpRequest) -> str:
    return own_address(request, (request.POST or request.GET).get("next", ""))


def _back(request: GatedRequest) -> str:
    """Where the proof was asked for. A file leaves no page to stand on: back to its list, then."""
    address = _next(request)
    if "/file/" not in address:
        return address or reverse("own-sign-in")
    messages.success(request, _("Confirmed: files can be taken for five minutes."))
    path, _mark, query = address.partition("?")
    return f"{path.partition('file/')[0]}?{query}" if query else path.partition("file/")[0]


def _page(title: str, subtitle: str = "") -> dict[str, Any]:
    return {
        "title": title,
        "subtitle": subtitle,
        "marking": {"label": "", "narrow": False, "note": ""},
    }


@require_GET
@SIGNED_IN
def own_sign_in(request: GatedRequest) -> HttpResponse:
    """My factors and my sessions."""
    factors = held(request.actor.user_id)
    context = {
        "page": _page(_("My sign-in"), request.actor.email),
        "passkeys": [_factor(request, factor, factors) for factor in factors[PASSKEY]],
        "apps": [_factor(request, factor, factors) for factor in factors[CODE]],
        "codes_left": sum(len(factor.wrap().get_unused_codes()) for factor in factors[RECOVERY]),
        "may_renew_codes": bool(factors[PASSKEY] or factors[CODE]),
        "needs_passkey": needs_passkey(request.actor),
        "sessions": sessions.running(request),
        "has_password": request.user.has_usable_password(),  # type: ignore[union-attr]
        "exempt": DEMONSTRATION in proofs(request),
    }
    return render(request, "accounts/own_sign_in.html", context)


def _factor(request: GatedRequest, factor: Any, factors: Any) -> dict[str, Any]:
    removable = may_remove(request.actor, factor, factors)
    return {
        "name": factor.wrap().name if factor.type == PASSKEY else _("Authenticator app"),
        "created_at": factor.created_at,
        "last_used_at": factor.last_used_at,
        "rename_url": reverse("name-passkey", args=[factor.pk]) if factor.type == PASSKEY else "",
        "remove_url": reverse("remove-factor", args=[factor.pk]) if removable else "",
    }


@require_GET
@OWN_SIGN_IN
def protect(request: GatedRequest) -> HttpResponse:
    """What this session lacks before it reaches anything else, and how to get it."""
    on = _next(request) or reverse("desk")
    if not next_step(request, request.actor):
        return redirect(on)
    factors = held(request.actor.user_id)
    query = urlencode({"next": on})
    context = {
        "may_add": may_add(proofs(request), factors),
        "needs_passkey": needs_passkey(request.actor),
        "passkey_url": f"{reverse('add-passkey')}?{query}",
        "app_url": f"{reverse('add-app')}?{query}",
        "confirm_url": f"{reverse('confirm')}?{query}",
    }
    return render(request, "accounts/protect.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(PAGE)
@OWN_SIGN_IN
def confirm(request: GatedRequest) -> HttpResponse:
    """Show a second factor once more, and go on to where it was asked for."""
    if request.method == "POST" and "options" in request.GET:
        return options(request.user)
    form = shown(request) if request.method == "POST" else None
    if request.method == "POST" and is_fresh(request) and (form is None or form.is_valid()):
        return redirect(_back(request))
    context = {
        "proof": asking(
            request.user, form, options_url=options_url(), codes=not needs_passkey(request.actor)
        ),
        "demonstration": settings.DEMO and DEMONSTRATION in proofs(request),
        "next": _next(request),
        "typed": [],
        "providers": ways(request),
    }
    return render(request, "accounts/confirm.html", context)


@never_cache
@require_http_methods(PAGE)
@OWN_SIGN_IN
@fresh
def add_passkey(request: GatedRequest) -> HttpResponse:
    """Make a passkey on this machine, a telephone or a key."""
    _require_may_add(request)
    if request.method == "POST" and "options" in request.GET:
        return JsonResponse(webauthn.begin_registration(request.user, passwordless=True))
    form = NewPasskeyForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        return _added(request, enrolment.add_passkey(request=request, form=form))
    context = {"form": form, "next": _next(request), "options_url": f"{reverse('add-passkey')}?options"}
    return render(request, "accounts/add_passkey.html", context, status=400 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(PAGE)
@OWN_SIGN_IN
@fresh
def add_app(request: GatedRequest) -> HttpResponse:
    """Give a secret to an authenticator app and take its first code."""
    _require_may_add(request)
    if held(request.actor.user_id)[CODE]:
        raise Refused(_("You have an app already: remove it before you set up another."))
    form = NewAppForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_valid():
        return _added(request, enrolment.add_app(request=request, form=form))
    address = get_adapter().build_totp_url(request.user, form.secret)
    picture = base64.b64encode(get_adapter().build_totp_svg(address).encode()).decode()
    context = {
        "form": form,
        "next": _next(request),
        "picture": f"data:image/svg+xml;base64,{picture}",
        "secret": " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4)),
    }
    return render(request, "accounts/add_app.html", context, status=400 if form.errors else 200)


def _require_may_add(request: GatedRequest) -> None:
    if not may_add(proofs(request), held(request.actor.user_id)):
        raise Refused(_("Show a factor that you have before you add another: sign in again."))


def _added(request: GatedRequest, codes: list[str]) -> HttpResponse:
    on = _next(request) or reverse("own-sign-in")
    if not codes:
        messages.success(request, _("Your sign-in is protected by it from now on."))
        return redirect(on)
    return _codes_page(request, codes, on)


def _codes_page(request: GatedRequest, codes: list[str], on: str) -> HttpResponse:
    """The recovery codes, shown this once: in the answer, at no address."""
    spaced = [" ".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]
    return render(request, "accounts/recovery_codes.html", {"codes": spaced, "next": on})


@never_cache
@require_POST
@SIGNED_IN
@fresh
def renew_recovery_codes(request: GatedRequest) -> HttpResponse:
    """New recovery codes in the place of the old."""
    return _codes_page(request, enrolment.renew_recovery_codes(request=request), reverse("own-sign-in"))


@require_http_methods(PAGE)
@SIGNED_IN
@fresh
def name_passkey(request: GatedRequest, factor_id: int) -> HttpResponse:
    """Give a passkey another name."""
    mine = [row for row in held(request.actor.user_id)[PASSKEY] if row.pk == factor_id]
    if not mine:
        raise Hidden("factor")
    known = {"name": mine[0].wrap().name}
    form = PasskeyNameForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        enrolment.rename(request=request, factor_id=factor_id, name=form.cleaned_data["name"])
        return redirect("own-sign-in")
    context = {"page": _page(_("Name a passkey")), "form": form, "back_url": reverse("own-sign-in")}
    return render(request, "accounts/name_passkey.html", context, status=400 if form.errors else 200)


@require_POST
@SIGNED_IN
@fresh
def remove_factor(request: GatedRequest, factor_id: int) -> HttpResponse:
    """Remove a passkey or the app."""
    enrolment.remove(request=request, factor_id=factor_id)
    messages.success(request, _("It opens your account no more."))
    return redirect("own-sign-in")


@require_POST
@SIGNED_IN
def end_session(request: GatedRequest) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    if request.POST.get("which") == "others":
        sessions.end_others(request.actor.user_id, request.session.session_key)
        messages.success(request, _("All your other sessions have ended."))
    elif sessions.end_one(request.actor.user_id, request.POST.get("which", "")):
        messages.success(request, _("The session has ended."))
    return redirect("own-sign-in")
