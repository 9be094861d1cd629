"""The quarterly question answered: keep, or let lapse what nobody answered for."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor, Function
from coordination.access.errors import Refused

from .. import recertification
from ..models import Membership, today
from ..policy import accounts
from .accounts import end_now, permitted


@transaction.atomic
def confirm(*, actor: Actor, membership_id: int) -> Membership:
    """Say that somebody is still needed, for this quarter."""
    membership = permitted(actor, "end", membership_id)
    if membership.stands_in_for_id:
        raise Refused(_("A substitute ends by itself."))
    membership.confirmed_on = today()
    membership.save(update_fields=["confirmed_on"])
    return membership


@transaction.atomic
def confirm_all(*, actor: Actor, membership_ids: Iterable[int]) -> int:
    """Say so of all who were shown; how many. Others, asked about meanwhile, stay asked."""
    if not actor.runs:
        raise Refused(accounts.reason("end"))
    found = recertification.asked(actor).filter(pk__in=list(membership_ids))
    return found.update(confirmed_on=today())


def lapse() -> int:
    """End what nobody answered for in two months, person by person; how many. The last day is announced."""
    if today() <= recertification.lapses_on():
        return 0
    late = recertification.unanswered().exclude(function=Function.ADMINISTRATOR)
    ended = 0
    for pk in list(late.values_list("pk", flat=True)):
        with transaction.atomic():
            # Somebody may have answered since the list was read.
            open_still = recertification.unanswered().filter(pk=pk)
            membership = (
                open_still.select_related("user", "organisation").select_for_update(of=("self",)).first()
            )
            if membership is not None:
                end_now(membership)
                ended += 1
    return ended
