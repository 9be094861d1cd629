"""Narrow items, notes, follow-ups, private notes, replies and positions come out nowhere (SECURITY 3)."""

import pytest
from django.core import mail
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.meetings import services
from tests import personas
from tests.access import meeting_canaries as canaries
from tests.access.canaries.said import mark
from tests.access.canaries.walls import WALLS
from tests.factories import ActivityFactory

pytestmark = [
    pytest.mark.row("C23"),
    pytest.mark.row("C14"),
    pytest.mark.row("D1"),
    pytest.mark.slow,
    pytest.mark.usefixtures("plain_rendering"),
]

# Those who are near: in the room without the circle, of the same state, of the Secretariat, from outside.
NAMES = (
    "italy",
    "presidency",
    "france",
    "italy_interior",
    "italy_labour",
    "gsc",
    "frontex",
    "eud_niger",
    "removed",
)


@pytest.fixture
def everybody(committed):
    """Committed rows and real transactions, as in production."""
    with transaction.atomic():
        return {name: personas.load(name) for name in NAMES}


@pytest.fixture
def world(everybody):
    with transaction.atomic():
        ActivityFactory(originator="italy")  # by which `django_alone` sees that the wall is down
        return canaries.make()


@pytest.fixture
def feeds(everybody):
    """A calendar address of everybody who may have one."""
    found = {}
    for name, persona in everybody.items():
        if name == "removed":
            continue
        actor = persona.actor()
        with transaction.atomic(), reading_as(actor):
            found[name] = services.subscribe(actor=actor)
    return found


@pytest.mark.parametrize("walls", WALLS)
def test_nothing_narrow_comes_out(walls, everybody, world, feeds, caplog):
    met: set[str] = set()
    for name, persona in everybody.items():
        hidden = [label for label, readers in canaries.READERS.items() if name not in readers]
        caplog.clear()
        found = set()
        with WALLS[walls]():
            for channel, text in canaries.outputs(persona, world, feeds.get(name, "")):
                found |= {(channel, label) for label in hidden if mark(label) in text}
                met |= {label for label in canaries.READERS if mark(label) in text}
        found |= {("log", label) for label in hidden if mark(label) in caplog.text.lower()}
        assert (name, found) == (name, set())
    letters = " ".join(str(letter.message()) for letter in mail.outbox).lower()
    assert [label for label in canaries.READERS if mark(label) in letters] == []
    # The sweep looks where there is something to see: each text is met by somebody who may read it.
    assert set(canaries.READERS) - met == set()
