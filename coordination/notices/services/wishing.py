"""How somebody wants to be told."""

from collections.abc import Mapping

from django.db import transaction

from coordination.access.actor import Actor
from coordination.people import services as people

from ..models import Preference
from ..nouns import KINDS
from ..queries import preference_of


@transaction.atomic
def choose(
    *,
    actor: Actor,
    digest: str,
    budget: int,
    stopped: bool,
    ways: Mapping[str, str],
    language: str = "",
) -> Preference:
    """Keep what somebody chose; `ways` names kinds of notice that do not go as their rule says."""
    wishes = preference_of(actor)
    wishes.digest, wishes.budget, wishes.stopped = digest, budget, stopped
    wishes.ways = {kind: way for kind, way in ways.items() if kind in KINDS}
    wishes.save()
    if language:
        people.choose_language(user_id=actor.user_id, language=language)
    return wishes
