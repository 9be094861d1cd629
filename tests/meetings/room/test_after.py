"""After the meeting: notes go out, are commented, revised, agreed and locked; each reader reads what it may."""

import pytest
from django.core.exceptions import ValidationError

from coordination.access.errors import Hidden, Refused, Stale
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import IssuedLine, Meeting, NoteRemark, Outcome
from coordination.meetings.room_kinds import LineKind, OutcomeState, RemarkKind
from tests.factories.meetings import MeetingFactory
from tests.factories.room import acting, agree, end, fresh, in_days, issue_notes, note, remark, running, seen

pytestmark = [pytest.mark.row("A4"), pytest.mark.row("B14")]

# A ministry reads what its delegation alone is in, not what all members are.
WIDE = {"presidency", "gsc", "italy", "italy_reader", "france", "malta", "commission", "eeas"}
ITALY = {"italy", "italy_reader", "italy_interior"}


def held(*items, **how):
    meeting, found = running(*items, **how)
    lines = [note(item, f"On {item.title}.") for item in found]
    end(meeting)
    return meeting, found, lines


def read(who, **asked):
    return {row.text for row in seen(IssuedLine, who, **asked)}


def test_each_reads_the_lines_of_the_items_that_it_reads(everybody):
    """C14: a narrower item keeps its lines in its circle, once they are sent out too."""
    meeting, _items, _lines = held(
        {"title": "common"},
        {"title": "internal", "kind": "internal"},
        {"title": "closed", "circle": ["italy"]},
        guests=["frontex"],
    )
    assert {name for name, who in everybody.items() if read(who)} == set()
    issue_notes(meeting)

    on = {title: {name for name, who in everybody.items() if f"On {title}." in read(who)} for title in (
        "common", "internal", "closed"
    )}  # fmt: skip
    assert on == {
        "common": WIDE | {"frontex"},
        "internal": WIDE,
        "closed": ITALY | {"presidency"},
    }


def test_a_revision_of_a_closed_item_reaches_its_circle_and_moves_nothing_else(presidency, italy, gsc):
    """A parent's version, number and date do not move for a child that the reader may not see."""
    meeting, (common, closed), (_wide, line) = held(
        {"title": "common"}, {"title": "closed", "circle": ["italy"]}
    )
    before = issue_notes(meeting)
    acting(presidency, services.save_line, line=line, version=1, text="Bettered.")
    note(closed, "Came.")
    issue_notes(meeting)
    (after,) = seen(Outcome, gsc, pk=meeting.pk)

    assert read(italy) == {"On common.", "Bettered.", "Came."}
    for name in ("version", "issues", "issued_at", "comments_until", "state"):
        assert getattr(after, name) == getattr(before, name), name
    note(common, "Wide.")
    assert issue_notes(meeting).issues == 2
    acting(presidency, services.remove_line, line=line)
    issue_notes(meeting)
    rows = {(row.text, row.since_issue, row.until_issue) for row in seen(IssuedLine, italy, item=closed)}
    assert rows == {("Bettered.", 1, 2), ("Came.", 1, None)}


def test_notes_on_a_closed_item_alone_do_not_go_out(presidency):
    """Else everybody would read that there are notes which they may not read."""
    meeting, (_common, closed) = running({}, {"circle": ["italy"]})
    note(closed)
    end(meeting)
    with pytest.raises(Refused, match="that everybody reads"):
        issue_notes(meeting)


def test_the_secretariat_sends_out_what_it_reads(gsc, italy, presidency):
    meeting, _items, _lines = held({"title": "common"}, {"title": "closed", "circle": ["italy"]})
    acting(gsc, services.issue_notes, meeting=meeting, comments_until=in_days(5))
    assert read(italy) == {"On common."}
    issue_notes(meeting)
    assert read(italy) == {"On common.", "On closed."}


def test_notes_go_out_once_the_meeting_was_held(presidency):
    meeting, (item,) = running()
    note(item)
    with pytest.raises(Refused, match="once it was held"):
        issue_notes(meeting)


def test_empty_notes_do_not_go_out(presidency):
    meeting, _items = running()
    end(meeting)
    with pytest.raises(Refused, match="Nothing is noted yet on an item"):
        issue_notes(meeting)


@pytest.mark.parametrize(("days", "words"), [(-1, "This time is over"), (400, "Check the year")])
def test_a_deadline_that_cannot_be_meant(presidency, days, words):
    meeting, _items, _lines = held({})
    with pytest.raises(ValidationError, match=words):
        issue_notes(meeting, days)


