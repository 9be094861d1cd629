"""The example meetings: what they hold, that they are marked, and who reads them."""

import pytest
from django.core.management import call_command
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.management.commands.load_bodies import load_bodies
from coordination.management.commands.load_example_meetings import load_meetings
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import (
    AgendaItem,
    AgendaPaper,
    AgendaRequest,
    Body,
    FollowUp,
    Meeting,
    NoteLine,
)
from coordination.people import actors
from coordination.people.models import User, today

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("A5")]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The meetings of the demonstration, once for this module; nothing of them is kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demonstration", verbosity=0)
        call_command("load_example_meetings", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _inside(loaded, django_db_blocker):
    with django_db_blocker.unblock():
        yield


def read(name, rows):
    actor = actors.build(User.objects.get(email=f"{name}@demo.example"))
    with reading_as(actor):
        return list(rows(actor))


def bodies(name):
    return {row.code for row in read(name, Body.objects.visible_to)}


COUNCIL = {"emwp", "mocadem"}
PROCESSES = {
    "ndici-coordination-group",
    "jvap-senior-officials",
    "rabat-process",
    "khartoum-process",
    "au-eu-un-taskforce",
}


@pytest.mark.row("A30")
@pytest.mark.row("A43")
@pytest.mark.row("A52")
@pytest.mark.row("A68")
def test_each_body_is_known_to_its_own():
    everybody = COUNCIL | PROCESSES
    assert bodies("gsc") == everybody
    assert bodies("malta") == everybody | {"central-mediterranean"}
    assert bodies("italy") == everybody | {"central-mediterranean", "niamey-coordination"}
    assert bodies("eud-niger") == {"niamey-coordination"}
    assert bodies("frontex") == {"niamey-coordination"}


def test_the_meeting_of_the_seed_is_there_as_its_chair_left_it():
    rows = read("italy", lambda actor: Meeting.objects.visible_to(actor).filter(starts_at__year=2023))
    (meeting,) = rows
    assert (meeting.state, meeting.day.isoformat()) == (MeetingState.LOCKED, "2023-05-02")
    assert meeting.began_at == meeting.starts_at
    papers = read("italy", lambda actor: AgendaPaper.objects.visible_to(actor).filter(item__meeting=meeting))
    assert [(row.reference, row.issued_on.isoformat()) for row in papers] == [("8255/23", "2023-04-26")]


def test_every_meeting_is_marked_as_an_example():
    for name in ("italy", "presidency", "eud-niger"):
        rows = read(name, Meeting.objects.visible_to)
        assert rows
        assert all(row.is_example for row in rows)


def test_items_of_few_are_read_by_few():
    def titles(name):
        return {row.title for row in read(name, AgendaItem.objects.visible_to)}

    closed, internal = (
        "Readmission talks: exchange among those concerned",
        "Preparation of the next visit of the Presidency",
    )
    assert closed in titles("italy") & titles("malta") & titles("presidency")
    assert closed not in titles("france") | titles("gsc") | titles("frontex")
    assert internal in titles("france")
    assert internal not in titles("frontex")


def test_requests_wait_for_the_chair():
    assert {row.kind for row in read("presidency", AgendaRequest.objects.visible_to)} == {"aob", "item"}
    assert read("italy", AgendaRequest.objects.visible_to) == []


def test_one_meeting_is_under_way_and_one_has_left_follow_ups():
    (running,) = read("italy", lambda actor: Meeting.objects.visible_to(actor).filter(state="running"))
    assert running.day == today()
    assert read("presidency", lambda actor: NoteLine.objects.visible_to(actor).filter(meeting=running))
    assert read("netherlands", lambda actor: FollowUp.objects.visible_to(actor).open())


def test_a_second_load_changes_nothing():
    with transaction.atomic():
        assert (load_bodies(), load_meetings()) == (0, 0)
