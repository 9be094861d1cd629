"""The policies of notes, lines, pens, follow-ups and private notes: every action for every persona and state."""

import pytest

from coordination.access.gate import permissions
from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.models import FollowUp, NoteLine, Outcome, Pen, PrivateNote
from tests.factories.room import acting, agree, end, follow_up, issue_notes, note, private_note, running

pytestmark = [pytest.mark.row("B20"), pytest.mark.row("A4")]

KEEPERS = {"presidency", "gsc"}
# Whoever reads a meeting of all members and speaks for an organisation.
SPEAKING = {"italy", "france", "malta", "presidency", "commission", "eeas", "gsc"}


def allowed(row, everybody) -> dict[str, set[str]]:
    """For each action, who may."""
    table: dict[str, set[str]] = {}
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            for action, reason in permissions(actor, row).items():
                if reason is None:
                    table.setdefault(action, set()).add(name)
    return table


def test_notes_and_their_lines(everybody):
    meeting, (item,) = running()
    line, notes = note(item), Outcome(pk=meeting.pk)
    assert isinstance(line, NoteLine)
    written = {"change": KEEPERS}
    assert allowed(notes, everybody) == {"write": KEEPERS, "assist": KEEPERS, "floor": SPEAKING}
    assert allowed(line, everybody) == written
    end(meeting)
    assert allowed(notes, everybody) == {"write": KEEPERS, "issue": KEEPERS}
    issue_notes(meeting)
    assert allowed(notes, everybody) == {
        "write": KEEPERS,
        "issue": KEEPERS,
        "comment": SPEAKING,
        "agree": KEEPERS,
    }
    assert allowed(line, everybody) == written
    agree(meeting)
    assert allowed(notes, everybody) == {"reopen": KEEPERS}
    assert allowed(line, everybody) == {}
    acting("presidency", services.lock, meeting=meeting)
    assert allowed(notes, everybody) == {}


def test_notes_of_another_convenor(everybody):
    meeting, (item,) = running(convenor="italy", members=["france"])
    note(item)
    own = {"italy"}
    assert allowed(Outcome(pk=meeting.pk), everybody) == {
        "write": own,
        "assist": own,
        "floor": {"italy", "france"},
    }
    end(meeting)
    issue_notes(meeting)
    assert allowed(Outcome(pk=meeting.pk), everybody) == {
        "write": own,
        "issue": own,
        "comment": {"italy", "france"},
        "agree": own,
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


def test_follow_ups(everybody):
    meeting, (item,) = running()
    row = follow_up(item, owner="italy")
    assert isinstance(row, FollowUp)
    assert allowed(row, everybody) == {"change": KEEPERS, "drop": KEEPERS}
    end(meeting)
    assert allowed(row, everybody) == OPEN
    acting("italy", services.close_follow_up, follow_up=row, version=None, evidence="Done.")
    assert allowed(row, everybody) == {"reopen": KEEPERS}


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
    for model in (Outcome, NoteLine, Pen, FollowUp, PrivateNote):
        found = {name for name, persona in everybody.items() if model.policy.may_create(persona.actor())}
        assert found == SPEAKING | {"eud_niger", "frontex"}, model.__name__
