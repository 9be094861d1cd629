"""The policies of consultations, every action for every persona and state, as a table."""

import pytest

from coordination.consultations.models import (
    Consultation,
    ExtensionRequest,
    MinistryInput,
    Position,
    Reply,
    ReplyDraft,
    Synthesis,
)
from tests.access import consultations
from tests.access.asking import everyone, readers, tables, who

pytestmark = [
    pytest.mark.row("B20"),
    pytest.mark.usefixtures("db"),
    pytest.mark.policy("coordination.consultations.policy"),
]

OF_ONE = (
    *("change", "open", "discard", "attach", "extend", "remind", "close", "withdraw", "conclude", "compile"),
    *("reply", "position", "ask"),
)
ACTIONS = {
    Consultation: OF_ONE,
    ReplyDraft: ("change", "clear"),
    Reply: ("take_back",),
    Position: ("lift",),
    ExtensionRequest: ("answer",),
    Synthesis: ("change", "publish"),
    MinistryInput: ("write", "take_back"),
}


@pytest.fixture(scope="module")
def made(stage):
    return consultations.make_all()


@pytest.fixture(scope="module")
def actors(made):
    return everyone()


def test_who_reads_and_who_may_is_exactly_this(made, actors):
    """For each kind the tables of `tests/access/consultations.py`, state by state."""
    assert {kind: readers(rows, actors) for kind, rows in made.items()} == consultations.READ_BY
    assert {kind: tables(rows, actors) for kind, rows in made.items()} == consultations.RIGHTS


def test_every_action_is_named_here():
    """So that an action added later is not forgotten in the tables."""
    assert {model: set(model.policy.actions()) for model in ACTIONS} == {
        model: set(actions) for model, actions in ACTIONS.items()
    }


def test_who_asks_and_who_answers(everybody):
    actors = everyone()
    for model in ACTIONS:
        assert who(model.policy.may_create, actors) == consultations.ASKING
