"""The policies of documents, every action for every persona and state, as a table."""

import pytest

from coordination.documents.models import AccessRequest, Document, Release
from tests.access import documents
from tests.access.asking import everyone, named, tables, who
from tests.access.expectations import GATES
from tests.personas import load_all

pytestmark = [
    pytest.mark.row("B20"),
    pytest.mark.usefixtures("db"),
    pytest.mark.policy("coordination.documents.policy"),
]

OF_A_RELEASE = ("change", "approve", "publish", "drop")
OF_A_REQUEST = ("extend", "answer", "advise", "confirm", "close")


@pytest.fixture(scope="module")
def made(stage):
    return documents.make_subjects(load_all())


@pytest.fixture(scope="module")
def actors(made):
    return everyone()


def test_documents(made, actors):
    """Among others "change", "share", "mark", "number", "merge", "propose" and "register"."""
    assert tables(named(Document, made["document"]), actors) == documents.DOCUMENT_ACTIONS


def test_releases_and_applications(made, actors):
    assert tables(named(Release, made["release"]), actors) == documents.RELEASE_ACTIONS
    assert tables(named(AccessRequest, made["application"]), actors) == documents.REQUEST_ACTIONS


def test_every_action_is_named_here():
    """So that an action added later is not forgotten in the tables."""
    known = {action for table in documents.DOCUMENT_ACTIONS.values() for action in table}
    assert known == set(Document.policy.actions())
    assert set(Release.policy.actions()) == set(OF_A_RELEASE)
    assert set(AccessRequest.policy.actions()) == set(OF_A_REQUEST)


def test_who_files_and_who_registers(everybody):
    assert who(Document.policy.may_create, everybody) == GATES["holders of documents"]
    assert who(AccessRequest.policy.may_create, everybody) == GATES["the General Secretariat"]
