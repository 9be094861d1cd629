"""What allauth asks the product: its stages of a sign-in, its words, how it keeps secrets."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WRONG_CODE = gettext_lazy("This does not fit, or it was tried too often. Wait for a new code and try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; a sign-in has one stage of its own; the pages say what they have to say."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": WRONG_CODE,
        "rate_limited": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return ["coordination.people.stages.SecondFactor"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Our own views ask for a fresh proof, before allauth is called."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        """Closed accounts are told what everybody is told who does not get in."""
        return redirect("sign-in")

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our own pages say what was done."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Behind a socket there is no address: all such visitors are one client."""
        return get_client_ip(request) or "unknown"


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are kept encrypted: a copy of the database alone opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def get_totp_issuer(self) -> str:
        return str(settings.SITE_NAME)

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _box().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 (its name is allauth's)
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}


def _box() -> MultiFernet:
    """Opens with the secret key and its predecessors, closes with the newest."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    digest = hashlib.sha256(b"coordination.people.factors" + force_bytes(key)).digest()
    return base64.urlsafe_b64encode(digest)
