"""The example documents: what they hold, that they are marked, that nobody mints a number."""

import re
import tomllib

import pytest
from django.core.management import call_command
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.documents.identity import written
from coordination.documents.kinds import ReleaseState
from coordination.documents.models import AccessRequest, Document, DocumentFile, Release
from coordination.management.commands.load_example_documents import FILE, load_documents
from coordination.people import actors
from coordination.people.models import User

pytestmark = pytest.mark.row("A7")

WORDS = tomllib.loads(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The whole demonstration, once for this module; nothing of it is kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        User.objects.all().delete()
        for name in ("load_demonstration", "load_example_documents"):
            call_command(name, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def read(loaded, django_db_blocker):
    """The rows of a model that somebody of the demonstration reads."""

    def rows(name, model):
        actor = actors.build(User.objects.get(email=f"{name}@demo.example"))
        with reading_as(actor):
            return list(model.objects.visible_to(actor))

    with django_db_blocker.unblock():
        yield rows


def test_only_real_papers_have_numbers_and_all_else_says_example(read):
    shown = read("commission", Document)
    numbers = {written(row.identity) for row in shown if row.identity}
    assert numbers == {"8255/23"}
    assert all(row.is_example for row in shown if row.identity is None and not row.external_author)
    invented = [text for entry in WORDS["documents"] if not entry.get("fact") for text in entry["texts"]]
    assert all(re.search(r"Example: |Exemple : ", text) for text in invented)


def test_the_background_note_says_that_it_binds_nobody(read):
    [note] = [row for row in read("malta", Document) if row.external_author]
    assert "does not necessarily reflect the views" in note.disclaimer


def test_what_is_narrow_is_read_by_those_it_names(read):
    subject = "Search and rescue: what to raise with Libya together"
    seen = {
        name: subject in {row.subject for row in read(name, Document)}
        for name in ("italy", "malta", "france")
    }
    assert seen == {"italy": True, "malta": True, "france": False}


def test_a_release_was_approved_by_somebody_else_and_holds_nothing_withheld(read):
    shown = read("france", Release)
    assert [(row.state, row.approved_by_id != row.proposed_by_id) for row in shown] == [
        (ReleaseState.RELEASED, True)
    ]
    assert "contractor" not in str(shown[0].passages)
    assert {row.state for row in read("gsc", Release)} == {ReleaseState.RELEASED, ReleaseState.PROPOSED}
    assert len(read("gsc", AccessRequest)) == 1


def test_files_are_made_here(read):
    assert {(row.language, row.origin) for row in read("malta", DocumentFile)} == {
        ("fr", "made"),
        ("en", "made"),
    }


def test_it_is_loaded_once(read):
    with transaction.atomic():
        assert load_documents() == 0
