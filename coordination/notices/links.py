"""Addresses in mails: absolute, and signed where they work without signing in."""

from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "coordination.notices.stop"

# What a stop link stops: everything, the digest, a kind of notice, or what is followed.
ALL, DIGEST, KIND, FOLLOWED = "all", "digest", "kind", "followed"


class Stop(NamedTuple):
    """What a stop link may do, and for whom; nothing else."""

    user_id: int
    what: str
    which: str = ""


def absolute(path: str) -> str:
    """An address as a mail needs it."""
    return settings.SITE_URL + path


def stop_address(stop: Stop) -> str:
    """The signed address at which somebody stops mails without signing in; it does not expire."""
    token = signing.Signer(salt=SALT).sign_object(list(stop), compress=True)
    return absolute(reverse("notice-stop", args=[token]))


def read_stop(token: str) -> Stop | None:
    """What a stop link stands for; None for one that we did not sign."""
    try:
        user_id, what, which = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Stop(int(user_id), str(what), str(which))
