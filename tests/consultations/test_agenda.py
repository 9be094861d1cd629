"""Consultations on agendas and in the calendar: proposed with the reason, linked both ways, hidden where they are."""

import datetime

import pytest
from django.db import transaction
from django.urls import reverse

from coordination.access.reader import reading_as
from coordination.consultations import services as consultations
from coordination.consultations.kinds import Kind, State
from coordination.meetings import services
from coordination.meetings.calendar import Span, dated
from coordination.meetings.kinds import MeetingState
from coordination.meetings.proposals import Group
from coordination.meetings.queries import reading
from coordination.meetings.queries.building import building
from coordination.people.models import today
from tests.factories.consultations import ConsultationFactory, again, opened, silence
from tests.factories.consultations import bring_to as open_to
from tests.factories.meetings import MeetingFactory, bring_to, convenor_of, in_days, items_of
from tests.factories.room import acting

pytestmark = [pytest.mark.row("C5"), pytest.mark.row("A30"), pytest.mark.usefixtures("db")]


@pytest.fixture
def meeting():
    return MeetingFactory(day=in_days(30), items=())


def proposals(meeting):
    actor = convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        found = building(actor, reading.one(actor, meeting.pk)).proposals
    return {one.title: one for one in found if one.group == Group.CONSULTED}


def put_on_agenda(meeting, title):
    proposal, actor = proposals(meeting)[title], convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        return services.add_proposal(actor=actor, meeting=meeting, proposal=proposal)


def test_the_convenor_is_proposed_what_it_asked_and_what_broke(meeting):
    opened(title="Open questions")
    opened(title="Of a country", country_id=None)
    ConsultationFactory(state=State.CLOSED, title="Closed lately")
    ConsultationFactory(state=State.CLOSED, kind=Kind.SILENCE, title="Broken")
    silence(title="Silence runs")
    ConsultationFactory(title="A draft")
    ConsultationFactory(state=State.WITHDRAWN, title="Withdrawn")
    opened(convenor="france", title="Of France")
    found = proposals(meeting)
    assert set(found) == {"Open questions", "Of a country", "Closed lately", "Broken"}
    assert "were asked to reply until" in found["Open questions"].reason
    assert "was broken" in found["Broken"].reason


def test_an_item_and_its_consultation_name_each_other(meeting, italy, france):
    row = opened(title="Five principles")
    put_on_agenda(meeting, "Five principles")
    page = reverse("consultation", args=[row.pk])
    assert "On the agenda" not in italy.client.get(page).content.decode()
    bring_to(meeting, MeetingState.ISSUED)
    item = next(one for one in items_of(meeting) if one.title == "Five principles")
    assert reverse("agenda-item", args=[item.pk]) in italy.client.get(page).content.decode()
    shown = italy.client.get(reverse("agenda-item", args=[item.pk])).content.decode()
    assert page in shown


def test_a_consultation_of_few_becomes_a_closed_item(meeting, italy, presidency):
    row = opened(title="CANARY", shared_with=["france"])
    put_on_agenda(meeting, "CANARY")
    bring_to(meeting, MeetingState.ISSUED)
    item = next(one for one in items_of(meeting) if one.source_id == row.pk)
    assert italy.client.get(reverse("agenda-item", args=[item.pk])).status_code == 404
    assert "CANARY" not in italy.client.get(reverse("meeting", args=[meeting.pk])).content.decode()
    assert "CANARY" in presidency.client.get(reverse("agenda-item", args=[item.pk])).content.decode()


def test_deadlines_stand_in_the_calendar_of_those_who_are_asked(italy, france, italy_interior):
    opened(title="Questions", deadline=None)
    silence(title="Text", shared_with=["france"])
    ConsultationFactory(title="Draft")
    ConsultationFactory(state=State.WITHDRAWN, title="Withdrawn")
    span = Span(today(), today() + datetime.timedelta(days=20))
    for reader, expected in (
        (italy, {"Replies due: Questions"}),
        (france, {"Replies due: Questions", "Silence ends: Text"}),
        (italy_interior, set()),
    ):
        actor = reader.actor()
        with transaction.atomic(), reading_as(actor):
            assert {one.title for one in dated(actor, span)} == expected, reader.name


def test_a_new_deadline_moves_the_entry_and_saves_of_the_draft_are_not_counted(italy):
    draft = ConsultationFactory()
    words = consultations.Words({"title": "Saved once more"}, ("Why?",))
    acting("presidency", consultations.change, consultation=draft, version=None, words=words)
    row = open_to(again(draft), State.OPEN)
    actor = italy.actor()

    def entry():
        with transaction.atomic(), reading_as(actor):
            (found,) = dated(actor, Span(today(), today() + datetime.timedelta(days=20)))
        return found.uid, found.starts, found.sequence

    uid = f"consultation-{row.pk}"
    assert entry() == (uid, row.deadline, 0)
    later = {"deadline": row.deadline + datetime.timedelta(days=2), "reason": "Holidays."}
    acting("presidency", consultations.extend, consultation=row, version=row.version, **later)
    assert entry() == (uid, later["deadline"], 1)
