"""Lines of notes: rows of their own with versions, and what is typed on them; nobody loses a word."""

import datetime
from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused, Stale
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import IssuedLine, NoteLine, Pen
from coordination.meetings.room_kinds import LineKind, Stance
from coordination.people.actors import build
from coordination.people.models import User
from coordination.people.queries import organisations
from tests.factories import MembershipFactory
from tests.factories.meetings import MeetingFactory, in_days, items_of
from tests.factories.room import acting, fresh, issue_notes, note, running, seen

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("B14"), pytest.mark.row("B15")]


@dataclass
class Anew:
    """Somebody whose actor is built anew each time, with the rights of the moment."""

    user: User

    def actor(self) -> Actor:
        return build(self.user)


def texts(item, who) -> list[str]:
    return [row.text for row in seen(NoteLine, who, item=item)]


def test_only_those_who_keep_the_notes_read_a_draft(everybody):
    _meeting, (item,) = running()
    note(item, "A draft.")

    readers = {name for name, persona in everybody.items() if texts(item, persona)}
    assert readers == {"presidency", "gsc"}
    assert [name for name, persona in everybody.items() if seen(IssuedLine, persona, item=item)] == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (MeetingState.DRAFT, "takes place on"),
        (MeetingState.ISSUED, "has not been opened"),
        (MeetingState.CANCELLED, "was cancelled"),
    ],
)
def test_a_meeting_that_has_not_taken_place_has_no_notes(db, state, words):
    """D: notes filed on the wrong meeting or before it took place."""
    meeting = MeetingFactory(state=state)
    day = in_days(0) if state == MeetingState.ISSUED else None
    (item,) = items_of(meeting)
    with pytest.raises(services.NotHeld, match=words) as refusal:
        note(item)
    assert str(meeting.day.year) in str(refusal.value)
    assert day is None or str(day.day) in str(refusal.value)
    assert seen(NoteLine, "presidency", item=item) == []


def test_a_meeting_to_come_says_its_day(db):
    meeting = MeetingFactory(day=in_days(20), state=MeetingState.ISSUED)
    (item,) = items_of(meeting)
    with pytest.raises(services.NotHeld, match="Notes are taken once it is opened"):
        note(item)


def test_nobody_but_the_keepers_writes(everybody):
    _meeting, (item,) = running()
    allowed = set()
    for name, persona in everybody.items():
        try:
            note(item, by=persona)
            allowed.add(name)
        except (Refused, Hidden):
            continue
    assert allowed == {"presidency", "gsc"}


def test_several_write_at_once_without_knowing_of_each_other(presidency, gsc):
    _meeting, (item,) = running()
    first, second = note(item, "One.", by=presidency), note(item, "Two.", by=gsc)
    acting(presidency, services.save_line, line=first, version=first.version, text="One, longer.")
    acting(gsc, services.save_line, line=second, version=second.version, text="Two, longer.")
    assert texts(item, gsc) == texts(item, presidency)
    assert set(texts(item, gsc)) == {"One, longer.", "Two, longer."}


def test_a_paragraph_edited_twice_shows_both_texts(presidency, gsc):
    """D: two editors, the later save wins."""
    _meeting, (item,) = running()
    line = note(item, "As it was.")
    acting(presidency, services.keep_pen, line=line, text="Mine.", base=line.version)
    acting(gsc, services.save_line, line=line, version=line.version, text="Theirs.")
    with pytest.raises(Stale) as stale:
        acting(presidency, services.save_line, line=line, version=line.version, text="Mine, longer.")
    acting(presidency, services.keep_pen, line=line, text="Mine, longer.", base=line.version)

    assert stale.value.current.text == "Theirs."
    assert texts(item, gsc) == ["Theirs."]
    for who in (presidency, gsc):
        assert [(pen.text, pen.base) for pen in seen(Pen, who, line=line)] == [("Mine, longer.", 1)]


def test_choosing_one_of_two_texts_puts_the_pen_down(presidency, gsc):
    _meeting, (item,) = running()
    line = note(item, "As it was.")
    acting(gsc, services.save_line, line=line, version=1, text="Theirs.")
    acting(presidency, services.keep_pen, line=line, text="Both: mine and theirs.", base=1)
    acting(presidency, services.save_line, line=line, version=2, text="Both: mine and theirs.")
    assert seen(Pen, gsc, line=line) == []
    assert texts(item, gsc) == ["Both: mine and theirs."]


