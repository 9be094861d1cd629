"""How a stored entry is shared: its choice, its card, and who else reads it."""

from coordination.access.actor import Actor
from coordination.people.audiences import circles_by_audience

from .kinds import State
from .models import Activity, ExistenceCard
from .sharing import CardChoice, Sharing, sharing_of


def shared_as(actor: Actor, activity: Activity) -> tuple[Sharing, CardChoice | None]:
    """The sharing that an owner chose for an entry, and for its card."""
    card = None
    if activity.card_id:
        card = (
            ExistenceCard.objects.visible_to(actor).filter(pk=activity.card_id, state=State.CURRENT).first()
        )
    wanted = [activity.audience_id, *([card.audience_id] if card else [])]
    audiences = circles_by_audience(wanted)
    sharing = sharing_of(audiences[activity.audience_id], activity.originator_id)
    if card is None:
        return sharing, None
    return sharing, CardChoice(sharing_of(audiences[card.audience_id], card.originator_id), card.contact)
