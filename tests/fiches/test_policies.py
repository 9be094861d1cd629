"""The policies of fiches, every action for every persona and stage, as a table."""

import pytest

from actionplans.fiches.models import Fiche, FicheContribution, Measure
from tests.access import fiches
from tests.access.asking import everyone, named, tables, who
from tests.access.expectations import GATES

pytestmark = [
    pytest.mark.row("B20"),
    pytest.mark.usefixtures("db"),
    pytest.mark.policy("actionplans.fiches.policy", "actionplans.plans.policy"),
]

FOLLOWED = ("circulate", "start", "evaluate", "close", "reopen", "withdraw", "position", "endorse")
OF_A_MEASURE = ("change", "report", "drop", "reopen")
OF_A_CONTRIBUTION = ("answer", "report", "withdraw")


@pytest.fixture(scope="module")
def made(stage):
    return fiches.make_subjects()


@pytest.fixture(scope="module")
def actors(made):
    return everyone()


def test_fiches(made, actors):
    """Among others "change", "share", "discard", "comment", "contribute" and "invite", stage by stage."""
    assert tables(named(Fiche, made["fiche"]), actors) == fiches.FICHE_ACTIONS


def test_measures_and_contributions(made, actors):
    assert tables(named(Measure, made["measure"]), actors) == fiches.MEASURE_ACTIONS
    parts = named(FicheContribution, made["fiche contribution"])
    assert tables(parts, actors) == fiches.CONTRIBUTION_ACTIONS


def test_every_action_is_named_here():
    """So that an action added later is not forgotten in the tables."""
    known = {action for table in fiches.FICHE_ACTIONS.values() for action in table}
    assert known == set(Fiche.policy.actions())
    assert set(FOLLOWED) < known
    assert set(Measure.policy.actions()) == set(OF_A_MEASURE)
    assert set(FicheContribution.policy.actions()) == set(OF_A_CONTRIBUTION)


def test_who_drafts(everybody):
    assert who(Fiche.policy.may_create, everybody) == GATES["drafters of fiches"]
