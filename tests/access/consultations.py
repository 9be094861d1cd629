"""Consultations of the walk: how they are made, who reads each, who may do what; each could leak.

The Presidency (Ireland today) and the Commission ask; Italy answers, drafts, and asks its ministries.
"""

from typing import Any

from coordination.consultations import services
from coordination.consultations.kinds import Kind, Readership, Stand, State
from tests.access.expectations import ITALY, READERS, VOICE
from tests.factories.consultations import (
    ConsultationFactory,
    acting,
    convenor_of,
    draft_reply,
    in_days,
    input_of,
    lift,
    more_time,
    position,
    reply,
    silence,
    synthesis,
    voice,
)

MEMBERS = READERS["all members"] - {"italy_interior"}
CHAIR = {"presidency"}
ASKED = {"italy", "france", "malta", "commission", "eeas", "gsc"}
SPEAKING = ASKED | CHAIR

CONSULTATIONS: dict[str, dict[str, Any]] = {
    "consultation: draft": {},
    "consultation: discarded": {"state": State.DISCARDED},
    "consultation: open": {"state": State.OPEN},
    "consultation: in confidence": {"state": State.OPEN, "readership": Readership.CONVENOR},
    "consultation: to France": {"state": State.OPEN, "shared_with": ["france"]},
    "consultation: of the Commission": {"state": State.OPEN, "convenor": "commission"},
    "consultation: closed": {"state": State.CLOSED},
    "consultation: withdrawn": {"state": State.WITHDRAWN},
    "consultation: silence": {"state": State.OPEN, "kind": Kind.SILENCE},
    "consultation: silence in confidence": {
        "state": State.OPEN,
        "kind": Kind.SILENCE,
        "readership": Readership.CONVENOR,
    },
    "consultation: silence broken": {"state": State.CLOSED, "kind": Kind.SILENCE},
}
NARROW = {
    "consultation: draft": CHAIR,
    "consultation: discarded": CHAIR,
    "consultation: to France": CHAIR | {"france"},
}
RUN = {"attach": CHAIR, "extend": CHAIR, "close": CHAIR, "withdraw": CHAIR}
COMPILE = {"compile": CHAIR, "remind": CHAIR}
OPEN = RUN | COMPILE | {"reply": ASKED, "ask": ASKED}
SILENCE = RUN | {"position": ASKED, "ask": ASKED}
SERVICE = {"commission"}
RIGHTS_OF_ONE: dict[str, dict[str, set[str]]] = {
    "consultation: draft": {"attach": CHAIR, "change": CHAIR, "open": CHAIR, "discard": CHAIR},
    "consultation: discarded": {},
    "consultation: open": OPEN,
    "consultation: in confidence": OPEN,
    "consultation: to France": RUN | COMPILE | {"reply": {"france"}, "ask": {"france"}},
    "consultation: of the Commission": dict.fromkeys(
        ("attach", "extend", "remind", "close", "withdraw", "compile"), SERVICE
    )
    | dict.fromkeys(("reply", "ask"), SPEAKING - SERVICE),
    "consultation: closed": {"compile": CHAIR},
    "consultation: withdrawn": {},
    "consultation: silence": SILENCE,
    "consultation: silence in confidence": SILENCE,
    "consultation: silence broken": {"conclude": CHAIR},
}
REPLYING = {"change": VOICE, "clear": VOICE}
WRITES = {"italy_labour"}
RIGHTS: dict[str, dict[str, dict[str, set[str]]]] = {
    "consultation": RIGHTS_OF_ONE,
    "draft reply": {"draft: open": REPLYING, "draft: closed": {}},
    "reply": {
        "reply: to all asked": {"take_back": VOICE},
        "reply: in confidence": {"take_back": VOICE},
        "reply: closed": {},
    },
    "position": {
        "position: running": {},
        "position: broke the silence": {"lift": VOICE},
        "position: agreed": {},
        "position: lifted": {},
    },
    "request for time": {"request: asked": {"answer": CHAIR}, "request: granted": {}},
    "synthesis": {
        "synthesis: draft": {"change": CHAIR, "publish": CHAIR},
        "synthesis: published": {"change": CHAIR},
    },
    "input": {
        "input: asked": {"write": WRITES, "take_back": VOICE},
        "input: given": {"write": WRITES},
        "input: taken back": {},
    },
}
READ_BY: dict[str, dict[str, set[str]]] = {
    "consultation": {label: NARROW.get(label, MEMBERS) for label in CONSULTATIONS},
    "draft reply": dict.fromkeys(RIGHTS["draft reply"], ITALY),
    "reply": {
        "reply: to all asked": MEMBERS | ITALY,
        "reply: in confidence": ITALY | CHAIR,
        "reply: closed": MEMBERS | ITALY,
    },
    "position": {
        "position: running": ITALY | CHAIR,
        "position: broke the silence": MEMBERS | ITALY,
        "position: agreed": MEMBERS | ITALY,
        "position: lifted": MEMBERS | ITALY,
    },
    "request for time": dict.fromkeys(RIGHTS["request for time"], ITALY | CHAIR),
    "synthesis": {"synthesis: draft": CHAIR, "synthesis: published": MEMBERS},
    "input": dict.fromkeys(RIGHTS["input"], ITALY | WRITES),
}
# A page on a position or a request stands on its consultation, which a ministry does not read.
PAGE_READERS = READ_BY | {
    kind: {label: who & MEMBERS for label, who in READ_BY[kind].items()}
    for kind in ("position", "request for time")
}
ASKING = {"italy", "france", "malta", "presidency", "commission", "eeas", "gsc"}
# Labels for which the methods that a route does not know are tried: what no state can change.
ENOUGH = {"consultation: draft", "consultation: open", "position: running", "request: asked", "input: asked"}


