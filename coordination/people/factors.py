"""What a session has proved about its person, and what the person's function requires (SECURITY 12, 16).

allauth notes in the session each proof with its time; nothing here asks the database.
"""

import time
from collections.abc import Mapping

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.urls import reverse

from coordination.access.actor import Actor

from .models import User

PASSKEY, CODE, RECOVERY = (
    Authenticator.Type.WEBAUTHN.value,
    Authenticator.Type.TOTP.value,
    Authenticator.Type.RECOVERY_CODES.value,
)
# Believed in a demonstration alone, where no persona has a factor.
DEMONSTRATION = "demonstration"
# A provider whose own sign-in is strong enough for its setting.
PROVIDER = "provider"
FRESH = 5 * 60


def proofs(request: HttpRequest) -> Mapping[str, float]:
    """By which second factors this session was proved to be its person's, and when last."""
    user_id = request.session.get(SESSION_KEY)
    if user_id is None:
        return {}
    found: dict[str, float] = {}
    for record in get_authentication_records(request, User(pk=int(user_id))):
        kind = record["type"] if record["method"] == "mfa" else record["method"]
        if kind in (PASSKEY, CODE, RECOVERY, PROVIDER) or (kind == DEMONSTRATION and settings.DEMO):
            found[kind] = record["at"]
    return found


def needs_passkey(actor: Actor) -> bool:
    """Whoever gives access, and whoever speaks for the Presidency today."""
    return actor.is_administrator or actor.is_chair


def next_step(request: HttpRequest, actor: Actor) -> str:
    """Where this session gets what it lacks; empty for a whole one, and for one that needs no session."""
    proved = proofs(request)
    if DEMONSTRATION in proved or PASSKEY in proved:
        return ""
    if not proved or needs_passkey(actor):
        return reverse("protect")
    return ""


def is_fresh(request: HttpRequest) -> bool:
    """Whether a second factor was shown in the last five minutes."""
    return time.time() - max(proofs(request).values(), default=0) < FRESH


def held(user_id: int) -> dict[str, list[Authenticator]]:
    """The factors of a person by kind."""
    found: dict[str, list[Authenticator]] = {PASSKEY: [], CODE: [], RECOVERY: []}
    for factor in Authenticator.objects.filter(user_id=user_id).order_by("pk"):
        found[factor.type].append(factor)
    return found


def may_add(proved: Mapping[str, float], factors: Mapping[str, list[Authenticator]]) -> bool:
    """Whether a session may add a factor: the first one, or with the strongest that there is.

    A recovery code stands for what was lost.
    """
    if RECOVERY in proved or DEMONSTRATION in proved:
        return True
    if factors[PASSKEY]:
        return PASSKEY in proved
    return not factors[CODE] or CODE in proved


def may_remove(actor: Actor, factor: Authenticator, factors: Mapping[str, list[Authenticator]]) -> bool:
    """Never the last factor, and never the last passkey of somebody who needs one."""
    left = len(factors[PASSKEY]) + len(factors[CODE]) - 1
    last_passkey = factor.type == PASSKEY and len(factors[PASSKEY]) == 1
    return left > 0 and not (last_passkey and needs_passkey(actor))
