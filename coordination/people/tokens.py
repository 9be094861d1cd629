"""API tokens: shown once, kept as a digest, acting with the user's rights of the day."""

import datetime
import hashlib
import secrets
from typing import Any

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from . import limits
from .models import ApiToken, User

SCHEME = b"bearer"


def digest(token: str) -> str:
    """SHA-256 of a token, hexadecimal: 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(*, user: User, label: str = "", days: int = 90) -> str:
    """A new token for a user; it cannot be shown again."""
    token = secrets.token_urlsafe(32)
    expires_at = timezone.now() + datetime.timedelta(days=days)
    ApiToken.objects.create(user=user, digest=digest(token), label=label, expires_at=expires_at)
    return token


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, token = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        found = (
            ApiToken.objects.select_related("user")
            .filter(digest=digest(token.decode("latin-1").strip()), expires_at__gt=timezone.now())
            .filter(user__is_active=True)
            .first()
        )
        if found is None:
            request._request.token_failed = True  # type: ignore[attr-defined]
            if limits.exhausted(request._request, limits.TOKEN):
                raise Throttled(wait=limits.SECONDS)
            raise AuthenticationFailed("The token is unknown, has expired or was withdrawn.")
        return found.user, found

    def authenticate_header(self, request: Any) -> str:
        return "Bearer"
