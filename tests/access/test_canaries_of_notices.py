"""Canaries in hidden rows reach no notice and no count; no canary at all reaches a mail (SECURITY 3, 6)."""

import datetime

import pytest
from django.core import mail
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.notices import services
from coordination.people.actors import for_organisation
from coordination.people.models import BRUSSELS
from coordination.people.queries import circles, organisations
from coordination.register.models import Activity
from tests import personas
from tests.access import notice_canaries
from tests.access.canaries import plans as plan_canaries
from tests.access.canaries import register as canaries
from tests.access.canaries.said import said
from tests.access.canaries.walls import WALLS, django_alone, the_database_alone
from tests.factories.notices import tell

pytestmark = [
    pytest.mark.row("C23"),
    pytest.mark.row("C14"),
    pytest.mark.row("D1"),
    pytest.mark.slow,
    pytest.mark.usefixtures("plain_rendering"),
]

MORNING = datetime.datetime(2026, 11, 25, 9, 0, tzinfo=BRUSSELS)


@pytest.fixture
def everybody(committed, time_machine):
    time_machine.move_to(MORNING)
    with transaction.atomic():
        return {name: personas.load(name) for name in personas.ROLES}


@pytest.fixture
def world(everybody):
    """Everybody follows all there is; then everything happens."""
    for persona in everybody.values():
        notice_canaries.follow_everything(persona)
    with transaction.atomic():
        return canaries.make(everybody)


def outputs(persona):
    """All that notices say to somebody: pages, API, the desk with its count."""
    for address in (*notice_canaries.LISTS, "/"):
        yield address, said(persona.client.get(address))
    for address in notice_canaries.API_LISTS:
        yield address, said(persona.api.get(address))


def send_everything(everybody) -> str:
    """All mails that leave, whole."""
    mail.outbox.clear()
    for persona in everybody.values():
        services.post(user_id=persona.user.pk)
    services.post_digests()
    # The body as it was written: on its way its lines are broken, and a token with them.
    whole = (
        f"{letter.message()['List-Unsubscribe']}\n{letter.subject}\n{letter.body}" for letter in mail.outbox
    )
    return "\n".join(whole).lower()


@pytest.mark.parametrize("walls", WALLS)
def test_nothing_hidden_comes_out_of_notices_and_nothing_at_all_of_mails(walls, everybody, world, caplog):
    found, told = set(), set()
    with WALLS[walls]():
        tell()
        for name, persona in everybody.items():
            marks, ids = world.hidden_from(name), world.hidden_ids(name)
            for channel, text in outputs(persona):
                found |= {(name, channel, token) for token in marks if token in text}
                found |= {(name, channel, "an id") for pk in ids if pk in text}
                if channel == "/notices/?all=true":
                    told |= {name for label in world.entries if f"{canaries.mark(label)}title" in text}
        letters = send_everything(everybody)
    assert found == set()
    assert [label for label in world.readers if canaries.mark(label) in letters] == []
    assert "canary" not in letters
    assert "niger" not in letters
    assert "canary" not in caplog.text.lower()
    # The sweep looks where there is something to see.
    assert told == {
        "france",
        "malta",
        "presidency",
        "commission",
        "eeas",
        "gsc",
        "eud_niger",
        "italy_interior",
    }
    assert letters.count("sent because") >= len(told)


@pytest.mark.parametrize("walls", WALLS)
def test_nothing_hidden_of_plans_comes_out_of_notices(walls, everybody):
    for persona in everybody.values():
        notice_canaries.follow_everything(persona)
    with transaction.atomic():
        world = plan_canaries.make()
    found, told = set(), set()
    with WALLS[walls]():
        tell()
        for name, persona in everybody.items():
            marks, ids = world.hidden_from(name), world.hidden_ids(name)
            for channel, text in outputs(persona):
                found |= {(name, channel, token) for token in marks if token in text}
                found |= {(name, channel, "an id") for pk in ids if pk in text}
                if channel == "/notices/?all=true" and "zqcommonaction" in text:
                    told.add(name)
        letters = send_everything(everybody)
    assert found == set()
    assert "france" in told
    assert [label for label in plan_canaries.READERS if canaries.mark(label) in letters] == []


@pytest.mark.parametrize("walls", WALLS)
def test_what_was_narrowed_since_is_not_mailed(walls, everybody, world):
    """Told while it was readable; narrowed before the mail leaves."""
    tell()
    with transaction.atomic():
        for row in world.entries.values():
            _narrow(row)
    with WALLS[walls]():
        send_everything(everybody)
    # Fiches are still readable; of entries no word is left but to those of Italy, who read them.
    mailed = {letter.to[0].partition("@")[0] for letter in mail.outbox if "register" in letter.body}
    assert mailed <= {"italy", "italy-reader", "italy-interior"}
    assert mail.outbox


def _narrow(row) -> None:
    actor = for_organisation(organisations().by_id[row.originator_id])
    with reading_as(actor):
        own = intern(actor=actor, circles=[circles().of_organisation[row.originator_id]])
        Activity.objects.visible_to(actor).filter(pk=row.pk).update(audience=own)


def test_a_planted_leak_of_notices_is_found(everybody, world):
    """With both walls down the same sweep finds the hidden rows: it can fail."""
    leaks = set()
    with the_database_alone(), django_alone():
        tell()
        for channel, text in outputs(everybody["malta"]):
            leaks |= {channel for token in world.hidden_from("malta") if token in text}
    assert {"/notices/", "/api/v1/notices/"} <= leaks
