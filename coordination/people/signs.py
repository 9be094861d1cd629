"""Notes every event of signing in the trail. Django and allauth tell of theirs by signals; ours are called."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
    authenticator_used,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from coordination.history.models import Verb
from coordination.history.trail import note

from .models import User


def known(address: str) -> int | None:
    """Whose address was typed; None for one that is nobody's. The address itself is never kept."""
    return User.objects.filter(email=address.lower()[:254]).values_list("pk", flat=True).first()


@receiver(user_logged_in)
def signed_in(*, user: User, **kwargs: Any) -> None:
    note(verb=Verb.SIGNED_IN, user_id=user.pk)


@receiver(user_logged_out)
def signed_out(*, user: User | None, **kwargs: Any) -> None:
    if user is not None:
        note(verb=Verb.SIGNED_OUT, user_id=user.pk)


@receiver(user_login_failed)
def failed(*, credentials: dict[str, Any], **kwargs: Any) -> None:
    about = known(str(credentials.get("username", "")).replace("\x00", ""))
    note(verb=Verb.SIGN_IN_FAILED, user_id=None, about_id=about)


def locked_out(address: str) -> None:
    """Somebody tried too often, from one place or for one address."""
    note(verb=Verb.LOCKED_OUT, user_id=None, about_id=known(address.replace("\x00", "")))


@receiver(authentication_failed)
def factor_failed(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    note(verb=Verb.SIGN_IN_FAILED, user_id=None, about_id=user.pk, detail={"factor": authenticator.type})


@receiver([authenticator_added, authenticator_reset])
def factor_added(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    note(verb=Verb.FACTOR_ADDED, user_id=user.pk, detail={"factor": authenticator.type})


@receiver(authenticator_removed)
def factor_removed(*, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    note(verb=Verb.FACTOR_REMOVED, user_id=user.pk, detail={"factor": authenticator.type})


@receiver(authenticator_used)
def stepped_up(*, user: User, authenticator: Authenticator, reauthenticated: bool, **kwargs: Any) -> None:
    if reauthenticated:
        note(verb=Verb.STEPPED_UP, user_id=user.pk, detail={"factor": authenticator.type})
