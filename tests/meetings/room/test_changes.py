"""What those who look on ask for every two seconds: what changed since, and nothing of what is hidden."""

import datetime
import json
import threading
import uuid

import pytest
from django.db import ProgrammingError, connection, transaction

from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.models import RoomChange
from coordination.meetings.queries.changes import changes_since
from coordination.meetings.room_kinds import LineKind
from tests import personas
from tests.factories.room import acting, end, follow_up, issue_notes, note, remark, running, seen

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("C23")]

LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


def told(meeting, who, since=LONG_AGO):
    """What somebody is told: topics, and the time to ask from next."""
    found = acting(who, changes_since, meeting_id=meeting.pk, since=since)
    return None if found is None else {(change.topic, change.record) for change in found}


def last(meeting, who):
    found = acting(who, changes_since, meeting_id=meeting.pk, since=LONG_AGO)
    return max(change.at for change in found)


def test_nothing_new_is_nothing(presidency):
    meeting, (item,) = running()
    note(item)
    assert told(meeting, presidency, since=last(meeting, presidency)) == set()


def test_each_change_is_told_once(presidency, gsc):
    meeting, (item,) = running()
    since = last(meeting, gsc)
    line = note(item)
    assert told(meeting, gsc, since) == {("line", line.pk)}
    since = last(meeting, gsc)
    acting(presidency, services.keep_pen, line=line, text="x", base=1)
    assert told(meeting, gsc, since) == {("pen", line.pk)}
    since = last(meeting, gsc)
    acting(presidency, services.save_line, line=line, version=1, text="xyz")
    assert told(meeting, gsc, since) == {("line", line.pk), ("pen", line.pk)}


def test_all_that_happens_is_told(presidency, italy):
    meeting, (item,) = running()
    deeds = {
        "run": lambda: acting(presidency, services.open_item, item=item),
        "speakers": lambda: acting(italy, services.ask_floor, item=item),
        "presence": lambda: acting(
            presidency,
            services.note_presence,
            meeting=meeting,
            organisation_ids=[italy.organisation.pk],
            presence="room",
        ),
        "issued": lambda: acting(
            presidency, services.read_out, line=note(item, "So.", kind=LineKind.CONCLUSION)
        ),
        "outcome": lambda: acting(presidency, services.go_live, meeting=meeting, live=True),
        "follow-up": lambda: acting(presidency, services.send_follow_up, follow_up=follow_up(item)),
        "meeting": lambda: end(meeting),
    }
    for topic, deed in deeds.items():
        since = last(meeting, italy)
        deed()
        assert topic in {name for name, _record in told(meeting, italy, since)}, topic
    issue_notes(meeting)
    since = last(meeting, italy)
    remark(item, by="malta")
    assert {topic for topic, _record in told(meeting, italy, since)} == {"remark"}


def test_what_is_hidden_moves_nothing(presidency, malta):
    """Counts, polls, times and tokens say nothing of hidden lines."""
    meeting, (item, closed) = running({}, {"circle": ["italy"]})
    acting(presidency, services.open_item, item=item)
    before = acting(malta, changes_since, meeting_id=meeting.pk, since=LONG_AGO)

    line = note(item, "A draft that only its keepers read.")
    acting(presidency, services.keep_pen, line=line, text="x", base=1)
    follow_up(item)
    acting(presidency, services.open_item, item=closed)
    acting("italy", services.ask_floor, item=closed)
    acting(presidency, services.read_out, line=note(closed, "Narrow.", kind=LineKind.CONCLUSION))

    after = acting(malta, changes_since, meeting_id=meeting.pk, since=LONG_AGO)
    # Opening the closed item paused the common one, and that is seen.
    assert [change for change in after if change.topic != "run"] == [
        change for change in before if change.topic != "run"
    ]
    assert {change.record for change in after if change.topic == "run"} == {item.pk}


def test_a_hidden_meeting_is_told_like_a_missing_one(malta):
    meeting, _items = running(convenor="italy", members=["france"])
    assert told(meeting, malta) is None
    assert acting(malta, changes_since, meeting_id=uuid.uuid4(), since=LONG_AGO) is None


def test_the_database_alone_holds(malta):
    """Asked with all audiences there are, the function answers with the reader's own."""
    meeting, (item, closed) = running({}, {"circle": ["italy"]})
    acting("presidency", services.open_item, item=closed)
    note(item)
    actor = malta.actor()
    with transaction.atomic(), reading_as(actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT roundtable_room_since(%s, %s, array(SELECT generate_series(1, 10000)))",
            [meeting.pk, LONG_AGO],
        )
        found = json.loads(cursor.fetchone()[0])
    assert {topic for topic, *_rest in found} == {"meeting", "outcome"}
    assert {row.topic for row in seen(RoomChange, malta)} == {"meeting", "outcome"}


def test_nobody_writes_what_changed_but_the_triggers(presidency):
    meeting, _items = running()
    actor = presidency.actor()
    with reading_as(actor), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        RoomChange.objects.visible_to(actor).filter(meeting_id=meeting.pk).update(at=LONG_AGO)


def test_times_grow_in_the_order_of_commits(committed):
    """A slow writer who began first does not slip past those who asked in between."""
    chair, secretariat = personas.load("presidency"), personas.load("gsc")
    meeting, (item,) = running()
    line, other = note(item, "Slow."), note(item, "Quick.")
    slow_wrote, slow_may_end, order = threading.Event(), threading.Event(), []

    def slow() -> None:
        actor = chair.actor()
        with transaction.atomic(), reading_as(actor):
            services.save_line(actor=actor, line=line, version=1, text="Slow, longer.")
            slow_wrote.set()
            slow_may_end.wait(10)
            order.append("slow")
        connection.close()

    def quick() -> None:
        slow_wrote.wait(10)
        actor = secretariat.actor()
        with transaction.atomic(), reading_as(actor):
            services.save_line(actor=actor, line=other, version=1, text="Quick, longer.")
        order.append("quick")
        connection.close()

    def as_actor(persona):
        with transaction.atomic():
            return persona.actor()

    since = _asked(as_actor(secretariat), meeting, LONG_AGO)[-1].at
    writers = [threading.Thread(target=slow), threading.Thread(target=quick)]
    for writer in writers:
        writer.start()
    slow_wrote.wait(10)
    assert _asked(as_actor(secretariat), meeting, since) == []
    slow_may_end.set()
    for writer in writers:
        writer.join(10)
    found = _asked(as_actor(secretariat), meeting, since)
    assert order == ["slow", "quick"]
    assert [change.record for change in found if change.topic == "line"] == [line.pk, other.pk]


def _asked(actor, meeting, since):
    with transaction.atomic(), reading_as(actor):
        return changes_since(actor=actor, meeting_id=meeting.pk, since=since)
