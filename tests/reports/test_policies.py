"""The policy of renewals, every action for every persona."""

import pytest

from actionplans.reports.models import Renewal
from coordination.access.gate import permissions
from coordination.access.reader import reading_as
from tests.access.expectations import GATES, VOICE
from tests.access.reports import make_private

pytestmark = [
    pytest.mark.row("B20"),
    pytest.mark.usefixtures("db"),
    pytest.mark.policy("actionplans.reports.policy"),
]


def test_renewals(everybody):
    """The action "answer" is its originator's alone."""
    renewal = make_private()
    answering = set()
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            if permissions(actor, renewal)["answer"] is None:
                answering.add(name)

    assert answering == VOICE


def test_who_is_asked_at_all(everybody):
    asked = {name for name, one in everybody.items() if Renewal.policy.may_create(one.actor())}

    assert asked == GATES["speakers"]
