"""Meetings of the walk and what hangs on them: how they are made, who reads each, who may do what.

The Presidency (Ireland today) convenes for all members, Italy a circle with France. Each could leak.
"""

from typing import Any

from coordination.meetings.kinds import ItemKind, MeetingState
from tests.access.expectations import EVERYBODY, ITALY, READ_ONLY, READERS, VOICE
from tests.factories.meetings import BodyFactory, MeetingFactory, ask_for, in_days, items_of
from tests.factories.room import (
    acting,
    agree,
    end,
    follow_up,
    issue_notes,
    note,
    private_note,
    running,
)

CHAIR, SECRETARIAT = {"presidency"}, {"gsc"}
KEEPERS = CHAIR | SECRETARIAT
# A ministry reads what its delegation alone is in, not what all members are.
MEMBERS = READERS["all members"] - {"italy_interior"}
DELEGATIONS = {"italy", "france", "malta", "commission", "eeas", "gsc"}
SPEAKING = DELEGATIONS | CHAIR
CIRCLE = ITALY | {"france"}
CALLING = CHAIR | VOICE
CONVENORS = EVERYBODY - READ_ONLY - {"italy_interior", "italy_labour"}

MEETINGS: dict[str, dict[str, Any]] = {
    "meeting: draft": {"in_days": 20},
    "meeting: issued": {"in_days": 20, "state": MeetingState.ISSUED, "guests": ["frontex"]},
    "meeting: running": {"state": MeetingState.RUNNING},
    "meeting: held": {"state": MeetingState.HELD},
    "meeting: for comments": {},
    "meeting: agreed": {},
    "meeting: locked": {"state": MeetingState.LOCKED},
    "meeting: cancelled": {"in_days": 20, "state": MeetingState.CANCELLED},
    "meeting: circle": {
        "in_days": 20,
        "state": MeetingState.ISSUED,
        "convenor": "italy",
        "members": ["france"],
    },
}
ARRANGED = dict.fromkeys(("change", "arrange", "issue", "invite", "cancel", "copy"), CHAIR)
OF_COUNCIL = {"copy": CHAIR, "number": SECRETARIAT}
MEETING_RIGHTS: dict[str, dict[str, set[str]]] = {
    "meeting: draft": ARRANGED,
    "meeting: issued": ARRANGED
    | OF_COUNCIL
    | {"begin": CHAIR, "ask": DELEGATIONS | {"frontex"}, "answer": SPEAKING | {"frontex"}},
    "meeting: running": OF_COUNCIL
    | {"invite": CHAIR, "run": CHAIR, "write": KEEPERS, "assist": KEEPERS, "floor": SPEAKING},
    "meeting: held": OF_COUNCIL | {"conclude": CHAIR, "write": KEEPERS, "issue notes": KEEPERS},
    "meeting: for comments": OF_COUNCIL
    | {
        "conclude": CHAIR,
        "write": KEEPERS,
        "issue notes": KEEPERS,
        "comment": SPEAKING,
        "agree": KEEPERS,
    },
    "meeting: agreed": OF_COUNCIL | {"conclude": CHAIR, "reopen": KEEPERS},
    "meeting: locked": OF_COUNCIL,
    "meeting: cancelled": OF_COUNCIL,
    "meeting: circle": dict.fromkeys(
        ("change", "arrange", "issue", "invite", "cancel", "copy", "begin"), VOICE
    )
    | {"ask": {"france"}, "answer": VOICE | {"france"}},
}
ITEM_RIGHTS: dict[str, dict[str, set[str]]] = {
    "item: draft": {"change": CHAIR, "supply": KEEPERS},
    "item: common": {"change": CHAIR, "supply": KEEPERS | VOICE},
    "item: internal": {"change": CHAIR, "supply": KEEPERS},
    "item: closed": {"change": CHAIR, "supply": CHAIR},
    "item: running": {
        "run": CHAIR,
        "supply": KEEPERS,
        "write": KEEPERS,
        "assist": KEEPERS,
        "floor": SPEAKING,
    },
    "item: for comments": {"write": KEEPERS, "comment": SPEAKING, "resolve": KEEPERS | VOICE},
    "item: circle": {"change": VOICE, "supply": VOICE},
}
OPEN = {"change": KEEPERS, "report": KEEPERS | VOICE, "close": KEEPERS | VOICE, "drop": KEEPERS}
RIGHTS: dict[str, dict[str, dict[str, set[str]]]] = {
    "meeting": MEETING_RIGHTS,
    "agenda item": ITEM_RIGHTS,
    "body": {
        "body: of the Presidency": {"change": KEEPERS, "convene": CHAIR},
        "body: circle": {"change": VOICE, "convene": VOICE},
    },
    "agenda request": {
        "request: asked": {"change": VOICE, "withdraw": VOICE, "answer": CHAIR},
        "request: to a circle": {"change": {"france"}, "withdraw": {"france"}, "answer": VOICE},
    },
    "note line": {"line: running": {"change": KEEPERS}, "line: for comments": {"change": KEEPERS}},
    "follow-up": {
        "follow-up: draft": {"change": KEEPERS, "drop": KEEPERS},
        "follow-up: open": OPEN,
        "follow-up: closed": {"reopen": KEEPERS},
    },
    "private note": {
        "private note: own": {"change": VOICE, "share": VOICE, "discard": VOICE},
        "private note: to France": {"change": VOICE, "share": VOICE, "discard": VOICE},
    },
}
READ_BY: dict[str, dict[str, set[str]]] = {
    "meeting": dict.fromkeys(MEETINGS, MEMBERS)
    | {
        "meeting: draft": KEEPERS,
        "meeting: issued": MEMBERS | {"frontex"},
        "meeting: circle": CIRCLE,
    },
    "agenda item": {
        "item: draft": KEEPERS,
        "item: common": MEMBERS | {"frontex"},
        "item: internal": MEMBERS,
        "item: closed": MEMBERS & ITALY | CHAIR,
        "item: running": MEMBERS,
        "item: for comments": MEMBERS,
        "item: circle": CIRCLE,
    },
    "body": {"body: of the Presidency": MEMBERS, "body: circle": CIRCLE},
    "agenda request": {"request: asked": ITALY | KEEPERS, "request: to a circle": ITALY | {"france"}},
    "note line": dict.fromkeys(RIGHTS["note line"], KEEPERS),
    "follow-up": {
        "follow-up: draft": KEEPERS,
        "follow-up: open": MEMBERS,
        "follow-up: closed": MEMBERS,
    },
    "private note": {"private note: own": ITALY, "private note: to France": CIRCLE},
}
# Labels for which the methods that a route does not know are tried: what no state can change.
ENOUGH = {
    "meeting: draft",
    "meeting: issued",
    "item: common",
    "item: closed",
    "body: circle",
    "request: asked",
    "line: running",
    "follow-up: open",
    "private note: own",
}


