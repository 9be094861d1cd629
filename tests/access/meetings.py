"""Meetings of the walk and what hangs on them: how they are made, who reads each, who may do what.

The Presidency (Ireland today) convenes for all members, Italy a circle with France.
"""

from typing import Any

from coordination.meetings import services
from coordination.meetings.kinds import Capacity, ItemKind, MeetingState
from coordination.meetings.models import NoteLine
from tests.factories.meetings import BodyFactory, MeetingFactory, ask_for, in_days, items_of
from tests.factories.room import acting, agree, end, follow_up, issue_notes, note, private_note, running

MEETINGS: dict[str, dict[str, Any]] = {
    "meeting: draft": {"day": in_days(20)},
    "meeting: issued": {"day": in_days(20), "state": MeetingState.ISSUED, "guests": ["frontex"]},
    "meeting: running": {"state": MeetingState.RUNNING},
    "meeting: held": {"state": MeetingState.HELD},
    "meeting: for comments": {"state": MeetingState.HELD},
    "meeting: agreed": {"state": MeetingState.HELD},
    "meeting: locked": {"state": MeetingState.LOCKED},
    "meeting: cancelled": {"day": in_days(20), "state": MeetingState.CANCELLED},
    "meeting: circle": {
        "day": in_days(20),
        "state": MeetingState.ISSUED,
        "convenor": "italy",
        "members": ["france"],
    },
}


def make(label: str) -> Any:
    """A meeting of the walk."""
    meeting: Any = MeetingFactory(**MEETINGS[label])
    if label in ("meeting: for comments", "meeting: agreed"):
        (item,) = items_of(meeting)
        issue_notes(meeting)
    if label == "meeting: agreed":
        agree(meeting)
    return meeting
