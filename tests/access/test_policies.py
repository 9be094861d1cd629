"""The policies of the register, every action for every persona and state, as a table."""

import pytest

from coordination.register.models import Activity, ExistenceCard, Import
from tests.access.asking import allowed, everyone, readers, tables, who
from tests.access.expectations import ACTIONS, CURRENT, ENTRIES, GATES, READERS, VOICE, make_entries
from tests.factories import ActivityFactory, ImportFactory

pytestmark = [pytest.mark.row("B20"), pytest.mark.policy("coordination.register.policy")]


def test_entries(everybody):
    """The actions "change", "share", "clear", "confirm", "retire" and "restore", state by state."""
    assert tables(make_entries(), everybody) == {label: ACTIONS.get(label, CURRENT) for label in ENTRIES}


def test_agencies_country_teams_and_institutions_keep_their_own(db):
    keepers = ("frontex", "eud-niger", "commission")
    rows = {keeper: ActivityFactory(originator=keeper, shared_with="members") for keeper in keepers}
    assert tables(rows, everyone()) == {
        keeper: {action: {keeper.replace("-", "_")} for action in CURRENT} for keeper in keepers
    }


def test_cards(everybody):
    entry = ActivityFactory(originator="italy", shared_with=[], announced_to="members")
    assert allowed(ExistenceCard(pk=entry.card_id), everybody) == {"change": VOICE}


def test_imports(db):
    states = ("waiting", "running", "done", "cancelled", "failed")
    rows = {state: ImportFactory(originator="italy", state=state) for state in states}
    may = {"cancel": VOICE}
    assert tables(rows, everyone()) == {
        state: may if state in {"waiting", "running"} else {} for state in states
    }


def test_who_may_add_anything(everybody):
    assert who(Activity.policy.may_create, everybody) == GATES["contributors"]
    assert who(Import.policy.may_create, everybody) == GATES["importers"]


@pytest.mark.row("C2")
@pytest.mark.row("D4")
def test_who_reads_what_is_exactly_this(everybody):
    assert readers(make_entries(), everybody) == READERS