def may(kind: str, name: str, action: str, label: str) -> bool:
    """Whether a persona may do an action to a row of the walk."""
    return name in RIGHTS[kind].get(label, {}).get(action, set())


def make(label: str) -> Any:
    """A meeting of the walk, with a line on its item where notes were sent out."""
    how = dict(MEETINGS[label])
    if "in_days" in how:
        how["day"] = in_days(how.pop("in_days"))
    if label in ("meeting: for comments", "meeting: agreed"):
        meeting: Any = commented()[0]
        if label == "meeting: agreed":
            agree(meeting)
        return meeting
    return MeetingFactory(**how)


def commented() -> tuple[Any, Any, Any]:
    """A meeting whose notes are out for comments, its item, and a line of them."""
    meeting, (item,) = running()
    line = note(item)
    end(meeting)
    issue_notes(meeting)
    return meeting, item, line


def make_subjects() -> dict[str, dict[str, Any]]:
    """The ids of what addresses name, by kind and label."""
    from coordination.meetings import services

    meetings = {label: make(label) for label in MEETINGS}
    wide: Any = MeetingFactory(
        day=in_days(20),
        state=MeetingState.ISSUED,
        guests=["frontex"],
        items=[
            {"presented_by": ["italy"]},
            {"kind": ItemKind.INTERNAL},
            {"kind": ItemKind.CLOSED, "circle": ["italy"]},
        ],
    )
    common, internal, closed = items_of(wide)
    _running, (item,) = running()
    _held, spoken, sent = commented()
    acting("presidency", services.open_item, item=item)
    asked = follow_up(spoken)
    done = follow_up(spoken)
    acting("italy", services.close_follow_up, follow_up=done, version=None, evidence="Done.")
    found: dict[str, dict[str, Any]] = {
        "meeting": meetings,
        "agenda item": {
            "item: draft": items_of(meetings["meeting: draft"])[0],
            "item: common": common,
            "item: internal": internal,
            "item: closed": closed,
            "item: running": item,
            "item: for comments": spoken,
            "item: circle": items_of(meetings["meeting: circle"])[0],
        },
        "body": {
            "body: of the Presidency": BodyFactory(),
            "body: circle": BodyFactory(convenor="italy", members=["france"]),
        },
        "agenda request": {
            "request: asked": ask_for(wide, "italy"),
            "request: to a circle": ask_for(meetings["meeting: circle"], "france"),
        },
        "note line": {"line: running": note(item), "line: for comments": sent},
        "follow-up": {
            "follow-up: draft": follow_up(item),
            "follow-up: open": asked,
            "follow-up: closed": done,
        },
        "private note": {
            "private note: own": private_note(),
            "private note: to France": private_note(shown_to=["france"]),
        },
    }
    return {kind: {label: row.pk for label, row in rows.items()} for kind, rows in found.items()}