def test_what_is_typed_is_no_save(presidency, gsc):
    """C27: autosaves leave version and history alone."""
    from coordination.history.models import HistoryLine

    _meeting, (item,) = running()
    line = note(item, "Stored.")
    before = len(seen(HistoryLine, gsc, record=line.pk))
    for text in ("S", "So", "So it"):
        acting(presidency, services.keep_pen, line=line, text=text, base=1)
    assert fresh(line).version == 1
    assert len(seen(HistoryLine, gsc, record=line.pk)) == before
    assert [pen.text for pen in seen(Pen, gsc, line=line)] == ["So it"]


def test_nobody_writes_with_the_pen_of_another(presidency, gsc):
    _meeting, (item,) = running()
    line = note(item, "Stored.")
    acting(presidency, services.keep_pen, line=line, text="Mine", base=1)
    acting(gsc, services.keep_pen, line=line, text="Yours", base=1)
    assert {pen.text for pen in seen(Pen, gsc, line=line)} == {"Mine", "Yours"}
    acting(gsc, services.drop_pen, line=line)
    assert {pen.text for pen in seen(Pen, gsc, line=line)} == {"Mine"}


def test_a_pen_needs_the_right_to_write(italy):
    _meeting, (item,) = running()
    line = note(item)
    with pytest.raises(Hidden):
        acting(italy, services.keep_pen, line=line, text="x", base=1)


def test_an_intervention_names_who_spoke(db):
    _meeting, (item, internal) = running({}, {"kind": "internal"}, guests=["frontex"])
    line = note(item, "offers places", organisation="frontex", stance=Stance.SUPPORTS)
    assert (line.kind, line.stance) == (LineKind.INTERVENTION, Stance.SUPPORTS)
    with pytest.raises(ValidationError, match="Say who spoke"):
        note(item, kind=LineKind.INTERVENTION)
    with pytest.raises(ValidationError, match="not in the room"):
        note(internal, organisation="frontex")  # guests have left
    with pytest.raises(ValidationError, match="not in the room"):
        note(item, organisation="europol")  # never invited


def test_whose_turn_it_was_can_be_corrected(presidency):
    _meeting, (item,) = running()
    line = note(item, "agrees", organisation="italy")
    france = organisations().by_code["france"].pk
    acting(presidency, services.save_line, line=line, version=1, text="agrees", organisation_id=france)
    assert fresh(line).organisation_id == france


def test_moving_a_line_is_no_change_of_its_text(presidency, gsc):
    _meeting, (item,) = running()
    first, second, third = (note(item, words) for words in ("One.", "Two.", "Three."))
    acting(gsc, services.move_line, line=third, by=-1)
    acting(presidency, services.save_line, line=third, version=1, text="Three, longer.")
    acting(presidency, services.move_line, line=first, by=-1)  # already the first

    def in_order(actor):
        return [row.text for row in NoteLine.objects.visible_to(actor).filter(item=item).kept()]

    assert acting(gsc, in_order) == ["One.", "Three, longer.", "Two."]
    assert fresh(second).version == 1


def test_two_who_move_lines_at_once_lose_none(presidency, gsc):
    _meeting, (item,) = running()
    lines = [note(item, str(number)) for number in range(6)]
    acting(presidency, services.move_line, line=lines[5], by=-1)
    acting(gsc, services.move_line, line=lines[5], by=-1)  # counted from where it stands by now
    acting(gsc, services.move_line, line=lines[0], by=1)

    def in_order(actor):
        return [row.text for row in NoteLine.objects.visible_to(actor).filter(item=item).kept()]

    assert acting(gsc, in_order) == ["1", "0", "2", "5", "3", "4"]


def test_a_line_that_was_taken_out_comes_back(presidency):
    _meeting, (item,) = running()
    line = note(item, "Said in error.")
    line = acting(presidency, services.remove_line, line=line)
    assert fresh(line).removed_at is not None
    acting(presidency, services.restore_line, line=line)
    assert fresh(line).removed_at is None


def test_saving_the_same_text_again_changes_nothing(presidency):
    _meeting, (item,) = running()
    line = note(item, "The same.")
    acting(presidency, services.save_line, line=line, version=1, text="The same.\r\n")
    assert fresh(line).version == 1


def test_a_conclusion_that_is_read_out_is_read_in_the_room_and_no_draft_is(everybody):
    _meeting, (item, closed) = running({}, {"circle": ["italy"]})
    conclusion = note(item, "Delegations took note.", kind=LineKind.CONCLUSION)
    note(item, "Still a draft.", kind=LineKind.CONCLUSION)
    narrow = note(closed, "Only for Italy.", kind=LineKind.CONCLUSION)
    for line in (conclusion, narrow):
        acting(everybody["presidency"], services.read_out, line=line)

    read = {name: {row.text for row in seen(IssuedLine, who)} for name, who in everybody.items()}
    wide, both = {"Delegations took note."}, {"Delegations took note.", "Only for Italy."}
    italy = dict.fromkeys(["italy", "italy_reader", "presidency"], both) | {"italy_interior": both - wide}
    others = dict.fromkeys(["france", "malta", "commission", "eeas", "gsc"], wide)
    nobody = {key: set() for key in ["italy_labour", "eud_niger", "frontex", "admin", "removed"]}
    assert read == italy | others | nobody


