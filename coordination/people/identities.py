"""Reads of identities: whose account a provider's word opens. Never found by e-mail."""

from .models import Identity, User


def user_of(issuer: str, subject: str) -> User | None:
    """The open account to which an identity is linked."""
    found = Identity.objects.select_related("user").filter(issuer=issuer, subject=subject).first()
    return found.user if found is not None and found.user.is_active else None


def of_user(user_id: int) -> list[Identity]:
    """The identities that open an account."""
    return list(Identity.objects.filter(user_id=user_id).order_by("created_at", "pk"))
