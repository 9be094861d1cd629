"""Asking an organisation for its part in an action."""

import datetime

from coordination.access.actor import Actor
from coordination.people.queries import organisations

from ..kinds import Answer, Share
from ..models import Action, Contribution


def ask(
    actor: Actor, action: Action, organisation_id: int, *, share: str, day: datetime.date, words: str = ""
) -> Contribution:
    """Ask an organisation for its part in an action, once; who drafts the plan has accepted its own."""
    party_id = organisations().by_id[organisation_id].party_id
    found = Contribution.objects.visible_to(actor).filter(action=action, organisation=organisation_id).first()
    if found is not None:
        if found.share != share and share == Share.LEAD:
            found.share = share
            found.version += 1
            found.save()
        return found
    own = party_id == action.originator_id
    return Contribution.objects.create(
        action=action,
        originator_id=action.originator_id,
        audience_id=action.audience_id,
        organisation_id=organisation_id,
        party_id=party_id,
        share=share,
        asked_on=day,
        asked_for=words,
        answer=Answer.ACCEPTED if own else Answer.UNANSWERED,
        answered_on=day if own else None,
    )
