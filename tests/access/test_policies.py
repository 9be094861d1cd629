"""The policies of the register, every action for every persona and state, as a table."""

import pytest

from coordination.access.gate import permissions
from coordination.access.reader import reading_as
from coordination.register.models import Activity, ExistenceCard, Import
from tests.access.expectations import ACTIONS, CURRENT, ENTRIES, GATES, READERS, VOICE, make_entries
from tests.factories import ActivityFactory, ImportFactory

pytestmark = [pytest.mark.row("B20")]


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
    actors = {name: persona.actor() for name, persona in everybody.items()}
    writers = {name for name, actor in actors.items() if Activity.policy.may_create(actor)}
    uploaders = {name for name, actor in actors.items() if Import.policy.may_create(actor)}

    assert writers == GATES["contributors"]
    assert uploaders == GATES["importers"]


@pytest.mark.row("C2")
@pytest.mark.row("D4")
def test_who_reads_what_is_exactly_this(everybody):
    made = make_entries()
    found: dict[str, set[str]] = {label: set() for label in made}
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            ids = set(Activity.objects.visible_to(actor).values_list("pk", flat=True))
        for label, row in made.items():
            if row.pk in ids:
                found[label].add(name)
    assert found == READERS
