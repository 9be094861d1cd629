"""Canaries in hidden parts of action plans come out nowhere, with both walls and with either alone."""

from collections import Counter

import pytest
from django.db import transaction

from tests import personas
from tests.access.canaries import plans as canaries
from tests.access.canaries.said import mark
from tests.access.canaries.walls import WALLS, django_alone, the_database_alone
from tests.proof.figures import record

pytestmark = [
    pytest.mark.row("C23"),
    pytest.mark.row("D1"),
    pytest.mark.slow,
    pytest.mark.usefixtures("plain_rendering"),
]


@pytest.fixture
def everybody(committed):
    """Committed rows and real transactions, as in production."""
    with transaction.atomic():
        return personas.load_all()


@pytest.fixture
def world(everybody):
    with transaction.atomic():
        return canaries.make()


@pytest.mark.parametrize("walls", WALLS)
def test_nothing_hidden_comes_out_of_plans(walls, everybody, world, caplog):
    found = {}
    for name, persona in everybody.items():
        caplog.clear()
        found[name] = leaks(persona, world, WALLS[walls], caplog)
    assert {name: leaked for name, leaked in found.items() if leaked} == {}


def leaks(persona, world, walls, caplog) -> set[tuple[str, str]]:
    """(channel, what came out) for everything that this persona must not meet."""
    marks, ids = world.hidden_from(persona.name), world.hidden_ids(persona.name)
    found, met = set(), set()
    channels: Counter[str] = Counter()
    with walls():
        for channel, text in canaries.outputs(persona, world):
            found |= {(channel, token) for token in marks if token in text}
            found |= {(channel, "an id") for pk in ids if pk in text}
            met |= {label for label in canaries.SHOWN if mark(label) in text}
            channels[channel] += 1
    record("canaries", channels.total(), channels=sorted(channels), persona=persona.name)
    found |= {("log", token) for token in marks if token in caplog.text.lower()}
    # The sweep looks where there is something to see: what may be read does come out.
    mine = {label for label in canaries.SHOWN if persona.name in canaries.READERS[label]}
    unseen = {label for label in mine - met if (label, persona.name) not in canaries.UNSHOWN}
    return found | {("nowhere", label) for label in unseen}


def test_a_planted_leak_of_plans_is_found(everybody, world):
    """With both walls down the same sweep finds the hidden rows: it can fail."""
    leaks = set()
    with the_database_alone(), django_alone():
        for channel, text in canaries.outputs(everybody["malta"], world):
            leaks |= {channel for token in world.hidden_from("malta") if token in text}

    assert {
        "/", "plan ", "plan comments/", "plan history/", "plan print/", "version difference/?with=1",
        "action ", "action history/", "coverage", "as of", "between", "difference",
    } <= leaks  # fmt: skip
