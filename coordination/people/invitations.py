"""Invitations: a link that works once, shown once and mailed without a word of content."""

import datetime
import logging
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from coordination.access.dates import date_format

from .models import User

log = logging.getLogger(__name__)


class InvitationTokens(PasswordResetTokenGenerator):
    """Void once a password is set or the account is switched off: both are part of what is signed."""

    key_salt = "coordination.people.invitations"

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.is_active}"


tokens = InvitationTokens()


def path_for(user: User) -> str:
    """The address at which somebody takes up the invitation."""
    return reverse(
        "accept-invitation", args=[urlsafe_base64_encode(force_bytes(user.pk)), tokens.make_token(user)]
    )


def expires_at() -> datetime.datetime:
    """When an invitation made now stops working."""
    return timezone.now() + datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)


def user_of(uidb64: str, token: str) -> User | None:
    """Who is invited by a link; None for a link that is unknown, used, expired or withdrawn."""
    try:
        user = User.objects.get(pk=int(urlsafe_base64_decode(uidb64)), is_active=True, is_service=False)
    except (ValueError, OverflowError, User.DoesNotExist):
        return None
    return user if not user.has_usable_password() and tokens.check_token(user, token) else None


def mail(user: User, link: str) -> bool:
    """Send the link, in both languages of the interface; whether the mail could be handed over."""
    bodies = []
    for language in ("en", "fr"):
        with translation.override(language):
            bodies.append(_body(link))
    try:
        send_mail(settings.SITE_NAME, "\n\n".join(bodies), None, [user.email])
    except (OSError, SMTPException):
        log.exception("An invitation could not be mailed.")
        return False
    return True


def _body(link: str) -> str:
    return _(
        "You are invited to %(site)s. Set a password here and enter:\n%(link)s\n"
        "The link works once, until %(day)s. Did you not expect it? Then do nothing."
    ) % {
        "site": settings.SITE_NAME,
        "link": link,
        "day": date_format(timezone.localtime(expires_at()), "j F Y, H.i"),
    }
