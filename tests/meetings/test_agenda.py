"""The agenda: who sees which items, their numbers, and what a revision changes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from coordination.access.errors import Hidden, Refused, Stale
from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import AgendaItem, ItemPreparation, Meeting
from coordination.meetings.queries.arranging import arranged
from tests.factories.meetings import (
    BodyFactory,
    MeetingFactory,
    convenor_of,
    issue,
    items_of,
    write_item,
)

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("B12")]


def numbered(meeting, reader=None):
    return [(item.number, item.title) for item in items_of(meeting, reader)]


def as_convenor(convened, deed, /, **said):
    actor = convenor_of(convened)
    with transaction.atomic(), reading_as(actor):
        return deed(actor=actor, **said)


def working_copy(meeting, actor=None):
    actor = actor or convenor_of(meeting)
    with transaction.atomic(), reading_as(actor):
        return [(entry.number, entry.item.title, entry.minutes) for entry in arranged(actor, meeting)]


def change(meeting, item, minutes=15, version=None, **fields):
    words = services.ItemWords(fields=fields, minutes=minutes)
    return as_convenor(meeting, services.change_item, item=item, version=version, words=words)


@pytest.fixture
def circles_meeting(db):
    """One common item, an internal and a closed one, and a common one after them, with a guest in the room."""
    items = [
        {"title": "Adoption"},
        {"title": "Internal", "kind": "internal"},
        {"title": "Closed", "circle": ["italy"]},
        {"title": "Last"},
    ]
    return MeetingFactory(state=MeetingState.ISSUED, guests=["frontex"], items=items)


def test_a_draft_is_read_by_its_organisers_alone(db, italy, presidency, gsc, commission):
    meeting = MeetingFactory(items=[{"title": "Adoption"}])

    for persona in (presidency, gsc):
        assert numbered(meeting, persona.actor()) == [("1", "Adoption")]
    for persona in (italy, commission):
        assert numbered(meeting, persona.actor()) == []
        assert not Meeting.objects.visible_to(persona.actor()).exists()


def test_each_circle_sees_its_items_numbered_as_in_the_room(
    circles_meeting, italy, france, frontex, gsc, presidency
):
    everything = [("1", "Adoption"), ("1a", "Internal"), ("1b", "Closed"), ("2", "Last")]

    assert numbered(circles_meeting, presidency.actor()) == everything
    assert numbered(circles_meeting, italy.actor()) == everything
    for persona in (france, gsc):
        seen = numbered(circles_meeting, persona.actor())
        assert seen == [("1", "Adoption"), ("1a", "Internal"), ("2", "Last")]
    assert numbered(circles_meeting, frontex.actor()) == [("1", "Adoption"), ("2", "Last")]


def test_an_internal_item_without_guests_is_one_among_the_others(db, italy):
    meeting = MeetingFactory(state=MeetingState.ISSUED, items=[{}, {"kind": "internal"}, {}])

    assert [number for number, _title in numbered(meeting, italy.actor())] == ["1", "2", "3"]


def test_parts_are_numbered_under_their_item(db):
    meeting = MeetingFactory(items=[{"title": "First"}, {"title": "Last"}])
    first = items_of(meeting)[0]
    write_item(meeting, title="Part", parent=first)
    write_item(meeting, title="Closed part", parent=first, circle=["italy"])
    write_item(meeting, title="Second part", parent=first)

    assert numbered(meeting) == [
        ("1", "First"),
        ("1.1", "Part"),
        ("1.1a", "Closed part"),
        ("1.2", "Second part"),
        ("2", "Last"),
    ]


def test_a_part_has_no_parts_and_stays_with_its_item(db):
    meeting = MeetingFactory(items=[{"title": "First"}, {"title": "Last"}])
    first, _last = items_of(meeting)
    part = write_item(meeting, title="Part", parent=first)

    with pytest.raises(ValidationError):
        write_item(meeting, title="Part of a part", parent=part)
    as_convenor(meeting, services.move_item, item=first, by=1)
    assert numbered(meeting) == [("1", "Last"), ("2", "First"), ("2.1", "Part")]


def test_what_changes_after_the_issue_waits_for_the_revision(db, italy, presidency):
    meeting = MeetingFactory(state=MeetingState.ISSUED, items=[{"title": "First"}, {"title": "Second"}])
    first, second = items_of(meeting)

    change(meeting, first, title="First, in other words", minutes=40)
    as_convenor(meeting, services.move_item, item=second, by=-1)
    write_item(meeting, title="Third")

    assert numbered(meeting, italy.actor()) == [("1", "First"), ("2", "Second")]
    assert working_copy(meeting) == [
        ("1", "Second", 15),
        ("2", "First, in other words", 40),
        ("3", "Third", 15),
    ]
    revised = issue(meeting)
    assert (revised.revision, revised.state) == (1, MeetingState.ISSUED)
    assert numbered(meeting, italy.actor()) == [
        ("1", "Second"),
        ("2", "First, in other words"),
        ("3", "Third"),
    ]
    assert [(item.issued_in, item.changed_in) for item in items_of(meeting)] == [(0, 1), (0, 1), (1, None)]


def test_an_item_taken_off_stays_until_the_revision(db, italy):
    meeting = MeetingFactory(state=MeetingState.ISSUED, items=[{"title": "First"}, {"title": "Second"}])
    as_convenor(meeting, services.remove_item, item=items_of(meeting)[0])

    assert numbered(meeting, italy.actor()) == [("1", "First"), ("2", "Second")]
    issue(meeting)
    assert numbered(meeting, italy.actor()) == [("1", "Second")]


def test_a_revision_of_a_closed_item_says_nothing_to_others(circles_meeting, italy, france):
    def seen(persona):
        actor = persona.actor()
        with transaction.atomic(), reading_as(actor):
            meeting = Meeting.objects.visible_to(actor).get(pk=circles_meeting.pk)
            items = AgendaItem.objects.visible_to(actor).filter(meeting=meeting).order_by("position")
            return (meeting.version, meeting.revision, meeting.sequence, meeting.issued_at), [
                (item.number, item.title, item.version, item.starts_at) for item in items
            ]

    before = seen(france)
    closed = next(item for item in items_of(circles_meeting) if item.title == "Closed")
    change(
        circles_meeting, closed, title="Closed, in other words", circle_ids=closed.circle_ids, kind="closed"
    )
    issue(circles_meeting)

    assert seen(france) == before
    assert "Closed, in other words" in [title for _number, title, *_rest in seen(italy)[1]]


def test_an_issue_without_a_change_is_refused(circles_meeting):
    with pytest.raises(Refused):
        issue(circles_meeting)


def test_an_empty_agenda_is_not_issued(db):
    with pytest.raises(Refused):
        issue(MeetingFactory(items=()))


def test_minutes_are_read_by_the_organisers_alone(circles_meeting, italy, presidency):
    for persona, count in ((presidency, 4), (italy, 0)):
        actor = persona.actor()
        with transaction.atomic(), reading_as(actor):
            assert ItemPreparation.objects.visible_to(actor).count() == count


@pytest.mark.parametrize("state", [MeetingState.RUNNING, MeetingState.HELD, MeetingState.LOCKED])
def test_no_item_reaches_a_meeting_that_began(db, state):
    with pytest.raises(Refused):
        write_item(MeetingFactory(state=state))


def test_two_who_change_an_item_do_not_overwrite_each_other(db):
    meeting = MeetingFactory()
    (item,) = items_of(meeting)
    change(meeting, item, title="Mine", version=1)

    with pytest.raises(Stale):
        change(meeting, item, title="Theirs", version=1)
    assert numbered(meeting) == [("1", "Mine")]


def test_nobody_else_arranges(db, italy):
    meeting = MeetingFactory(state=MeetingState.ISSUED)
    actor = italy.actor()
    with transaction.atomic(), reading_as(actor), pytest.raises(Refused):
        services.add_item(actor=actor, meeting=meeting, words=services.ItemWords({"title": "Mine"}))


def test_a_hidden_item_is_not_named_to_be_put_in_order(db):
    meeting, other = MeetingFactory(), MeetingFactory()
    (foreign,) = items_of(other)
    with pytest.raises(Hidden):
        as_convenor(meeting, services.arrange, meeting=meeting, order=[(foreign.pk, None)])


@pytest.mark.row("A68")
def test_an_informal_circle_is_known_to_its_own_alone(db, italy, france, malta, presidency, gsc):
    circle = BodyFactory(convenor="italy", members=["france"], kind="informal")
    meeting = MeetingFactory(body=circle, state=MeetingState.ISSUED, items=[{"title": "Quietly"}])

    assert numbered(meeting, france.actor()) == numbered(meeting, italy.actor()) == [("1", "Quietly")]
    for persona in (malta, presidency, gsc):
        actor = persona.actor()
        with transaction.atomic(), reading_as(actor):
            assert not Meeting.objects.visible_to(actor).exists()
            assert not type(circle).objects.visible_to(actor).exists()


def test_whoever_convenes_a_circle_runs_it_and_the_chair_does_not(db, presidency, italy):
    circle = BodyFactory(convenor="italy", members=[presidency.organisation.code], kind="informal")
    meeting = MeetingFactory(body=circle, state=MeetingState.ISSUED)
    actor = presidency.actor()
    with transaction.atomic(), reading_as(actor), pytest.raises(Refused):
        services.begin(actor=actor, meeting=meeting)
    assert as_convenor(meeting, services.begin, meeting=meeting).state == MeetingState.RUNNING
