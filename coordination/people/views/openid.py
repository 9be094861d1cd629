"""Coming in on the word of EU Login or a national provider."""

import logging

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from coordination.access.errors import Refused
from coordination.access.pages import own_address
from coordination.access.routes import EVERYONE

from .. import invitations, limits, openid, services
from ..factors import PROVIDER
from ..identities import user_of
from ..models import User

log = logging.getLogger(__name__)
VOUCHED = "openid"


@never_cache
@require_GET
@EVERYONE
def openid_begin(request: HttpRequest, key: str) -> HttpResponse:
    """Go to a provider: to sign in, to take up an invitation, or to show once more who one is."""
    provider = _provider(key)
    asked = {"next": own_address(request, request.GET.get("next", ""))}
    again = "confirm" in request.GET and request.user.is_authenticated
    if again:
        asked["confirm"] = str(request.user.pk)
    elif "invitation" in request.GET:
        asked["invitation"] = request.GET["invitation"]
    try:
        return redirect(openid.begin(request, provider, asked=asked, again=again))
    except openid.Untrusted as fault:
        return _refused(request, fault)


@never_cache
@require_GET
@EVERYONE
def openid_back(request: HttpRequest, key: str) -> HttpResponse:
    """Somebody comes back. An identity that is linked to no account gets a plain page and makes nothing."""
    provider = _provider(key)
    tried = limits.attempt(request, limits.PASSKEY)
    if tried is None:
        return _refused(request)
    try:
        vouched = openid.finish(request, provider)
    except openid.Untrusted as fault:
        return _refused(request, fault)
    tried.rollback()
    if "confirm" in vouched.asked:
        return _confirmed(request, vouched)
    user = _invited(vouched) if "invitation" in vouched.asked else user_of(vouched.issuer, vouched.subject)
    if user is None:
        return _refused(request)
    record_authentication(request, user, PROVIDER if vouched.strong else VOUCHED)
    return perform_login(request, Login(user=user, redirect_url=vouched.asked["next"] or reverse("desk")))


def _provider(key: str) -> openid.Provider:
    provider = openid.providers().get(key)
    if provider is None:
        raise Http404
    return provider


def _invited(vouched: openid.Vouched) -> User | None:
    """Whoever takes up an invitation through the provider; from then on the identity is theirs."""
    uidb64, _slash, token = vouched.asked["invitation"].partition("/")
    user = invitations.user_of(uidb64, token)
    if user is None:
        return None
    try:
        return services.take_up_by_identity(user=user, issuer=vouched.issuer, subject=vouched.subject)
    except Refused:
        return None


def _confirmed(request: HttpRequest, vouched: openid.Vouched) -> HttpResponse:
    """A fresh proof, if it is the same person; of no use where the provider's sign-in is no second factor."""
    user = user_of(vouched.issuer, vouched.subject)
    same = user is not None and str(user.pk) == vouched.asked["confirm"] and request.user == user
    if not same or not vouched.strong:
        return _refused(request)
    record_authentication(request, user, PROVIDER, reauthenticated=True)
    request.session.cycle_key()
    return redirect(vouched.asked["next"] or "own-sign-in")


def _refused(request: HttpRequest, fault: Exception | None = None) -> HttpResponse:
    if fault is not None:
        log.warning("A provider's answer was not believed: %s", fault)
    return render(request, "accounts/unknown_identity.html", status=403)
