"""Releases and applications are told to those who handle them, and a release to the readers of its record."""

import datetime

import pytest
from django.utils import timezone

from coordination.documents import services
from coordination.documents.services import Answer
from coordination.notices.services import remind
from tests.factories.documents import DocumentFactory
from tests.factories.notices import forget, tell, told
from tests.factories.releases import approve, propose, publish, register
from tests.factories.room import acting

pytestmark = [pytest.mark.row("B22"), pytest.mark.usefixtures("db")]


@pytest.fixture
def document(db):
    return DocumentFactory(number="8255/23", shared_with=["france", "gsc"], text="One.\n\nTwo.")


def reached(everybody, kind):
    """Who was told of a kind of news, and by which rule."""
    tell()
    found = {name: dict(told(persona)) for name, persona in everybody.items() if name != "removed"}
    return {name: rules[kind] for name, rules in found.items() if kind in rules}


def test_a_release_is_handled_by_two_and_told_to_readers_once_it_is_public(document, everybody):
    forget()
    release = propose(everybody["italy"], document)
    assert reached(everybody, "release.proposed") == {"gsc": "readers"}
    release = approve(everybody["gsc"], release)
    assert set(reached(everybody, "release.approved")) == {"italy"}
    publish(everybody["gsc"], release)
    assert set(reached(everybody, "release.released")) == {"italy", "france"}
    assert reached(everybody, "release.proposed") == {"gsc": "readers"}  # France did not handle it


def test_the_holder_is_consulted_on_an_application_and_told_its_answer(document, everybody):
    forget()
    request = register(everybody["gsc"], document)
    assert set(reached(everybody, "application.registered")) == {"italy"}
    request = acting(everybody["italy"], services.advise, request=request, advice="full", words="")
    assert reached(everybody, "application.advised") == {"gsc": "owner"}
    acting(everybody["gsc"], services.answer, request=request, answer=Answer(decision="full"))
    assert set(reached(everybody, "application.answered")) == {"italy"}


def test_whoever_handles_an_application_is_reminded_of_its_clock_once(document, everybody, time_machine):
    register(everybody["gsc"], document)
    forget()
    remind()
    assert reached(everybody, "application.due") == {}
    time_machine.move_to(timezone.now() + datetime.timedelta(days=16))
    remind()
    assert reached(everybody, "application.due") == {"gsc": "owner"}
    forget()
    remind()
    assert reached(everybody, "application.due") == {}
