"""Coming in and going out: sign-in, sign-out, language, invitation."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from coordination.access.errors import Refused
from coordination.access.routes import EVERYONE

from .. import accounts, invitations, services
from ..forms import FirstPasswordForm, SignInForm
from ..models import Membership, User
from ..reach import function_label

# Argon2 runs for unknown and closed accounts too, so a failure looks and lasts the same for all.
_sign_in: Any = LoginView.as_view(
    template_name="accounts/sign_in.html",
    authentication_form=SignInForm,
    extra_context={"demo": settings.DEMO},
)
sign_in = EVERYONE(_sign_in)


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
@require_http_methods(["GET", "HEAD", "POST"])
@EVERYONE
def accept_invitation(request: HttpRequest, uidb64: str, token: str) -> HttpResponse:
    """Set the first password; links that are unknown, used or expired all look the same."""
    user = invitations.user_of(uidb64, token)
    membership = _current_membership(user) if user else None
    if user is None or membership is None:
        return _void(request)
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
    context = {"invitation": invitation, "form": form}
    return render(request, "accounts/accept_invitation.html", context, status=400 if form.errors else 200)


def _current_membership(user: User) -> Membership | None:
    return Membership.objects.current().filter(user=user).order_by("pk").first()


def _void(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/accept_invitation.html", {"invitation": None}, status=404)
