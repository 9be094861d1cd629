"""The rules of fiches, of their measures and contributions, in every state that a row can have."""

from itertools import product

import pytest

from actionplans.fiches.kinds import MeasureState, Procedure, Stage
from actionplans.fiches.models import Fiche, FicheContribution, Measure
from actionplans.plans.kinds import Answer
from tests.access.by_value import CHAIRING, ITALY, PEOPLE, SPEAKING, VOICE, may

pytestmark = [
    pytest.mark.row("B20"),
    pytest.mark.policy("actionplans.fiches.policy", "actionplans.plans.policy"),
]

MEMBERS = {name for name in SPEAKING if PEOPLE[name].is_member}
OPEN = {Stage.DRAFT, Stage.COMMENTS, Stage.ENDORSED, Stage.IMPLEMENTATION, Stage.EVALUATED}
ENDORSED = OPEN - {Stage.DRAFT, Stage.COMMENTS}


def test_fiches():
    """Of Italy."""
    for stage, procedure in product(Stage, Procedure):
        row = {"originator_id": ITALY, "stage": stage, "procedure": procedure}
        commented, by_writing = stage == Stage.COMMENTS, procedure != Procedure.MEETING
        started = stage in {Stage.COMMENTS, Stage.ENDORSED, Stage.IMPLEMENTATION}
        written = VOICE if stage in {Stage.DRAFT, Stage.COMMENTS, Stage.TEMPLATE} else set()
        right = {
            "change": written,
            "discard": written,
            "circulate": VOICE if stage == Stage.DRAFT else set(),
            "share": VOICE if commented or stage in ENDORSED else set(),
            "withdraw": VOICE if commented else set(),
            "endorse": {"chair"} if commented else set(),
            "position": MEMBERS - VOICE if commented and by_writing else set(),
            "comment": SPEAKING if stage in OPEN else set(),
            "contribute": SPEAKING - VOICE if started else set(),
            "invite": VOICE | {"chair"} if started else set(),
            "start": VOICE | {"chair"} if stage == Stage.ENDORSED else set(),
            "evaluate": VOICE if stage == Stage.IMPLEMENTATION else set(),
            "close": VOICE if stage == Stage.EVALUATED else set(),
            "reopen": VOICE | {"chair"} if stage in {Stage.EVALUATED, Stage.CLOSED} else set(),
        }
        assert {action: may(Fiche, action, **row) for action in Fiche.policy.actions()} == right, row


def test_measures():
    """Of a fiche of Italy; the Presidency's delegation owns them."""
    for stage, state in product(Stage, MeasureState):
        row = {"originator_id": ITALY, "owner_party_id": CHAIRING, "stage": stage, "state": state}
        runs, opened = stage in ENDORSED, state == MeasureState.OPEN
        right = {
            "change": VOICE if stage in {Stage.DRAFT, Stage.COMMENTS, Stage.TEMPLATE} else set(),
            "report": VOICE | {"chair"} if runs and opened else set(),
            "drop": VOICE if runs and opened else set(),
            "reopen": VOICE | {"chair"} if runs and not opened else set(),
        }
        assert {action: may(Measure, action, **row) for action in Measure.policy.actions()} == right, row


def test_a_reader_of_the_owner_reports_nothing():
    row = {"originator_id": CHAIRING, "owner_party_id": ITALY, "stage": Stage.IMPLEMENTATION}
    assert may(Measure, "report", **row, state=MeasureState.OPEN) == VOICE | {"chair"}
    assert may(Measure, "reopen", **row, state=MeasureState.DONE) == VOICE | {"chair"}


def test_contributions():
    """Asked of the Presidency's delegation by Italy."""
    for stage, answer in product(Stage, Answer):
        row = {"originator_id": ITALY, "party_id": CHAIRING, "answer": answer, "fiche__stage": stage}
        goes_on = stage in OPEN
        right = {
            "answer": {"chair"} if goes_on else set(),
            "report": {"chair"} if goes_on and answer == Answer.ACCEPTED else set(),
            "withdraw": VOICE if goes_on and answer == Answer.UNANSWERED else set(),
        }
        found = {
            action: may(FicheContribution, action, **row) for action in FicheContribution.policy.actions()
        }
        assert found == right, row