def test_a_conclusion_changed_since_stays_as_it_was_read_out(presidency, italy):
    _meeting, (item,) = running()
    line = acting(presidency, services.read_out, line=note(item, "As read.", kind=LineKind.CONCLUSION))
    acting(presidency, services.save_line, line=line, version=line.version, text="As bettered.")
    assert [row.text for row in seen(IssuedLine, italy)] == ["As read."]
    acting(presidency, services.read_out, line=line)
    assert [row.text for row in seen(IssuedLine, italy)] == ["As bettered."]


def test_only_a_conclusion_is_read_out(presidency):
    _meeting, (item,) = running()
    with pytest.raises(ValidationError, match="Write the conclusion"):
        acting(presidency, services.read_out, line=note(item, "A paragraph."))


def test_live_notes_are_read_as_they_are_saved(presidency, italy, malta):
    meeting, (item, closed) = running({}, {"circle": ["italy"]})
    earlier = note(item, "Before.")
    acting(presidency, services.go_live, meeting=meeting, live=True)
    later = note(item, "After.")
    note(closed, "For Italy.")
    acting(presidency, services.keep_pen, line=later, text="Half a sent", base=1)
    assert {row.text for row in seen(IssuedLine, italy)} == {"Before.", "After.", "For Italy."}
    assert {row.text for row in seen(IssuedLine, malta)} == {"Before.", "After."}

    acting(presidency, services.save_line, line=earlier, version=1, text="Before, bettered.")
    acting(presidency, services.remove_line, line=later)
    assert {row.text for row in seen(IssuedLine, malta)} == {"Before, bettered."}
    acting(presidency, services.go_live, meeting=meeting, live=False)
    note(item, "No longer live.")
    assert {row.text for row in seen(IssuedLine, malta)} == {"Before, bettered."}


def test_notes_are_written_after_the_meeting_too(presidency):
    meeting, (item,) = running()
    acting(presidency, services.end, meeting=meeting)
    assert note(item, "Written in the evening.").text == "Written in the evening."


def test_agreed_notes_do_not_change(presidency):
    meeting, (item,) = running()
    line = note(item)
    acting(presidency, services.end, meeting=meeting)
    issue_notes(meeting)
    acting(presidency, services.agree_notes, meeting=meeting, version=None)
    for deed in (
        lambda: note(item),
        lambda: acting(presidency, services.save_line, line=line, version=1, text="Else."),
        lambda: acting(presidency, services.remove_line, line=line),
        lambda: acting(presidency, services.move_line, line=line, by=1),
    ):
        with pytest.raises(Refused, match="until they are agreed"):
            deed()


def test_a_line_is_no_book(presidency):
    _meeting, (item,) = running()
    line = note(item)
    with pytest.raises(ValidationError, match="20,000 characters"):
        acting(presidency, services.save_line, line=line, version=1, text="x" * 20_001)
    with pytest.raises(ValidationError, match="20,000 characters"):
        acting(presidency, services.keep_pen, line=line, text="x" * 20_001, base=1)


@pytest.mark.row("C7")
def test_no_pen_is_taken_away_at_midnight(db, time_machine):
    """Two chairs at a change of Presidency: the meeting that lasts longer keeps both note-takers."""
    before, after = "2026-12-31 22:30:00+00:00", "2026-12-31 23:30:00+00:00"
    ireland, lithuania = (MembershipFactory(organisation=code).user for code in ("ireland", "lithuania"))
    time_machine.move_to(before)
    meeting = MeetingFactory(day=datetime.date(2026, 12, 31), hour=22, state=MeetingState.RUNNING)
    (item,) = items_of(meeting)
    line = note(item, "Before midnight.", by=Anew(ireland))

    time_machine.move_to(after)
    line = acting(Anew(ireland), services.save_line, line=line, version=1, text="After midnight.")
    assert texts(item, Anew(lithuania)) == []  # the confidences of the old term stay with it
    note(item, "By the next chair.", by=Anew(lithuania))
    assert set(texts(item, Anew(ireland))) == {"After midnight.", "By the next chair."}
    assert texts(item, Anew(lithuania)) == ["By the next chair."]
    acting(Anew(lithuania), services.end, meeting=meeting)
    with pytest.raises(Refused):
        acting(Anew(lithuania), services.issue_notes, meeting=meeting, comments_until=line.saved_at)
