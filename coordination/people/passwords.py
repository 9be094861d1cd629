"""Passwords: what is refused as common, and the way to a new one (SECURITY 14)."""

import string
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from .models import User

SALT = "coordination.people.passwords"
WORKS_FOR = 3600


class CommonPassword(CommonPasswordValidator):
    """Refuses what the list holds, and what people make of it to reach fifteen characters.

    That is: one of the list between digits and signs, two of it in a row, or anything short repeated.
    """

    def validate(self, password: str, user: Any = None) -> None:
        lowered = password.lower().strip()
        if _repeats(lowered) or any(self._made_of_common(text) for text in _cores(lowered)):
            raise ValidationError(self.get_error_message(), code="password_too_common")
        super().validate(password, user)

    def _made_of_common(self, text: str) -> bool:
        halves = ((text[:at], text[at:]) for at in range(1, len(text)))
        return text in self.passwords or any(a in self.passwords and b in self.passwords for a, b in halves)


def _cores(text: str) -> set[str]:
    return {text, text.strip(string.digits + string.punctuation)} - {""}


def _repeats(text: str) -> bool:
    """A unit of at most half the length, over and over."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, len(text) // 2 + 1))


def token_of(user: User) -> str:
    """What a mailed link proves: that this mailbox was asked, before the password changed."""
    return signing.dumps({"user": user.pk, "state": _state(user)}, salt=SALT)


def user_of(token: str) -> User | None:
    """Whose password may be set by a link; None for one that is unknown, old or used."""
    try:
        known = signing.loads(token, salt=SALT, max_age=WORKS_FOR)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=known["user"], is_active=True).first()
    if user is None or not user.has_usable_password():
        return None
    return user if constant_time_compare(known["state"], _state(user)) else None


def mail(user: User) -> None:
    """Send a link, in both languages of the interface."""
    link = f"{settings.SITE_URL}{reverse('reset-password', args=[token_of(user)])}"
    bodies = []
    for language in ("en", "fr"):
        with translation.override(language):
            bodies.append(
                _(
                    "Somebody asked for a new password at %(site)s. Set it here within the hour:\n%(link)s\n"
                    "You will be asked for your second factor. Was it not you? Then do nothing."
                )
                % {"site": settings.SITE_NAME, "link": link}
            )
    send_mail(settings.SITE_NAME, "\n\n".join(bodies), None, [user.email])


def _state(user: User) -> str:
    return salted_hmac(SALT, f"{user.pk} {user.password}", algorithm="sha256").hexdigest()[:32]
