"""The policies of consultations, every action for every persona and state, as a table."""

import pytest

from coordination.access.gate import permissions
from coordination.access.reader import reading_as
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

pytestmark = [pytest.mark.row("B20"), pytest.mark.usefixtures("db")]

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


def found(row, everybody) -> tuple[set[str], dict[str, set[str]]]:
    """Who reads a row and, for each action, who may."""
    readers: set[str] = set()
    table: dict[str, set[str]] = {}
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            if not type(row).objects.visible_to(actor).filter(pk=row.pk).exists():
                continue
            readers.add(name)
            for action, reason in permissions(actor, row).items():
                if reason is None:
                    table.setdefault(action, set()).add(name)
    return readers, table


def test_who_reads_and_who_may_is_exactly_this(everybody):
    for kind, rows in consultations.make_all().items():
        for label, row in rows.items():
            right = consultations.READ_BY[kind][label], consultations.RIGHTS[kind][label]
            assert (label, *found(row, everybody)) == (label, *right)


def test_every_action_is_named_here():
    """So that an action added later is not forgotten in the tables."""
    assert {model: set(model.policy.actions()) for model in ACTIONS} == {
        model: set(actions) for model, actions in ACTIONS.items()
    }


def test_who_asks_and_who_answers(everybody):
    actors = {name: persona.actor() for name, persona in everybody.items()}
    for model in ACTIONS:
        may = {name for name, actor in actors.items() if model.policy.may_create(actor)}
        assert may == consultations.ASKING
