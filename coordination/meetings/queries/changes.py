"""What changed in a room since somebody last asked: one statement, however much the room holds."""

import datetime
import json
from typing import NamedTuple
from uuid import UUID

from coordination.access.actor import Actor
from coordination.access.functions import answer_of


class Change(NamedTuple):
    """Something that changed: what about which record, in which item, and when it was committed."""

    topic: str
    record: UUID
    item_id: UUID | None
    at: datetime.datetime


def changes_since(*, actor: Actor, meeting_id: UUID, since: datetime.datetime) -> list[Change] | None:
    """What the actor may read of it, oldest first; None where the meeting is hidden.

    Both walls stand: the audiences of the actor are handed over, and the function runs as its caller.
    """
    readable = sorted(actor.audiences)
    found = answer_of("roundtable_room_since", meeting_id, since, readable)
    if found is None:
        return None
    return [
        Change(topic, UUID(record), UUID(item) if item else None, datetime.datetime.fromisoformat(at))
        for topic, record, item, at in json.loads(found)
    ]
