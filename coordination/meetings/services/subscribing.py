"""Calendar addresses are made and withdrawn by the person whose rights they carry."""

import secrets

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.people.tokens import digest

from ..models import CalendarFeed

MOST_FEEDS = 20


@transaction.atomic
def subscribe(*, actor: Actor, country_id: int | None = None, label: str = "") -> str:
    """A new secret address; it cannot be shown again. It shows what its person may read that day."""
    if CalendarFeed.objects.live().filter(user_id=actor.user_id).count() >= MOST_FEEDS:
        raise ValidationError(_("You have 20 calendar addresses. Withdraw one that you do not use."))
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(
        user_id=actor.user_id,
        country_id=country_id,
        digest=digest(secret),
        label=label.strip(),
        language=(get_language() or "en")[:2],
    )
    return secret


@transaction.atomic
def unsubscribe(*, actor: Actor, pk: int) -> None:
    """Withdraw an address of one's own: from the next request on it leads nowhere."""
    changed = (
        CalendarFeed.objects.live().filter(pk=pk, user_id=actor.user_id).update(revoked_at=timezone.now())
    )
    if not changed:
        raise Hidden("calendar address")
