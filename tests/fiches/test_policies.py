"""The policies of fiches, every action for every persona and stage, as a table."""

import pytest

from actionplans.fiches.models import Fiche, FicheContribution, Measure
from coordination.access.gate import permissions
from coordination.access.reader import reading_as
from tests.access import fiches
from tests.access.expectations import GATES

pytestmark = [pytest.mark.row("B20"), pytest.mark.usefixtures("db")]

FOLLOWED = ("circulate", "start", "evaluate", "close", "reopen", "withdraw", "position", "endorse")
OF_A_MEASURE = ("change", "report", "drop", "reopen")
OF_A_CONTRIBUTION = ("answer", "report", "withdraw")


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


@pytest.mark.parametrize("label", fiches.FICHES)
def test_fiches(label, everybody):
    """Among others "change", "share", "discard", "comment", "contribute" and "invite", stage by stage."""
    assert allowed(fiches.make(label), everybody) == fiches.FICHE_ACTIONS[label]


def test_measures_and_contributions(everybody):
    made = fiches.make_subjects()
    for label, pk in made["measure"].items():
        assert (label, allowed(Measure(pk=pk), everybody)) == (label, fiches.MEASURE_ACTIONS[label])
    for label, pk in made["fiche contribution"].items():
        found = allowed(FicheContribution(pk=pk), everybody)
        assert (label, found) == (label, fiches.CONTRIBUTION_ACTIONS[label])


def test_every_action_is_named_here():
    """So that an action added later is not forgotten in the tables."""
    known = {action for table in fiches.FICHE_ACTIONS.values() for action in table}
    assert known == set(Fiche.policy.actions())
    assert set(FOLLOWED) < known
    assert set(Measure.policy.actions()) == set(OF_A_MEASURE)
    assert set(FicheContribution.policy.actions()) == set(OF_A_CONTRIBUTION)


def test_who_drafts(everybody):
    actors = {name: persona.actor() for name, persona in everybody.items()}
    drafters = {name for name, actor in actors.items() if Fiche.policy.may_create(actor)}
    assert drafters == GATES["drafters of fiches"]
