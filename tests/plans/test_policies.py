"""The policies of action plans, every action for every persona and state, as a table."""

import pytest

from actionplans.plans.models import Action, ActionTerms, Contribution, InternalNote, Plan, PlanVersion
from coordination.access.gate import permissions
from coordination.access.reader import reading_as
from tests.access.expectations import plans as expected
from tests.access.worlds import make_plans

pytestmark = [pytest.mark.row("B20")]


@pytest.fixture
def made(everybody):
    return make_plans(everybody)


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


def readers(model, rows, everybody) -> dict[str, set[str]]:
    """Who reads which row, as the gate says."""
    found: dict[str, set[str]] = {label: set() for label in rows}
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            ids = set(model.objects.visible_to(actor).values_list("pk", flat=True))
        for label, row in rows.items():
            if row.pk in ids:
                found[label].add(name)
    return found


def tables(rows, everybody) -> dict[str, dict[str, set[str]]]:
    return {label: allowed(row, everybody) for label, row in rows.items()}


def test_versions(made, everybody):
    """ "change", "consult", "withdraw", "discard", "agree", "review", "keep", "comment", state by state."""
    assert tables(made.version, everybody) == expected.VERSION_MAY
    assert readers(PlanVersion, made.version, everybody) == expected.VERSION_READERS


def test_plans(made, everybody):
    """ "amend": the drafter, whatever the state; the service refuses a second draft."""
    drafters = dict.fromkeys(made.plan, expected.COMMISSION) | {"hidden": expected.EEAS}
    assert tables(made.plan, everybody) == {label: {"amend": who} for label, who in drafters.items()}
    # One of which every draft was given up or taken back is its drafter's alone, as before.
    assert readers(Plan, made.plan, everybody) == expected.PLAN_READERS | {"discarded": expected.COMMISSION}


# What the database shows of a narrower action to the ministry that its delegation let in; the
# pages show it nothing, for it reads no plan (see the walk).
LET_IN = {"italy_interior"}


def test_actions(made, everybody):
    """ "report", "close", "check", "reopen", "invite", "link", state by state."""
    assert tables(made.action, everybody) == expected.ACTION_MAY
    rows = expected.ACTION_READERS
    wider = {"narrow to Italy": rows["narrow to Italy"] | LET_IN}
    assert readers(Action, made.action, everybody) == rows | wider


def test_terms(made, everybody):
    """ "change" while the version is written; "comment" for all who speak: its version says until when."""
    open_or_not = {
        label: {"comment": who} | ({"change": {"commission"}} if label == "discarded" else {})
        for label, who in (("superseded", expected.SPEAKING | expected.TEAM), ("discarded", {"commission"}))
    }
    assert tables(made.terms, everybody) == expected.TERMS_MAY | open_or_not
    rows = expected.TERMS_READERS
    wider = {"narrow to Italy": rows["narrow to Italy"] | LET_IN}
    assert readers(ActionTerms, made.terms, everybody) == rows | wider


def test_contributions(made, everybody):
    """ "answer", "report" and "withdraw", by the answer given."""
    assert tables(made.contribution, everybody) == expected.CONTRIBUTION_MAY
    rows = expected.CONTRIBUTION_READERS
    wider = {"narrow to Italy": rows["narrow to Italy"] | LET_IN}
    assert readers(Contribution, made.contribution, everybody) == rows | wider


@pytest.mark.row("C21")
def test_notes(made, everybody):
    """ "change": the delegation's own voice; nobody else reads one."""
    assert tables(made.note, everybody) == expected.NOTE_MAY
    assert readers(InternalNote, made.note, everybody) == expected.NOTE_READERS


def test_who_may_add_anything(everybody):
    actors = {name: persona.actor() for name, persona in everybody.items()}
    openers = {name for name, actor in actors.items() if Plan.policy.may_create(actor)}
    noters = {name for name, actor in actors.items() if InternalNote.policy.may_create(actor)}
    assert openers == expected.OPENERS
    assert noters == set(everybody) - {"italy_reader", "admin", "removed"}
