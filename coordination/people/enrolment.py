"""Writes of one's own second factors. The request stands for the person: allauth's flows want it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.totp.internal import flows as totp
from allauth.mfa.webauthn.internal import flows as webauthn
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.errors import Hidden, Refused
from coordination.access.routes import GatedRequest

from .factors import CODE, PASSKEY, held, may_add, may_remove, proofs
from .models import User
from .proof_forms import NewAppForm, NewPasskeyForm


def _locked(request: GatedRequest) -> dict[str, list[Authenticator]]:
    """The person's factors, while nobody else changes them."""
    User.objects.select_for_update().get(pk=request.actor.user_id)
    return held(request.actor.user_id)


@transaction.atomic
def add_passkey(*, request: GatedRequest, form: NewPasskeyForm) -> list[str]:
    """Add a passkey that has just been shown; the recovery codes, if there were none before."""
    _require_may_add(request)
    factor, codes = webauthn.add_authenticator(
        request, name=form.cleaned_data["name"], credential=form.cleaned_data["credential"]
    )
    return _added(request, factor, codes)


@transaction.atomic
def add_app(*, request: GatedRequest, form: NewAppForm) -> list[str]:
    """Add an app that has just shown a code; the recovery codes, if there were none before."""
    _require_may_add(request)
    factor, codes = totp.activate_totp(request, form)
    return _added(request, factor, codes)


def _require_may_add(request: GatedRequest) -> None:
    if not may_add(proofs(request), _locked(request)):
        raise Refused(_("Show a factor that you have before you add another: sign in again."))


def _added(request: GatedRequest, factor: Authenticator, codes: Authenticator | None) -> list[str]:
    # Who enrols a factor has just shown it.
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)
    request.session.cycle_key()
    return codes.wrap().get_unused_codes() if codes else []


@transaction.atomic
def renew_recovery_codes(*, request: GatedRequest) -> list[str]:
    """New recovery codes; the old ones are void. Raises `Refused` for whoever has nothing to recover."""
    if not recovery.can_generate_recovery_codes(request.user):
        raise Refused(_("Recovery codes belong to a second factor: add one first."))
    codes: list[str] = recovery.generate_recovery_codes(request).wrap().get_unused_codes()
    return codes


@transaction.atomic
def remove(*, request: GatedRequest, factor_id: int) -> None:
    """Remove a passkey or the app; raises `Refused` for the last one that the function requires."""
    factors = _locked(request)
    factor = _one(factors, factor_id)
    if not may_remove(request.actor, factor, factors):
        raise Refused(_("This is the last one that your function requires: add another one first."))
    if factor.type == PASSKEY:
        webauthn.remove_authenticator(request, factor)
    else:
        totp.deactivate_totp(request, factor)


@transaction.atomic
def rename(*, request: GatedRequest, factor_id: int, name: str) -> None:
    """Give a passkey another name."""
    factor = _one(_locked(request), factor_id)
    if factor.type != PASSKEY:
        raise Hidden("factor")
    webauthn.rename_authenticator(request, factor, name)


def _one(factors: dict[str, list[Authenticator]], factor_id: int) -> Authenticator:
    for factor in (*factors[PASSKEY], *factors[CODE]):
        if factor.pk == factor_id:
            return factor
    raise Hidden("factor")
