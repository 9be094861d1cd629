"""A new password: of one's own will, or because the old one is forgotten."""

import time
from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from coordination.access.routes import EVERYONE, SIGNED_IN, GatedRequest

from .. import limits, passwords, services
from ..forms import FirstPasswordForm, ForgottenForm
from ..fresh import asking, fresh, options
from ..models import User
from ..proof_forms import proof_form

PAGE = ["GET", "HEAD", "POST"]
# In the session, between the second factor and the new password.
PROVED, PROVED_FOR = "password-reset", 600


@never_cache
@sensitive_post_parameters()
@require_http_methods(PAGE)
@SIGNED_IN
@fresh
def new_password(request: GatedRequest) -> HttpResponse:
    """A new password; every other session ends."""
    form: Any = FirstPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        key = request.session.session_key
        user = services.set_password(
            user_id=request.actor.user_id, password=form.cleaned_data["new_password1"], but_session=key
        )
        update_session_auth_hash(request, user)
        messages.success(request, _("The new password holds; all your other sessions have ended."))
        return redirect("own-sign-in")
    return render(request, "accounts/new_password.html", {"form": form}, status=400 if form.errors else 200)


@require_http_methods(PAGE)
@EVERYONE
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail; the answer and its time are the same for every address."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/forgotten.html", {"form": form, "sent": False})
    email = form.cleaned_data["email"].lower()
    if limits.attempt(request, limits.RESET, email):
        services.ask_for_password(email=email)
    return render(request, "accounts/forgotten.html", {"form": form, "sent": True})


@never_cache
@sensitive_post_parameters()
@require_http_methods(PAGE)
@EVERYONE
def reset_password(request: HttpRequest, token: str) -> HttpResponse:
    """The second factor first, for a mailbox alone opens nothing; then the new password."""
    tried = limits.attempt(request, limits.INVITATION)
    user = passwords.user_of(token) if tried else None
    if tried is None or user is None:
        return render(request, "accounts/reset_password.html", {"void": True}, status=404)
    tried.rollback()
    if request.session.get(PROVED, {}).get("user") != user.pk or _too_long_ago(request):
        return _prove(request, user)
    form: Any = FirstPasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.set_password(user_id=user.pk, password=form.cleaned_data["new_password1"])
        request.session.flush()
        messages.success(request, _("The new password holds. Sign in with it."))
        return redirect("sign-in")
    return render(request, "accounts/reset_password.html", {"form": form}, status=400 if form.errors else 200)


def _too_long_ago(request: HttpRequest) -> bool:
    return bool(time.time() - request.session[PROVED]["at"] > PROVED_FOR)


def _prove(request: HttpRequest, user: User) -> HttpResponse:
    if request.method == "POST" and "options" in request.GET:
        return options(user)
    form = proof_form(request.POST, user) if request.method == "POST" else None
    if form is not None and form.is_valid():
        request.session[PROVED] = {"user": user.pk, "at": time.time()}
        request.session.cycle_key()
        return redirect(request.path)
    here = reverse("reset-password", args=[request.resolver_match.kwargs["token"]])  # type: ignore[union-attr]
    context = {"proof": asking(user, form, options_url=f"{here}?options")}
    return render(request, "accounts/reset_password.html", context)
