"""The key that signs seals and reports; only the worker and the commands need it."""

import base64
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


@lru_cache(maxsize=4)
def _private(text: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(
        hashlib.sha256(b"roundtable.history " + text.encode()).digest()
    )


def _own() -> Ed25519PrivateKey:
    if not settings.HISTORY_KEY:
        raise ImproperlyConfigured("Set HISTORY_KEY to a long random text: it signs the history.")
    return _private(settings.HISTORY_KEY)


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_key() -> str:
    """What others need to check a signature of today: the public key, base64."""
    return base64.b64encode(_raw(_own().public_key())).decode()


def name_of(public: str) -> str:
    """The short name of a public key."""
    return hashlib.sha256(base64.b64decode(public)).hexdigest()[:16]


def sign(text: str) -> str:
    """An Ed25519 signature, base64."""
    return base64.b64encode(_own().sign(text.encode())).decode()


def known_keys() -> dict[str, str]:
    """Public keys by their short name: that of today, and former ones that the settings name."""
    keys = [*settings.HISTORY_PUBLIC_KEYS, *([public_key()] if settings.HISTORY_KEY else [])]
    return {name_of(key): key for key in keys}


def is_signed(text: str, signature: str, public: str) -> bool:
    """Whether the holder of a key has signed exactly this."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(public)).verify(
            base64.b64decode(signature), text.encode()
        )
    except (InvalidSignature, ValueError):
        return False
    return True
