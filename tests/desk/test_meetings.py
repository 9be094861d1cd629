"""What meetings bring to the desk: each to its own, and to the chair how ready the next agenda is."""

import datetime

import pytest
from django.utils import timezone

from coordination.meetings.kinds import Handling, MeetingState
from coordination.people.models import today
from tests.factories.meetings import MeetingFactory, in_days
from tests.factories.room import end, follow_up, running

from .test_desk import queries, tasks

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.row("A52")]


def coming(persona) -> list[str]:
    return [row["title"] for row in persona.client.get("/").context["next"]]


def waiting(persona) -> list[str]:
    return [row["title"] for row in persona.client.get("/").context["waiting"]]


def changed(persona) -> list[str]:
    return [row["title"] for row in persona.client.get("/").context["changed"]["rows"]]


def ready(persona) -> list[tuple[str, str, str]] | None:
    found = persona.client.get("/").context["readiness"]
    return found and [(row.title, row.sign, row.sign_label) for row in found]


def test_meetings_that_were_issued_stand_under_what_comes_next(italy, frontex, eud_niger):
    MeetingFactory(title="Issued", state=MeetingState.ISSUED, day=in_days(9), guests=["frontex"])
    MeetingFactory(title="Draft", day=in_days(9))
    MeetingFactory(
        title="Of few", state=MeetingState.ISSUED, day=in_days(4), convenor="france", members=["malta"]
    )
    MeetingFactory(title="Far away", state=MeetingState.ISSUED, day=in_days(200))

    assert coming(italy) == coming(frontex) == ["Issued"]
    assert coming(eud_niger) == []


def test_a_follow_up_is_due_from_its_owner_once_it_was_sent_out(italy, france):
    meeting, (item,) = running()
    follow_up(item, "Send the figures", owner="italy", due_on=today() + datetime.timedelta(days=3))
    assert "Send the figures" not in tasks(italy)
    end(meeting)
    assert "Send the figures" in tasks(italy)
    assert "Send the figures" not in tasks(france)


@pytest.mark.row("B17")
def test_the_chair_sees_how_ready_the_next_agenda_is(presidency, italy):
    MeetingFactory(title="Later", day=in_days(30))
    MeetingFactory(
        title="EMWP",
        day=in_days(12),
        items=[{"handling": ""}, {"handling": Handling.EXCHANGE, "papers": [{"title": "Paper"}]}],
    )
    (agenda, *rest) = ready(presidency) or []
    assert agenda[0].startswith("EMWP, ")
    assert agenda[1:] == ("at-risk", "Not issued yet")
    assert rest == [
        ("Handling", "off-track", "Missing for 1 item"),
        ("Papers", "at-risk", "1 still to come"),
    ]
    assert ready(italy) is None


def test_the_desk_costs_the_same_for_one_meeting_and_for_five(presidency):
    def fill(number: int) -> None:
        for _copy in range(number):
            meeting, (item,) = running()
            follow_up(item, owner=presidency.organisation)
            end(meeting)
            MeetingFactory(state=MeetingState.ISSUED, day=in_days(12))

    fill(1)
    one = queries(presidency.client)
    fill(4)
    assert queries(presidency.client) == one


def test_a_meeting_that_runs_late_is_still_among_the_next(italy, time_machine):
    running(title="Long night")
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=20))
    assert coming(italy) == ["Long night"]


@pytest.mark.row("B17")
def test_the_convenor_waits_for_what_others_owe(presidency, italy, malta):
    meeting, items = running({}, {"circle": ["italy"]})
    for title, days in (("Send the figures", -1), ("Name a contact", 3)):
        follow_up(items[0], title, "italy", due_on=today() + datetime.timedelta(days=days))
    assert waiting(presidency) == []
    end(meeting)
    assert "Name a contact" not in waiting(presidency)
    assert "Send the figures" in waiting(presidency)
    assert "Send the figures" not in waiting(malta) + waiting(italy)


def test_deeds_of_meetings_are_news_to_those_who_read_them(italy, malta, presidency):
    meeting, items = running({"title": "Niger"}, {"title": "Closed", "circle": ["italy"]}, title="EMWP")
    follow_up(items[1], "Zebedee", "italy")
    end(meeting)
    assert any(row.startswith("EMWP") for row in changed(malta))
    assert "Zebedee" in changed(italy)
    assert "Zebedee" not in changed(malta)
