"""API tokens: shown once, kept as a digest, acting with the user's rights of the day."""

import datetime
import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

from coordination.access.errors import Refused
from coordination.access.routes import routes

from . import limits
from .models import ApiToken, KeyScope, User, today

API = "api/v1/"
SCHEME = b"bearer"


def digest(token: str) -> str:
    """SHA-256 of a token, hexadecimal: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    *,
    user: User,
    label: str = "",
    days: int = 90,
    scope: str = KeyScope.WRITE,
    nouns: Iterable[str] = (),
    made_by_id: int | None = None,
) -> str:
    """A new token for a user; it cannot be shown again."""
    token = secrets.token_urlsafe(32)
    ApiToken.objects.create(
        user=user,
        digest=digest(token),
        label=label,
        scope=scope,
        nouns=list(nouns),
        made_by_id=made_by_id,
        expires_at=timezone.now() + datetime.timedelta(days=days),
    )
    return token


def nouns() -> list[str]:
    """The first words of the addresses of the API, to which a key can be limited."""
    words = {path.removeprefix(API).split("/")[0] for path, _view in routes() if path.startswith(API)}
    return sorted(word for word in words if word and "<" not in word and "." not in word)


def _refuse_beyond_scope(token: ApiToken, request: Request) -> None:
    """Before any record is looked for: a key tells nothing of what lies outside its scope."""
    if token.scope == KeyScope.READ and request.method not in SAFE_METHODS:
        raise Refused(_("This key reads; it does not write."))
    noun = request.path.lstrip("/").removeprefix(API).split("/")[0]
    if token.nouns and noun not in {*token.nouns, "me"}:
        raise Refused(_("This key opens only: %(nouns)s.") % {"nouns": ", ".join(token.nouns)})


def _keep_used(token: ApiToken) -> None:
    """The day of the last use, once a day."""
    if token.used_on != today():
        ApiToken.objects.filter(pk=token.pk).update(used_on=today())


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        found = (
            ApiToken.objects.select_related("user")
            .filter(digest=digest(token.decode("latin-1").strip()), expires_at__gt=timezone.now())
            .filter(user__is_active=True, revoked_at=None)
            .first()
        )
        if found is None:
            request._request.token_failed = True  # type: ignore[attr-defined]
            if limits.exhausted(request._request, limits.TOKEN):
                raise Throttled(wait=limits.SECONDS)
            raise AuthenticationFailed("The token is unknown, has expired or was withdrawn.")
        _refuse_beyond_scope(found, request)
        _keep_used(found)
        return found.user, found

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"
