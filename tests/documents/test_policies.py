"""The policies of documents, every action for every persona and state, as a table."""

import pytest

from coordination.access.gate import permissions
from coordination.access.reader import reading_as
from coordination.documents.models import AccessRequest, Document, Release
from tests.access import documents
from tests.access.expectations import GATES

pytestmark = [pytest.mark.row("B20"), pytest.mark.usefixtures("db")]

OF_A_RELEASE = ("change", "approve", "publish", "drop")
OF_A_REQUEST = ("extend", "answer", "advise", "confirm", "close")


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


@pytest.mark.parametrize("label", documents.DOCUMENTS)
def test_documents(label, everybody):
    """Among others "change", "share", "mark", "number", "merge", "propose" and "register"."""
    assert allowed(documents.make(label), everybody) == documents.DOCUMENT_ACTIONS[label]


def test_releases_and_applications(everybody):
    made = documents.make_subjects(everybody)
    for label, pk in made["release"].items():
        assert (label, allowed(Release(pk=pk), everybody)) == (label, documents.RELEASE_ACTIONS[label])
    for label, pk in made["application"].items():
        assert (label, allowed(AccessRequest(pk=pk), everybody)) == (label, documents.REQUEST_ACTIONS[label])


def test_every_action_is_named_here():
    """So that an action added later is not forgotten in the tables."""
    known = {action for table in documents.DOCUMENT_ACTIONS.values() for action in table}
    assert known == set(Document.policy.actions())
    assert set(Release.policy.actions()) == set(OF_A_RELEASE)
    assert set(AccessRequest.policy.actions()) == set(OF_A_REQUEST)


def test_who_files_and_who_registers(everybody):
    actors = {name: persona.actor() for name, persona in everybody.items()}
    holders = {name for name, actor in actors.items() if Document.policy.may_create(actor)}
    registering = {name for name, actor in actors.items() if AccessRequest.policy.may_create(actor)}
    assert holders == GATES["holders of documents"]
    assert registering == GATES["the General Secretariat"]