def may(kind: str, name: str, action: str, label: str) -> bool:
    """Whether a persona may do an action to a row of the walk."""
    return name in RIGHTS[kind].get(label, {}).get(action, set())


def make(label: str) -> Any:
    """A consultation of the walk."""
    return ConsultationFactory(**CONSULTATIONS[label])


def make_all() -> dict[str, dict[str, Any]]:
    """Every row of the walk by kind and label."""
    asked = {label: make(label) for label in CONSULTATIONS}
    common, kept = asked["consultation: open"], asked["consultation: in confidence"]
    closing: Any = ConsultationFactory(state=State.OPEN)
    drafts = {"draft: open": draft_reply(common, "italy", 2), "draft: closed": draft_reply(closing, "italy")}
    answered = reply(closing, "italy", 2)
    bring_to_closed(closing)
    positions = {"position: running": position(asked["consultation: silence in confidence"], "italy")}
    for label, stand in (
        ("position: broke the silence", Stand.RESERVATION),
        ("position: agreed", Stand.AGREE),
        ("position: lifted", Stand.OBJECT),
    ):
        broken = silence()
        positions[label] = position(broken, "italy", stand, "Too early." if stand == Stand.OBJECT else "")
        position(broken, "greece", Stand.OBJECT, "Too early.")
        bring_to_closed(broken)
    positions["position: lifted"] = lift(positions["position: lifted"])
    granted: Any = ConsultationFactory(state=State.OPEN)
    requests = {
        "request: asked": more_time(common, "italy"),
        "request: granted": more_time(granted, "italy", 7),
    }
    move_deadline(granted)
    inputs = {
        "input: asked": input_of(common, "italy-labour", 1),
        "input: given": input_of(common, "italy-labour", 2, "More places."),
        "input: taken back": taken_back(input_of(kept, "italy-labour", 1)),
    }
    return {
        "consultation": asked,
        "draft reply": drafts,
        "reply": {
            "reply: to all asked": reply(common, "italy"),
            "reply: in confidence": reply(kept, "italy"),
            "reply: closed": answered,
        },
        "position": positions,
        "request for time": requests,
        "synthesis": {
            "synthesis: draft": synthesis(common, 1),
            "synthesis: published": synthesis(common, 2, published=True),
        },
        "input": inputs,
    }


def make_subjects() -> dict[str, dict[str, Any]]:
    """The ids of what addresses name, by kind and label."""
    return {kind: {label: row.pk for label, row in rows.items()} for kind, rows in make_all().items()}


def bring_to_closed(row: Any) -> None:
    with acting(convenor_of(row)) as convenor:
        services.close(actor=convenor, consultation=row)


def move_deadline(row: Any) -> None:
    with acting(convenor_of(row)) as convenor:
        services.extend(
            actor=convenor, consultation=row, version=None, deadline=in_days(8), reason="Italy asked."
        )


def taken_back(row: Any) -> Any:
    with acting(voice("italy")) as italy:
        return services.take_back(actor=italy, ministry_input=row)
