"""The policies of notes, lines, pens, follow-ups and private notes: every action for every persona and state."""

import pytest

from coordination.meetings import services
from coordination.meetings.models import FollowUp, NoteLine, Outcome, Pen, PrivateNote
from coordination.meetings.room_kinds import FollowUpState
from tests.access.asking import allowed, everyone, tables, who, wide
from tests.factories.meetings import BodyFactory
from tests.factories.room import (
    acting,
    agree,
    end,
    follow_up,
    issue_notes,
    keeper,
    note,
    private_note,
    running,
)

pytestmark = [
    pytest.mark.row("B20"),
    pytest.mark.row("A4"),
    pytest.mark.policy("coordination.meetings.room_policy"),
]

KEEPERS = {"presidency", "gsc"}
# Whoever reads a meeting of all members and speaks for an organisation.
SPEAKING = {"italy", "france", "malta", "presidency", "commission", "eeas", "gsc"}


def in_every_state(how):
    """Meetings whose notes are kept, out for comments, agreed and locked; each with a line."""
    meetings, lines, body = {}, {}, BodyFactory(**how)
    for state in ("running", "held", "for comments", "agreed", "locked"):
        meeting, (item,) = running(body=body)
        lines[state], meetings[state] = note(item), meeting
        steps = [end, issue_notes, agree, lock][
            : ["running", "held", "for comments", "agreed", "locked"].index(state)
        ]
        for step in steps:
            step(meeting)
    return {state: Outcome(pk=meeting.pk) for state, meeting in meetings.items()}, lines


def lock(meeting):
    acting(keeper(meeting), services.lock, meeting=meeting)


def of_notes(keepers, speaking, issuing):
    """Who may do what with notes, state by state."""
    held = {"write": keepers, "issue": issuing}
    return {
        "running": {"write": keepers, "assist": keepers, "floor": speaking},
        "held": held,
        "for comments": held | {"comment": speaking, "agree": keepers},
        "agreed": {"reopen": keepers},
        "locked": {},
    }


@pytest.mark.parametrize(
    ("how", "keepers", "speaking"),
    [
        ({}, KEEPERS, SPEAKING),
        ({"convenor": "italy", "members": ["france"]}, {"italy"}, {"italy", "france"}),
    ],
    ids=["of the Presidency", "of another convenor"],
)
def test_notes_and_their_lines(how, keepers, speaking, db):
    notes, lines = in_every_state(how)
    actors = everyone()
    assert isinstance(lines["held"], NoteLine)
    assert tables(notes, actors) == of_notes(keepers, speaking, keepers)
    writing = {"running", "held", "for comments"}
    assert tables(lines, actors) == {
        state: {"change": keepers} if state in writing else {} for state in lines
    }


def test_a_pen_is_one_persons(everybody):
    _meeting, (item,) = running()
    pen = acting(everybody["gsc"], services.keep_pen, line=note(item), text="x", base=1)
    assert isinstance(pen, Pen)
    assert allowed(pen, everybody) == {"change": {"gsc"}}


OPEN = {
    "change": KEEPERS,
    "report": KEEPERS | {"italy"},
    "close": KEEPERS | {"italy"},
    "drop": KEEPERS,
}


def test_follow_ups(db):
    meeting, (item,) = running()
    rows = {state: follow_up(item, owner="italy") for state in ("draft", "open", "done", "dropped")}
    end(meeting)
    acting("italy", services.close_follow_up, follow_up=rows["done"], version=None, evidence="Done.")
    acting(
        "presidency", services.drop_follow_up, follow_up=rows["dropped"], version=None, reason="Overtaken."
    )
    wide(rows["draft"], "presidency", state=FollowUpState.DRAFT)
    assert tables(rows, everyone()) == {
        "draft": {"change": KEEPERS, "drop": KEEPERS},
        "open": OPEN,
        "done": {"reopen": KEEPERS},
        "dropped": {"reopen": KEEPERS},
    }


def test_follow_ups_of_another_convenor(everybody):
    meeting, (item,) = running(convenor="france", members=["italy"])
    row = follow_up(item, owner="italy")
    end(meeting)
    both, own = {"france", "italy"}, {"france"}
    assert allowed(row, everybody) == {"change": own, "report": both, "close": both, "drop": own}


def test_private_notes(everybody):
    own = private_note(shown_to=["france"])
    assert isinstance(own, PrivateNote)
    assert allowed(own, everybody) == {"change": {"italy"}, "share": {"italy"}, "discard": {"italy"}}
    acting("italy", services.discard_note, note=own)
    assert allowed(own, everybody) == {}


def test_who_may_add_anything(everybody):
    actors = everyone()
    for model in (Outcome, NoteLine, Pen, FollowUp, PrivateNote):
        assert who(model.policy.may_create, actors) == SPEAKING | {"eud_niger", "frontex"}, model.__name__
