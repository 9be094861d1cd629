"""Writes of identities: an account is opened by a provider's word once its invitation was taken up through it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.errors import Refused
from coordination.history.models import Verb
from coordination.history.trail import note

from ..models import Identity, User


@transaction.atomic
def take_up_by_identity(*, user: User, issuer: str, subject: str) -> User:
    """Link the identity through which an invitation is taken up; from then on the link is void.

    Raises `Refused` when two windows did it at the same time, or the identity opens another account.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.has_usable_password() or user.identities.exists() or not user.is_active:
        raise Refused(_("This link does not work, or no longer."))
    identity, new = Identity.objects.get_or_create(issuer=issuer, subject=subject, defaults={"user": user})
    if not new:
        raise Refused(_("This identity opens another account."))
    user.last_login = timezone.now()  # part of what the link signs
    user.save(update_fields=["last_login"])
    note(verb=Verb.IDENTITY_LINKED, user_id=user.pk, about_id=user.pk, noun="identity", record=identity.pk)
    return user
