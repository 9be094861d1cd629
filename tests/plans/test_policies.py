"""The policies of action plans, every action for every persona and state, as a table."""

import pytest

from actionplans.plans.models import Action, ActionTerms, Contribution, InternalNote, Plan, PlanVersion
from tests.access.asking import everyone, readers, tables, who
from tests.access.expectations import plans as expected
from tests.access.worlds import make_plans
from tests.personas import load_all

pytestmark = [
    pytest.mark.row("B20"),
    pytest.mark.policy("actionplans.plans.policy"),
    pytest.mark.usefixtures("db"),
]


@pytest.fixture(scope="module")
def made(stage):
    return make_plans(load_all())


@pytest.fixture(scope="module")
def actors(made):
    return everyone()


def test_the_rows_are_of_every_kind(made):
    kinds = {
        "version": PlanVersion,
        "plan": Plan,
        "action": Action,
        "terms": ActionTerms,
        "contribution": Contribution,
        "note": InternalNote,
    }
    for subject, model in kinds.items():
        assert {type(row) for row in getattr(made, subject).values()} == {model}


def test_versions(made, actors):
    """ "change", "consult", "withdraw", "discard", "agree", "review", "keep", "comment", state by state."""
    assert tables(made.version, actors) == expected.VERSION_MAY
    assert readers(made.version, actors) == expected.VERSION_READERS


def test_plans(made, actors):
    """ "amend": the drafter, whatever the state; the service refuses a second draft."""
    drafters = dict.fromkeys(made.plan, expected.COMMISSION) | {"hidden": expected.EEAS}
    assert tables(made.plan, actors) == {label: {"amend": who} for label, who in drafters.items()}
    # One of which every draft was given up or taken back is its drafter's alone, as before.
    assert readers(made.plan, actors) == expected.PLAN_READERS | {"discarded": expected.COMMISSION}


# What the database shows of a narrower action to the ministry that its delegation let in; the
# pages show it nothing, for it reads no plan (see the walk).
LET_IN = {"italy_interior"}


def test_actions(made, actors):
    """ "report", "close", "check", "reopen", "invite", "link", state by state."""
    assert tables(made.action, actors) == expected.ACTION_MAY
    rows = expected.ACTION_READERS
    wider = {"narrow to Italy": rows["narrow to Italy"] | LET_IN}
    assert readers(made.action, actors) == rows | wider


def test_terms(made, actors):
    """ "change" while the version is written; "comment" for all who speak: its version says until when."""
    open_or_not = {
        label: {"comment": who} | ({"change": {"commission"}} if label == "discarded" else {})
        for label, who in (("superseded", expected.SPEAKING | expected.TEAM), ("discarded", {"commission"}))
    }
    assert tables(made.terms, actors) == expected.TERMS_MAY | open_or_not
    rows = expected.TERMS_READERS
    wider = {"narrow to Italy": rows["narrow to Italy"] | LET_IN}
    assert readers(made.terms, actors) == rows | wider


def test_contributions(made, actors):
    """ "answer", "report" and "withdraw", by the answer given."""
    assert tables(made.contribution, actors) == expected.CONTRIBUTION_MAY
    rows = expected.CONTRIBUTION_READERS
    wider = {"narrow to Italy": rows["narrow to Italy"] | LET_IN}
    assert readers(made.contribution, actors) == rows | wider


@pytest.mark.row("C21")
def test_notes(made, actors):
    """ "change": the delegation's own voice; nobody else reads one."""
    assert tables(made.note, actors) == expected.NOTE_MAY
    assert readers(made.note, actors) == expected.NOTE_READERS


def test_who_may_add_anything(everybody):
    assert who(Plan.policy.may_create, everybody) == expected.OPENERS
    assert who(InternalNote.policy.may_create, everybody) == set(everybody) - {
        "italy_reader",
        "admin",
        "removed",
    }
