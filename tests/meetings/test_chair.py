"""The chair moves at midnight in Brussels: never two, and the next one inherits the agenda, not the confidences."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from coordination.access.errors import Hidden, Refused
from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import AgendaItem, ItemPreparation, Meeting
from coordination.people.actors import build
from tests.factories import MembershipFactory
from tests.factories.meetings import BodyFactory, MeetingFactory, at

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("A5"), pytest.mark.row("C7")]

BEFORE, AFTER = "2026-12-31 22:59:59+00:00", "2026-12-31 23:00:00+00:00"  # Brussels is an hour ahead
JANUARY, DECEMBER = datetime.date(2027, 1, 20), datetime.date(2026, 12, 30)


@pytest.fixture
def ireland(db):
    return MembershipFactory(organisation="ireland").user


@pytest.fixture
def lithuania(db):
    return MembershipFactory(organisation="lithuania").user


def may(user, action, meeting):
    """Whether somebody may do it; None where the meeting is hidden."""
    actor = build(user)
    with transaction.atomic(), reading_as(actor):
        rows = Meeting.objects.visible_to(actor).filter(pk=meeting.pk)
        if not rows.exists():
            return None
        return rows.filter(Meeting.policy.rule(action, actor)).exists()


def test_a_draft_for_january_passes_to_the_next_chair_at_midnight(ireland, lithuania, time_machine):
    time_machine.move_to(BEFORE)
    meeting = MeetingFactory(day=JANUARY)
    assert (may(ireland, "issue", meeting), may(lithuania, "issue", meeting)) == (True, None)

    time_machine.move_to(AFTER)
    assert (may(ireland, "issue", meeting), may(lithuania, "issue", meeting)) == (False, True)
    actor = build(lithuania)
    with transaction.atomic(), reading_as(actor):
        assert ItemPreparation.objects.visible_to(actor).filter(meeting=meeting).exists()
        assert services.issue(actor=actor, meeting=meeting).state == MeetingState.ISSUED


@pytest.mark.parametrize("action", ["change", "arrange", "issue", "invite", "cancel", "copy"])
def test_there_are_never_two_chairs(ireland, lithuania, time_machine, action):
    time_machine.move_to(BEFORE)
    meeting = MeetingFactory(day=JANUARY, state=MeetingState.ISSUED)
    before = may(ireland, action, meeting), may(lithuania, action, meeting)
    time_machine.move_to(AFTER)
    after = may(ireland, action, meeting), may(lithuania, action, meeting)

    assert (before, after) == ((True, False), (False, True))


def test_confidences_of_the_old_term_stay_with_it(ireland, lithuania, time_machine):
    time_machine.move_to(BEFORE)
    items = [{"title": "Common"}, {"title": "Closed", "circle": ["italy"]}]
    meeting = MeetingFactory(day=DECEMBER, state=MeetingState.HELD, items=items)

    time_machine.move_to(AFTER)
    assert may(lithuania, "conclude", meeting)
    seen = {}
    for user in (ireland, lithuania):
        actor = build(user)
        with transaction.atomic(), reading_as(actor):
            found = AgendaItem.objects.visible_to(actor).filter(meeting=meeting)
            seen[user.pk] = {row.title for row in found}
    assert seen == {ireland.pk: {"Common", "Closed"}, lithuania.pk: {"Common"}}


def test_the_next_presidency_prepares_its_own_term_and_no_other(ireland, lithuania, time_machine):
    time_machine.move_to(BEFORE)
    body = BodyFactory()
    actor = build(lithuania)
    with transaction.atomic(), reading_as(actor):
        with pytest.raises(ValidationError, match="1 January 2027"):
            services.call(actor=actor, body=body, fields={"starts_at": at(DECEMBER, 10)})
        meeting = services.call(actor=actor, body=body, fields={"starts_at": at(JANUARY, 10)})
        words = services.ItemWords({"title": "Ours"})
        services.add_item(actor=actor, meeting=meeting, words=words)
        with pytest.raises(Refused):
            services.issue(actor=actor, meeting=meeting)

    assert may(ireland, "change", meeting) is None  # not the chair of today either
    time_machine.move_to(AFTER)
    assert may(lithuania, "issue", meeting)


def test_nobody_else_calls_a_meeting_of_the_presidency(italy, time_machine):
    time_machine.move_to(BEFORE)
    body = BodyFactory()
    actor = italy.actor()
    with transaction.atomic(), reading_as(actor), pytest.raises(Refused):
        services.call(actor=actor, body=body, fields={"starts_at": at(JANUARY, 10)})


def test_a_draft_that_moves_into_the_next_term_passes_too(ireland, lithuania, time_machine):
    time_machine.move_to(BEFORE)
    meeting = MeetingFactory(day=DECEMBER)
    actor = build(ireland)
    moved = {"starts_at": at(JANUARY, 10), "ends_at": at(JANUARY, 13)}
    with transaction.atomic(), reading_as(actor):
        services.change(actor=actor, meeting=meeting, version=meeting.version, fields=moved)

    time_machine.move_to(AFTER)
    assert may(lithuania, "issue", meeting)


def test_a_meeting_is_opened_on_its_day_at_the_earliest(db, time_machine):
    time_machine.move_to(BEFORE)
    with pytest.raises(Refused, match="20 January 2027"):
        MeetingFactory(day=JANUARY, state=MeetingState.RUNNING)


def test_a_day_beyond_the_rota_is_said_in_a_sentence(db):
    with pytest.raises(ValidationError, match="rota"):
        MeetingFactory(day=datetime.date(2044, 5, 2))


def test_a_hidden_body_is_not_convened(db, france):
    circle = BodyFactory(convenor="italy", members=["malta"], kind="informal")
    actor = france.actor()
    with transaction.atomic(), reading_as(actor), pytest.raises(Hidden):
        services.call(actor=actor, body=circle, fields={"starts_at": at(JANUARY, 10)})
