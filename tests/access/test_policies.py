"""The policies of the register, every action for every persona and state, as a table."""

import pytest

from coordination.register.models import Activity, ExistenceCard, Import
from tests.access.asking import allowed, readers, who
from tests.access.expectations import ACTIONS, CURRENT, ENTRIES, GATES, READERS, VOICE, make_entries
from tests.factories import ActivityFactory, ImportFactory

pytestmark = [pytest.mark.row("B20"), pytest.mark.policy("coordination.register.policy")]


@pytest.mark.parametrize("label", ENTRIES)
def test_entries(label, everybody):
    """The actions "change", "share", "clear", "confirm", "retire" and "restore", state by state."""
    entry = ActivityFactory(originator="italy", **ENTRIES[label])
    assert allowed(entry, everybody) == ACTIONS.get(label, CURRENT)


@pytest.mark.parametrize("originator", ["frontex", "eud-niger", "commission"])
def test_agencies_country_teams_and_institutions_keep_their_own(originator, everybody):
    entry = ActivityFactory(originator=originator, shared_with="members")
    keeper = {originator.replace("-", "_")}
    assert allowed(entry, everybody) == dict.fromkeys(CURRENT, keeper)


def test_cards(everybody):
    entry = ActivityFactory(originator="italy", shared_with=[], announced_to="members")
    assert allowed(ExistenceCard(pk=entry.card_id), everybody) == {"change": VOICE}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("waiting", {"cancel": VOICE}),
        ("running", {"cancel": VOICE}),
        ("done", {}),
        ("cancelled", {}),
        ("failed", {}),
    ],
)
def test_imports(state, expected, everybody):
    assert allowed(ImportFactory(originator="italy", state=state), everybody) == expected


def test_who_may_add_anything(everybody):
    assert who(Activity.policy.may_create, everybody) == GATES["contributors"]
    assert who(Import.policy.may_create, everybody) == GATES["importers"]


@pytest.mark.row("C2")
@pytest.mark.row("D4")
def test_who_reads_what_is_exactly_this(everybody):
    assert readers(make_entries(), everybody) == READERS
