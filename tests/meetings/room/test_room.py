"""The room: one item runs, its time is kept, delegations are listed, called and noted as present."""

import pytest
from django.core.exceptions import ValidationError

from coordination.access.errors import Hidden, Refused
from coordination.meetings import services
from coordination.meetings.kinds import Handling, MeetingState
from coordination.meetings.models import ItemRun, Outcome, Participation, Speaker
from coordination.meetings.room_kinds import Presence, Result, RunState
from coordination.people.queries import organisations
from tests.factories.meetings import MeetingFactory, items_of
from tests.factories.room import acting, end, running, seen

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("B15")]

# Ten in the morning in Brussels, in the term of Ireland.
MORNING = "2026-11-26 09:00:00+00:00"


def number(code: str) -> int:
    return organisations().by_code[code].pk


def runs(item, who="presidency") -> ItemRun | None:
    found = seen(ItemRun, who, item=item)
    return found[0] if found else None


def listed(item, who="presidency") -> list[tuple[str, bool, bool]]:
    """Who is on the list, whether called, whether spoken."""
    codes = {pk: row.code for pk, row in organisations().by_id.items()}

    def rows(actor):
        return list(Speaker.objects.visible_to(actor).filter(item=item).listed())

    return [
        (codes[row.organisation_id], bool(row.called_at), bool(row.ended_at)) for row in acting(who, rows)
    ]


def test_one_item_runs_and_its_time_is_kept(presidency, time_machine):
    time_machine.move_to(MORNING, tick=False)
    _meeting, (first, second) = running({"handling": Handling.ADOPTION}, {})
    acting(presidency, services.open_item, item=first)
    time_machine.shift(240)
    acting(presidency, services.pause_item, item=first)
    time_machine.shift(600)
    acting(presidency, services.open_item, item=first)
    time_machine.shift(60)
    closed = acting(presidency, services.close_item, item=first)
    assert (closed.state, closed.seconds, closed.result) == (RunState.CLOSED, 300, Result.ADOPTED)

    acting(presidency, services.open_item, item=second)
    time_machine.shift(30)
    acting(presidency, services.open_item, item=first)  # again
    assert (runs(second).state, runs(second).seconds) == (RunState.PAUSED, 30)
    assert (runs(first).state, runs(first).seconds, runs(first).closed_at) == (RunState.OPEN, 300, None)


def test_an_item_taken_without_debate_has_a_result_and_no_time(presidency):
    _meeting, (item,) = running()
    closed = acting(presidency, services.close_item, item=item, result=Result.POSTPONED)
    assert (closed.state, closed.seconds, closed.result) == (RunState.CLOSED, 0, Result.POSTPONED)


def test_who_reads_an_item_reads_how_far_it_is(everybody):
    _meeting, (item, closed) = running({}, {"circle": ["italy"]}, guests=["frontex"])
    for one in (item, closed):
        acting(everybody["presidency"], services.open_item, item=one)
    read = {name: {row.item_id for row in seen(ItemRun, who)} for name, who in everybody.items()}
    both, wide, none = {item.pk, closed.pk}, {item.pk}, set()
    assert read == {
        **dict.fromkeys(everybody, wide),
        **dict.fromkeys(["italy", "italy_reader", "presidency"], both),
        "italy_interior": {closed.pk},
        **dict.fromkeys(["italy_labour", "eud_niger", "admin", "removed"], none),
    }


@pytest.mark.parametrize("state", [MeetingState.ISSUED, MeetingState.HELD])
def test_items_run_while_the_meeting_does(state, presidency):
    meeting = MeetingFactory(state=state)
    (item,) = items_of(meeting)
    for deed in (services.open_item, services.pause_item, services.close_item):
        with pytest.raises(Refused):
            acting(presidency, deed, item=item)


def test_ending_the_meeting_ends_what_runs(presidency, time_machine):
    time_machine.move_to(MORNING, tick=False)
    meeting, (item,) = running()
    acting(presidency, services.open_item, item=item)
    acting(presidency, services.list_speaker, item=item, organisation_id=number("italy"))
    acting(presidency, services.call_speaker, item=item)
    time_machine.shift(60)
    end(meeting)
    assert (runs(item).state, runs(item).seconds) == (RunState.CLOSED, 60)
    assert listed(item) == [("italy", True, True)]


def test_the_list_of_speakers(presidency, gsc, time_machine):
    time_machine.move_to(MORNING, tick=False)
    _meeting, (item,) = running()
    for code in ("germany", "austria", "netherlands"):
        acting(gsc, services.list_speaker, item=item, organisation_id=number(code))
        time_machine.shift(5)
    acting(presidency, services.list_speaker, item=item, organisation_id=number("austria"))  # waits already
    acting(presidency, services.call_speaker, item=item)
    time_machine.shift(72)
    assert listed(item) == [
        ("germany", True, False),
        ("austria", False, False),
        ("netherlands", False, False),
    ]
    acting(presidency, services.call_speaker, item=item)
    acting(presidency, services.end_speech, item=item)
    acting(presidency, services.list_speaker, item=item, organisation_id=number("germany"))  # a second time
    first = seen(Speaker, presidency, item=item)[0]

    assert (first.ended_at - first.called_at).total_seconds() == 72
    assert listed(item) == [
        ("germany", True, True),
        ("austria", True, True),
        ("netherlands", False, False),
        ("germany", False, False),
    ]


