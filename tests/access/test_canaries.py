"""Canaries in hidden rows come out nowhere: with both walls, and with either wall alone (SECURITY 3)."""

from collections import Counter

import pytest
from django.core import mail

from tests import personas
from tests.access.canaries import register as canaries
from tests.access.canaries.register import World, mark
from tests.access.canaries.walls import WALLS, django_alone, the_database_alone
from tests.proof.figures import record

pytestmark = [
    pytest.mark.row("C23"),
    pytest.mark.row("C22"),
    pytest.mark.row("D1"),
    pytest.mark.slow,
    pytest.mark.usefixtures("plain_rendering"),
]

NAMES = tuple(personas.ROLES)
GROUPS = [NAMES[start::3] for start in range(3)]  # one world serves several


@pytest.fixture
def everybody(committed):
    """Committed rows and real transactions, as in production."""
    from django.db import transaction

    with transaction.atomic():
        return {name: personas.load(name) for name in NAMES}


@pytest.fixture
def world(everybody) -> World:
    from django.db import transaction

    with transaction.atomic():
        return canaries.make(everybody)


@pytest.mark.parametrize("names", GROUPS, ids="+".join)
@pytest.mark.parametrize("walls", WALLS)
def test_nothing_hidden_comes_out(names, walls, everybody, world, caplog):
    for name in names:
        caplog.clear()
        assert (name, leaks(everybody[name], world, WALLS[walls], caplog)) == (name, set())


def leaks(persona, world: World, walls, caplog) -> set[tuple[str, str]]:
    """(channel, what came out) for everything that this persona must not meet."""
    marks, ids = world.hidden_from(persona.name), world.hidden_ids(persona.name)
    found, met = set(), ""
    channels: Counter[str] = Counter()
    mail.outbox.clear()
    with walls():
        for channel, text, unasked in canaries.outputs(persona, world):
            found |= {(channel, token) for token in marks if token in text}
            if unasked:
                found |= {(channel, "an id") for pk in ids if pk in text}
            met += text
            channels[channel] += 1
    record("canaries", channels.total(), channels=sorted(channels), persona=persona.name)
    found |= {("log", token) for token in marks if token in caplog.text.lower()}
    letters = " ".join(str(letter.message()) for letter in mail.outbox).lower()
    found |= {("mail", token) for token in marks if token in letters}
    found |= {
        ("amount", label)
        for label, amount in world.amounts.items()
        if persona.name not in world.readers[label] and amount in met
    }
    # The sweep looks where there is something to see: what may be read does come out.
    unseen = {label for label in world.readable(persona.name) if f"{mark(label)}title" not in met}
    return found | {("nowhere", label) for label in unseen}


@pytest.mark.parametrize("walls", WALLS)
def test_counts_are_of_what_is_readable(walls, everybody, world):
    for name, persona in everybody.items():
        right = expected_counts(name, world)
        for axis in ("actor-country", "theme-actor"):
            with WALLS[walls]():
                answer = persona.api.get(f"/api/v1/matrix/?axis={axis}")
            if name == "removed":
                assert answer.status_code == 403
                continue
            cells = answer.json()["cells"]
            counted = {what: sum(cell[what] for cell in cells) for what in right}
            assert (name, axis, counted) == (name, axis, right)


def expected_counts(name: str, world: World) -> dict[str, int]:
    current = {"all members", "institutions", "presidency", "France", "country team", "own", "announced"}
    entries = sum(name in world.readers[label] for label in current)
    announced = name in world.readers["card"] and name not in world.readers["announced"]
    return {"entries": entries, "cards": int(announced)}


def test_a_planted_leak_is_found(everybody, world):
    """With both walls down the same sweep finds the hidden rows: it can fail."""
    leaks = set()
    with the_database_alone(), django_alone():
        for channel, text, _unasked in canaries.outputs(everybody["malta"], world):
            leaks |= {(channel, token) for token in world.hidden_from("malta") if token in text}

    channels = {channel for channel, _token in leaks}
    assert {
        "/activities/",
        "fragment /activities/",
        "/activities/file/csv/",
        "/activities/file/xlsx/",
        "/api/v1/activities/",
        "similar",
        "entry ",
        "entry history/",
        "api entry history/",
        "copy",
        "import",
        "/fiches/",
        "/fiches/?view=measures",
        "/fiches/file/csv/",
        "/api/v1/fiches/",
        "fiche ",
        "fiche history/",
        "fiche print/",
        "api measure",
        "api fiche ",
        "/documents/",
        "/documents/?words=canary",
        "/documents/file/csv/",
        "/api/v1/documents/",
        "document ",
        "document history/",
        "document versions/1/",
        "document difference/",
        "document file",
        "api document ",
        "api document versions/1/",
        "/access-requests/?all=1",
        "/api/v1/releases/",
    } <= channels
