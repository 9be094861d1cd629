"""Stop links: they work without signing in, and do for one person what the link says and no more."""

from uuid import UUID

from django.db import transaction

from coordination.access.actor import Actor
from coordination.access.reader import reading_as

from .. import links
from ..kinds import MAILED, Digest, Way
from ..links import Stop
from ..nouns import KINDS
from ..queries import preference_of, subscription

SYSTEM = "stop link"


@transaction.atomic
def stop(*, wanted: Stop) -> None:
    """Stop what a signed link names. Notices stay in the product, where they can be turned on again.

    It acts as somebody who reads nothing and writes only what this one person chose.
    """
    actor = Actor(user_id=wanted.user_id, system=SYSTEM)
    with reading_as(actor):
        if wanted.what == links.FOLLOWED:
            _stop_following_by_mail(actor, wanted.which)
            return
        wishes = preference_of(actor)
        if wanted.what == links.ALL:
            wishes.stopped = True
        elif wanted.what == links.DIGEST:
            wishes.digest = Digest.NEVER
        elif wanted.what == links.KIND and wanted.which in KINDS:
            wishes.ways = wishes.ways | {wanted.which: Way.PRODUCT.value}
        wishes.save()


def _stop_following_by_mail(actor: Actor, which: str) -> None:
    found = subscription(actor, UUID(which))
    if found is not None and found.way in MAILED:
        found.way = Way.PRODUCT
        found.save(update_fields=["way"])