def test_an_empty_list_calls_nobody(presidency):
    _meeting, (item,) = running()
    assert acting(presidency, services.call_speaker, item=item) is None


def test_somebody_is_called_out_of_order_moved_up_or_taken_off(presidency):
    _meeting, (item,) = running()
    rows = {
        code: acting(presidency, services.list_speaker, item=item, organisation_id=number(code))
        for code in ("germany", "austria", "netherlands", "portugal")
    }
    acting(presidency, services.move_up, item=item, key=rows["portugal"].key)
    acting(presidency, services.call_speaker, item=item, key=rows["austria"].key)
    acting(presidency, services.take_off_list, item=item, key=rows["germany"].key)
    acting(presidency, services.take_off_list, item=item, key=rows["austria"].key)  # has the floor: stays
    assert listed(item) == [
        ("austria", True, False),
        ("portugal", False, False),
        ("netherlands", False, False),
    ]
    with pytest.raises(Hidden):
        acting(presidency, services.call_speaker, item=item, key=rows["germany"].key)


def test_a_delegation_asks_for_the_floor_itself(presidency, italy, france, commission):
    _meeting, (item,) = running()
    with pytest.raises(Refused, match="not running"):
        acting(italy, services.ask_floor, item=item)
    acting(presidency, services.open_item, item=item)
    row = acting(italy, services.ask_floor, item=item)
    acting(italy, services.ask_floor, item=item)  # twice is once
    acting(commission, services.ask_floor, item=item)
    with pytest.raises(Refused, match="keep list"):
        acting(france, services.take_off_list, item=item, key=row.key)
    assert listed(item) == [("italy", False, False), ("commission", False, False)]
    acting(italy, services.take_off_list, item=item, key=row.key)
    acting(presidency, services.close_list, item=item)
    with pytest.raises(Refused, match="list of speakers is closed"):
        acting(italy, services.ask_floor, item=item)
    acting(presidency, services.list_speaker, item=item, organisation_id=number("italy"))  # the chair may
    acting(presidency, services.close_list, item=item, closed=False)
    acting(france, services.ask_floor, item=item)
    assert [code for code, _called, _spoken in listed(item)] == ["commission", "italy", "france"]


def test_readers_and_those_outside_do_not_ask(italy_reader, frontex, eud_niger):
    _meeting, (item, internal) = running({}, {"kind": "internal"}, guests=["frontex"])
    acting("presidency", services.open_item, item=item)
    with pytest.raises(Refused):
        acting(italy_reader, services.ask_floor, item=item)
    with pytest.raises(Hidden):
        acting(eud_niger, services.ask_floor, item=item)
    acting(frontex, services.ask_floor, item=item)
    acting("presidency", services.open_item, item=internal)
    with pytest.raises(Hidden):
        acting(frontex, services.ask_floor, item=internal)
    with pytest.raises(ValidationError, match="not in the room"):
        acting("presidency", services.list_speaker, item=internal, organisation_id=number("frontex"))


def test_attendance_by_delegation(gsc, italy, time_machine):
    time_machine.move_to(MORNING, tick=False)
    meeting, _items = running(guests=["frontex"])
    present = [number(code) for code in ("italy", "france", "frontex")]
    acting(gsc, services.note_presence, meeting=meeting, organisation_ids=present, presence=Presence.ROOM)
    acting(
        gsc,
        services.note_presence,
        meeting=meeting,
        organisation_ids=[number("estonia")],
        presence=Presence.WRITTEN,
    )
    time_machine.shift(3600)
    frontex = [number("frontex")]
    acting(gsc, services.note_presence, meeting=meeting, organisation_ids=frontex, presence="", left=True)

    def noted(code):
        (row,) = seen(Participation, italy, meeting=meeting, organisation=number(code))
        return row.presence, bool(row.arrived_at), bool(row.left_at)

    assert noted("italy") == (Presence.ROOM, True, False)
    assert noted("frontex") == (Presence.ROOM, True, True)
    assert noted("estonia") == (Presence.WRITTEN, False, False)
    assert noted("malta") == (Presence.UNKNOWN, False, False)

    # They come back: the first arrival stays.
    acting(gsc, services.note_presence, meeting=meeting, organisation_ids=frontex, presence=Presence.ROOM)
    assert noted("frontex") == (Presence.ROOM, True, False)


def test_who_was_not_invited_is_not_noted_as_present(presidency):
    meeting, _items = running()
    ids = [number("italy"), number("europol")]
    with pytest.raises(ValidationError, match="not invited"):
        acting(presidency, services.note_presence, meeting=meeting, organisation_ids=ids, presence="room")


def test_a_meeting_of_another_convenor_is_kept_by_it_alone(everybody):
    """A52: an EU Delegation convenes, notes and follows up."""
    meeting, (item,) = running(convenor="eud-niger", members=["italy", "france"])
    notes = {name for name, who in everybody.items() if seen(Outcome, who, meeting=meeting)}
    assert notes == {"eud_niger", "italy", "italy_reader", "italy_interior", "france"}
    acting(everybody["eud_niger"], services.open_item, item=item)
    acting(everybody["italy"], services.ask_floor, item=item)
    for name in ("presidency", "gsc"):
        with pytest.raises(Hidden):
            acting(everybody[name], services.call_speaker, item=item)
    with pytest.raises(Refused):
        acting(everybody["france"], services.call_speaker, item=item)
    assert acting(everybody["eud_niger"], services.call_speaker, item=item) is not None
