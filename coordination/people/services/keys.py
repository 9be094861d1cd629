"""Keys to the API: made by whoever runs the organisation that owns the service account, and revoked."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused

from .. import tokens
from ..models import ApiToken, KeyScope, today
from ..policy import accounts
from .accounts import permitted

MOST_DAYS = 365


@transaction.atomic
def issue_key(
    *, actor: Actor, membership_id: int, label: str, scope: str, nouns: Iterable[str] = (), days: int
) -> str:
    """A new key of a service account; it is shown this once. Raises `ValidationError` by field."""
    membership = permitted(actor, "issue", membership_id)
    wrong: dict[str, str] = {}
    if membership.ends_on is not None and membership.ends_on < today():
        raise Refused(_("This access has ended: nominate the service account again."))
    if scope not in KeyScope.values:
        wrong["scope"] = _("Choose what the key may do.")
    if not 1 <= days <= MOST_DAYS:
        wrong["days"] = _("A key works for 1 to %(most)s days.") % {"most": MOST_DAYS}
    if unknown := set(nouns) - set(tokens.nouns()):
        wrong["nouns"] = _("Not known: %(nouns)s.") % {"nouns": ", ".join(sorted(unknown))}
    if wrong:
        raise ValidationError(wrong)
    return tokens.issue(
        user=membership.user, label=label, days=days, scope=scope, nouns=nouns, made_by_id=actor.user_id
    )


@transaction.atomic
def revoke_key(*, actor: Actor, key_id: int) -> ApiToken:
    """Let a key open nothing any more, at once."""
    key = ApiToken.objects.select_related("user").select_for_update(of=("self",)).filter(pk=key_id).first()
    if key is None or not may_revoke(actor, key):
        raise Hidden("key")
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
    return key


def may_revoke(actor: Actor, key: ApiToken) -> bool:
    """Administrators any key, whoever runs an organisation those of its service accounts."""
    if actor.is_administrator:
        return True
    return key.user.is_service and key.user.memberships.filter(accounts.rule("issue", actor)).exists()