def test_a_revision_brings_what_changed_and_keeps_what_was(presidency, italy):
    meeting, (item,), (line,) = held({"title": "one"})
    stays, goes = note(item, "Stays."), note(item, "Goes.")
    issue_notes(meeting)
    with pytest.raises(Refused, match="Nothing changed"):
        issue_notes(meeting)

    acting(presidency, services.save_line, line=line, version=1, text="On one, bettered.")
    acting(presidency, services.remove_line, line=goes)
    note(item, "Came.")
    assert read(italy, until_issue=None) == {"On one.", "Stays.", "Goes."}  # until they are sent out again
    outcome = issue_notes(meeting)
    assert outcome.issues == 2

    def as_of(number):
        rows = acting(italy, lambda actor: list(IssuedLine.objects.visible_to(actor).as_of(number)))
        return {row.text for row in rows}

    assert as_of(1) == {"On one.", "Stays.", "Goes."}
    assert as_of(2) == {"On one, bettered.", "Stays.", "Came."}
    (unmoved,) = seen(IssuedLine, italy, line=stays.pk)
    assert (unmoved.since_issue, unmoved.until_issue) == (1, None)


def test_a_line_put_elsewhere_is_a_change_too(presidency, italy):
    meeting, (item,), _lines = held({"title": "one"})
    second = note(item, "Second.")
    issue_notes(meeting)
    acting(presidency, services.move_line, line=second, by=-1)
    issue_notes(meeting)
    rows = acting(italy, lambda actor: list(IssuedLine.objects.visible_to(actor).current()))
    assert [row.text for row in rows] == ["Second.", "On one."]


def test_a_line_read_out_in_the_room_is_followed_by_its_issue(presidency, italy):
    meeting, (item,) = running()
    line = acting(presidency, services.read_out, line=note(item, "As read.", kind=LineKind.CONCLUSION))
    acting(presidency, services.save_line, line=line, version=line.version, text="As issued.")
    end(meeting)
    issue_notes(meeting)
    rows = {(row.text, row.since_issue, row.until_issue) for row in seen(IssuedLine, italy)}
    assert rows == {("As read.", 0, 1), ("As issued.", 1, None)}
    with pytest.raises(ValidationError, match="were sent out"):
        acting(presidency, services.read_out, line=fresh(line))


def test_delegations_comment_on_a_line_and_are_answered(presidency, italy, france, malta):
    meeting, (item,), (line,) = held({"title": "one"})
    with pytest.raises(Refused, match="out for comments"):
        remark(item, by=italy)
    issue_notes(meeting)
    said = remark(item, by=italy, line=line.pk, kind=RemarkKind.CORRECTION, proposal="On one, truly.")
    assert (said.quote, said.issue) == ("On one.", 1)
    assert {row.key for row in seen(NoteRemark, malta)} == {said.key}

    with pytest.raises(Refused, match="resolved by its own delegation"):
        acting(france, services.resolve_remark, item=item, key=said.key, words="No.")
    with pytest.raises(ValidationError, match="how the comment was resolved"):
        acting(presidency, services.resolve_remark, item=item, key=said.key, words=" ")
    with pytest.raises(Refused, match="1 correction is not resolved"):
        agree(meeting)
    acting(presidency, services.resolve_remark, item=item, key=said.key, words="Taken in.")
    assert agree(meeting).state == OutcomeState.AGREED


def test_comments_in_a_narrow_item_stay_in_its_circle(everybody):
    meeting, (_common, closed), (_one, line) = held({}, {"circle": ["italy"]})
    issue_notes(meeting)
    said = remark(closed, by=everybody["italy"], line=line.pk)
    readers = {name for name, who in everybody.items() if seen(NoteRemark, who, key=said.key)}
    assert readers == ITALY | {"presidency"}
    with pytest.raises(Hidden):
        remark(closed, by=everybody["malta"])


def test_a_comment_names_a_line_that_was_sent_out(italy):
    meeting, (one, two), (_first, second) = held({}, {})
    issue_notes(meeting)
    unsent = note(one, "Written since.")
    for line in (unsent.pk, second.pk):  # the other belongs to another item
        with pytest.raises(Hidden):
            remark(one, by=italy, line=line)
    assert remark(two, by=italy, line=second.pk).line == second.pk


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": "  "}, "Write the comment"),
        ({"text": "No.", "kind": RemarkKind.CORRECTION}, "how the line should read"),
    ],
)
def test_a_comment_says_something(italy, said, words):
    meeting, (item,), _lines = held({})
    issue_notes(meeting)
    with pytest.raises(ValidationError, match=words):
        remark(item, by=italy, **said)


