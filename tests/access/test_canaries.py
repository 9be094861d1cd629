"""Canaries in hidden rows come out nowhere: with both walls, and with either wall alone (SECURITY 3)."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core import mail
from django.db import connection, connections

from coordination.access.models import GatedQuerySet
from coordination.history.models import HistoryQuerySet
from tests import personas
from tests.access import canaries
from tests.access.canaries import World, mark

pytestmark = [pytest.mark.row("C23"), pytest.mark.row("C22"), pytest.mark.row("D1"), pytest.mark.slow]

NAMES = tuple(personas.ROLES)


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


@contextmanager
def both_walls() -> Iterator[None]:
    yield


@contextmanager
def the_database_alone() -> Iterator[None]:
    """Every `visible_to` lets everything through: a filter forgotten everywhere at once."""

    def everything(self, actor):
        rows = self.all()
        rows._gated = True
        return rows

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(GatedQuerySet, "visible_to", everything)
        patch.setattr(HistoryQuerySet, "visible_to", everything)
        yield


@contextmanager
def django_alone() -> Iterator[None]:
    """The product runs as a role that row security lets through."""
    before = dict(connection.settings_dict)
    owner = connections["owner"].settings_dict
    connection.close()
    connection.settings_dict |= {"USER": owner["USER"], "PASSWORD": owner["PASSWORD"]}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) > 0 FROM coordination_activity")
            assert cursor.fetchone() == (True,)  # without any reader: the wall is down
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


WALLS = {"both walls": both_walls, "the database alone": the_database_alone, "Django alone": django_alone}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("walls", WALLS)
def test_nothing_hidden_comes_out(name, walls, everybody, world, caplog):
    persona = everybody[name]
    marks, ids = world.hidden_from(name), world.hidden_ids(name)
    leaks, met = set(), ""
    with WALLS[walls]():
        for channel, text, unasked in canaries.outputs(persona, world):
            leaks |= {(channel, token) for token in marks if token in text}
            if unasked:
                leaks |= {(channel, "an id") for pk in ids if pk in text}
            met += text
    leaks |= {("log", token) for token in marks if token in caplog.text.lower()}
    letters = " ".join(str(letter.message()) for letter in mail.outbox).lower()
    leaks |= {("mail", token) for token in marks if token in letters}
    leaks |= {
        ("amount", label)
        for label, amount in world.amounts.items()
        if name not in world.readers[label] and amount in met
    }

    assert leaks == set()
    # The sweep looks where there is something to see: what may be read does come out.
    assert [label for label in world.readable(name) if f"{mark(label)}title" not in met] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("walls", WALLS)
def test_counts_are_of_what_is_readable(name, walls, everybody, world):
    counted = {"entries": 0, "cards": 0}
    with WALLS[walls]():
        for axis in ("actor-country", "theme-actor"):
            answer = everybody[name].api.get(f"/api/v1/matrix/?axis={axis}")
            if answer.status_code == 403:
                continue
            for what in counted:
                counted[what] = sum(cell[what] for cell in answer.json()["cells"])
            assert counted == expected_counts(name, world), axis
    assert (counted["entries"] > 0) == (expected_counts(name, world)["entries"] > 0)


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
        "fragment /activities/?sort=title",
        "/activities/file/csv/",
        "/activities/file/xlsx/",
        "/api/v1/activities/",
        "similar",
        "entry ",
        "entry history/",
        "api entry history/",
        "copy",
        "import",
    } <= channels
