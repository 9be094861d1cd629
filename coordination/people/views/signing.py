"""Coming in and going out: sign-in, second factor, sign-out, language, invitation."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, perform_password_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from coordination.access.errors import Refused
from coordination.access.pages import own_address
from coordination.access.routes import EVERYONE

from .. import accounts, invitations, limits, openid, services
from ..forms import FirstPasswordForm, SignInForm
from ..fresh import asking, options
from ..models import Membership, User
from ..proof_forms import PasskeyForm, proof_form
from ..reach import function_label
from ..stages import SecondFactor

PAGE = ["GET", "HEAD", "POST"]


@never_cache
@sensitive_post_parameters()
@require_http_methods(PAGE)
@EVERYONE
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; a failure looks and lasts the same whatever its cause."""
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = form.get_user()
        pending = Login(user=user, redirect_url=_way_on(request))
        return perform_password_login(request, {"email": user.email}, pending)
    return _sign_in_page(request, form)


def _sign_in_page(request: HttpRequest, form: SignInForm, *, failed: bool = False) -> HttpResponse:
    context = {
        "form": form,
        "next": own_address(request, (request.POST or request.GET).get("next", "")),
        "demo": settings.DEMO,
        "passkey_url": reverse("sign-in-passkey"),
        "providers": openid.ways(next=own_address(request, request.GET.get("next", ""))),
        "failed": failed,
    }
    return render(request, "accounts/sign_in.html", context)


def _way_on(request: HttpRequest) -> str:
    return own_address(request, request.POST.get("next", "")) or reverse("desk")


@never_cache
@require_POST
@EVERYONE
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: it recognises its person, so it is both factors."""
    if "options" in request.GET:
        return options(None)
    form = PasskeyForm(data=request.POST, user=None)
    tried = limits.attempt(request, limits.PASSKEY)
    if not tried or not form.is_valid() or not form.cleaned_data["credential"].user.is_active:
        return _sign_in_page(request, SignInForm(request), failed=True)
    tried.rollback()
    form.save()
    return perform_login(
        request, Login(user=form.cleaned_data["credential"].user, redirect_url=_way_on(request))
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(PAGE)
@EVERYONE
def second_factor(request: HttpRequest) -> HttpResponse:
    """After the password: a passkey, a code of the app, or a recovery code."""
    stage = LoginStageController.enter(request, SecondFactor.key)
    if stage is None or stage.login.user is None:
        return redirect("sign-in")
    user = stage.login.user
    if request.method == "POST" and "options" in request.GET:
        return options(user)
    form = proof_form(request.POST, user) if request.method == "POST" else None
    if form is not None and form.is_valid():
        form.save()
        return stage.exit()
    proof = asking(user, form, options_url=f"{reverse('second-factor')}?options")
    return render(request, "accounts/second_factor.html", {"proof": proof})


@EVERYONE
def change_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages and, for somebody who is signed in, of their mails."""
    response: HttpResponse = set_language(request)
    language = request.POST.get("language", "") if request.method == "POST" else ""
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        services.choose_language(user_id=request.user.pk, language=language)
    return response


@require_POST
@EVERYONE
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session on the server."""
    logout(request)
    request.actor = None  # type: ignore[attr-defined]
    response = render(request, "accounts/signed_out.html", {"demo": settings.DEMO})
    response["Cache-Control"] = "no-store"
    return response


@never_cache
@sensitive_post_parameters()
@require_http_methods(PAGE)
@EVERYONE
def accept_invitation(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Set the first password; links that are unknown, used or expired all look the same."""
    tried = limits.attempt(request, limits.INVITATION)
    user = invitations.user_of(uidb64, token) if tried else None
    membership = _current_membership(user) if user else None
    if tried is None or user is None or membership is None:
        return _void(request)
    tried.rollback()
    form: Any = FirstPasswordForm(user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = services.take_up(user=user, password=form.cleaned_data["new_password1"])
        except Refused:
            return _void(request)
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return redirect("desk")
    invitation = {
        "email": user.email,
        "organisation": accounts.organisation_words(membership),
        "function_label": function_label(membership.function),
        "ends_on": membership.ends_on,
    }
    ways = openid.ways(invitation=f"{uidb64}/{token}")
    context = {"invitation": invitation, "form": form, "providers": ways}
    return render(request, "accounts/accept_invitation.html", context, status=400 if form.errors else 200)


def _current_membership(user: User) -> Membership | None:
    return Membership.objects.current().filter(user=user).order_by("pk").first()


def _void(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/accept_invitation.html", {"invitation": None}, status=404)
