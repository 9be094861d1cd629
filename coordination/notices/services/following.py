"""Following records, countries, themes and searches, and following them no more."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.services import take_turns

from .. import queries
from ..kinds import Way
from ..models import Subscription

# More than anybody reads; each costs a look at every announcement.
MOST = 200


@transaction.atomic
def follow(*, actor: Actor, way: str = Way.DIGEST, **target: Any) -> Subscription:
    """Follow what the filters name together; followed already, only the way changes.

    Raises `Hidden` for a record that the actor may not read: what somebody follows must not tell
    whether it exists.
    """
    record = target.get("record")
    if record is not None and queries.record(actor, target.get("noun", ""), record) is None:
        raise Hidden("record")
    take_turns("follow", actor.user_id)
    found = queries.same_subscription(actor, **target)
    if found is None:
        if len(queries.subscriptions(actor)) >= MOST:
            words = _("You follow %(n)s things. Follow something no more, then try again.") % {"n": MOST}
            raise ValidationError(words)
        return Subscription.objects.create(user_id=actor.user_id, way=way, **target)
    if found.way != way:
        found.way = way
        found.save(update_fields=["way"])
    return found


@transaction.atomic
def unfollow(*, actor: Actor, pk: UUID) -> None:
    """Follow something no more; raises `Hidden` for what is not the actor's own."""
    found = queries.subscription(actor, pk)
    if found is None:
        raise Hidden("subscription")
    found.delete()