def test_a_comment_after_the_deadline_is_told_when_it_was(italy, presidency, time_machine):
    meeting, (item,), _lines = held({})
    outcome = issue_notes(meeting, days=2)
    time_machine.move_to(in_days(3))
    with pytest.raises(ValidationError, match="The time for comments ended on"):
        remark(item, by=italy)
    acting(presidency, services.extend_comments, meeting=meeting, comments_until=in_days(2))
    assert remark(item, by=italy).issue == outcome.issues


def test_what_is_agreed_is_what_was_read(presidency):
    meeting, (_item,), (line,) = held({"title": "one"})
    issue_notes(meeting)
    acting(presidency, services.save_line, line=line, version=1, text="Not read by anybody.")
    with pytest.raises(Refused, match="Send them again"):
        agree(meeting)
    acting(presidency, services.save_line, line=line, version=2, text="On one.")
    acting("gsc", services.keep_pen, line=line, text="unsaved", base=3)
    with pytest.raises(Refused, match="not saved"):
        agree(meeting)
    acting("gsc", services.drop_pen, line=line)
    assert agree(meeting).agreed_at is not None


def test_notes_are_agreed_as_they_stood(presidency):
    meeting, _items, _lines = held({})
    stale = issue_notes(meeting)
    acting(presidency, services.extend_comments, meeting=meeting, comments_until=in_days(20))
    with pytest.raises(Stale):
        acting(presidency, services.agree_notes, meeting=meeting, version=stale.version)


def test_the_next_meeting_approves_the_notes(presidency, time_machine):
    """The next agenda opens with the approval of the notes."""
    meeting, _items, _lines = held({})
    issue_notes(meeting)
    with transaction_of(presidency) as actor:
        body = Meeting.objects.visible_to(actor).select_related("body").get(pk=meeting.pk).body
    time_machine.move_to(in_days(14))
    later = MeetingFactory(body=body, state=MeetingState.ISSUED)
    with pytest.raises(ValidationError, match="a later meeting"):
        agree(meeting, agreed_in=later)
    later = acting(presidency, services.begin, meeting=later)
    assert agree(meeting, agreed_in=later).agreed_in_id == later.pk


def test_notes_are_not_approved_by_another_body(presidency):
    meeting, _items, _lines = held({})
    issue_notes(meeting)
    with pytest.raises(ValidationError, match="same body"):
        agree(meeting, agreed_in=MeetingFactory(state=MeetingState.RUNNING))
    hidden = MeetingFactory(convenor="italy", members=["france"], state=MeetingState.RUNNING)
    with pytest.raises(Hidden):
        agree(meeting, agreed_in=hidden)


def test_agreed_notes_are_opened_again_with_a_reason(presidency, italy):
    meeting, (item,), _lines = held({})
    issue_notes(meeting)
    agree(meeting)
    with pytest.raises(Refused):
        remark(item, by=italy)
    with pytest.raises(ValidationError, match="open again"):
        acting(presidency, services.reopen_notes, meeting=meeting, reason=" ", comments_until=in_days(5))
    acting(presidency, services.reopen_notes, meeting=meeting, reason="A name.", comments_until=in_days(5))
    assert remark(item, by=italy).issue == 1


def test_a_meeting_is_locked_once_its_notes_are_agreed(presidency, italy):
    meeting, (item,), _lines = held({})
    with pytest.raises(Refused, match="once its notes are agreed"):
        acting(presidency, services.lock, meeting=meeting)
    issue_notes(meeting)
    said = remark(item, by=italy)
    agree(meeting)
    locked = acting(presidency, services.lock, meeting=meeting)
    assert locked.state == MeetingState.LOCKED
    with pytest.raises(Refused):
        acting(presidency, services.reopen_notes, meeting=meeting, reason="x", comments_until=in_days(5))
    with pytest.raises(Refused, match="locked"):
        acting(italy, services.resolve_remark, item=item, key=said.key, words="")


def test_the_secretariat_keeps_the_notes_of_an_earlier_term(db):
    meeting, _items, _lines = held({})
    acting("gsc", services.issue_notes, meeting=meeting, comments_until=in_days(5))
    assert acting("gsc", services.agree_notes, meeting=meeting, version=None).state == OutcomeState.AGREED


def transaction_of(persona):
    """A transaction in which somebody reads."""
    from contextlib import contextmanager

    from django.db import transaction

    from coordination.access.reader import reading_as

    @contextmanager
    def opened():
        actor = persona.actor()
        with transaction.atomic(), reading_as(actor):
            yield actor

    return opened()
