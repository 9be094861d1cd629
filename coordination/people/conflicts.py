"""Who saved the other text of a record, by name."""

from coordination.access.actor import Actor
from coordination.access.conflicts import Saved
from coordination.access.models import Gated
from coordination.history.queries import saved_last

from .queries import organisations


def last_save(actor: Actor, row: Gated) -> Saved:
    """The organisation that saved a row last, and when, as far as the actor may know; nothing where not."""
    last = saved_last(actor, row)
    if last is None:
        return "", None
    who = organisations().by_id.get(last.organisation_id or 0)
    return who.name if who else "", last.at
