"""Follow-ups: drafted beside the item, sent out, reported, moved with a reason, closed with evidence."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from coordination.access.errors import Hidden, Refused, Stale
from coordination.history.models import HistoryLine
from coordination.meetings import services, targets
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import FollowUp
from coordination.meetings.record import ACTIVITY, activities
from coordination.meetings.room_kinds import FollowUpState
from coordination.people.models import today
from coordination.register.models import Activity
from tests.factories import ActivityFactory
from tests.factories.meetings import MeetingFactory, in_days
from tests.factories.room import acting, end, follow_up, fresh, issue_notes, note, running, seen

pytestmark = [pytest.mark.row("A5"), pytest.mark.row("A52"), pytest.mark.row("C6")]

DUE = datetime.date(2027, 3, 1)
# A ministry reads what its delegation alone is in, not what all members are.
WIDE = {"presidency", "gsc", "italy", "italy_reader", "france", "malta", "commission", "eeas"}


def readers(row, everybody) -> set[str]:
    return {name for name, who in everybody.items() if seen(FollowUp, who, pk=row.pk)}


def sent(**rest) -> FollowUp:
    _meeting, (item,) = running()
    return acting("presidency", services.send_follow_up, follow_up=follow_up(item, due_on=DUE, **rest))


def test_a_draft_is_read_by_those_who_keep_the_notes(everybody):
    meeting, (item, closed) = running({}, {"circle": ["italy"]})
    wide, narrow = follow_up(item), follow_up(closed)
    assert readers(wide, everybody) == {"presidency", "gsc"}
    assert readers(narrow, everybody) == {"presidency"}
    end(meeting)
    assert readers(wide, everybody) == WIDE
    assert readers(narrow, everybody) == {"presidency", "italy", "italy_reader", "italy_interior"}
    assert fresh(wide, "italy").state == FollowUpState.OPEN


def test_one_is_sent_out_before_the_meeting_ends(italy):
    _meeting, (item,) = running()
    first, second = follow_up(item, "First"), follow_up(item, "Second")
    acting("presidency", services.send_follow_up, follow_up=first)
    assert {row.title for row in seen(FollowUp, italy)} == {"First"}
    acting("presidency", services.send_follow_up, follow_up=fresh(second))
    assert {row.title for row in seen(FollowUp, italy)} == {"First", "Second"}


def test_the_words_of_a_draft_stay_with_those_who_could_read_it(italy, presidency):
    _meeting, (item,) = running()
    row = follow_up(item, "Press Italy for an answer")
    acting(presidency, services.change_follow_up, follow_up=row, version=1, fields={"title": "Answer"})
    acting(presidency, services.send_follow_up, follow_up=row)
    told = repr([line.fields for line in seen(HistoryLine, italy, record=row.pk)])
    assert "Press" not in told
    assert "Press" in repr([line.fields for line in seen(HistoryLine, presidency, record=row.pk)])


def test_one_written_while_the_notes_are_out_is_sent_at_once(italy):
    meeting, (item,) = running()
    note(item)
    end(meeting)
    issue_notes(meeting)
    row = follow_up(item, "Late thought")
    assert [found.title for found in seen(FollowUp, italy)] == ["Late thought"]
    assert row.state == FollowUpState.OPEN


def test_nothing_is_asked_in_a_meeting_that_has_not_taken_place(db):
    from tests.factories.meetings import items_of

    (item,) = items_of(MeetingFactory(day=in_days(9), state=MeetingState.ISSUED))
    with pytest.raises(services.NotHeld):
        follow_up(item)


def test_its_owner_says_how_it_stands_and_closes_it_with_evidence(italy, france):
    row = sent(owner="italy")
    with pytest.raises(Refused, match="Its owner"):
        acting(france, services.report_follow_up, follow_up=row, version=None, words="x")
    row = acting(
        italy, services.report_follow_up, follow_up=row, version=row.version, words="A letter is out."
    )
    assert (row.standing, row.reported_on) == ("A letter is out.", today())
    with pytest.raises(ValidationError, match="closed with evidence"):
        acting(italy, services.close_follow_up, follow_up=row, version=None, evidence=" ")
    row = acting(italy, services.close_follow_up, follow_up=row, version=row.version, evidence="The letter.")
    assert (row.state, row.done_on) == (FollowUpState.DONE, today())
    with pytest.raises(Refused):
        acting(italy, services.close_follow_up, follow_up=row, version=None, evidence="Again.")
    with pytest.raises(Refused, match="General Secretariat reopen"):
        acting(italy, services.reopen_follow_up, follow_up=row, reason="Not yet.")
    assert (
        acting("gsc", services.reopen_follow_up, follow_up=row, reason="Not yet.").state == FollowUpState.OPEN
    )


def test_what_all_are_asked_is_closed_by_those_who_keep_the_record(italy):
    row = sent(owner=None)
    with pytest.raises(Refused):
        acting(italy, services.close_follow_up, follow_up=row, version=None, evidence="Ours.")
    done = acting("gsc", services.close_follow_up, follow_up=row, version=None, evidence="All did.")
    assert done.state == FollowUpState.DONE


def test_a_ministry_owes_through_its_delegation(italy):
    row = sent(owner="italy-interior")
    assert acting(italy, services.report_follow_up, follow_up=row, version=None, words="Asked Rome.").standing


def test_a_date_moves_with_a_reason_and_the_first_stays(presidency):
    row = sent()
    later = {"due_on": DUE + datetime.timedelta(days=30)}
    with pytest.raises(ValidationError, match="why the date moves"):
        acting(presidency, services.change_follow_up, follow_up=row, version=None, fields=later)
    row = acting(
        presidency, services.change_follow_up, follow_up=row, version=None, fields=later, reason="A strike."
    )
    assert (row.agreed_due_on, row.due_on, row.moved_reason) == (DUE, later["due_on"], "A strike.")
    back = acting(presidency, services.change_follow_up, follow_up=row, version=None, fields={"due_on": DUE})
    assert (back.due_on, back.moved_reason) == (DUE, "")


def test_two_who_change_it_do_not_overwrite_each_other(presidency, gsc):
    row = sent()
    acting(presidency, services.change_follow_up, follow_up=row, version=row.version, fields={"title": "A"})
    with pytest.raises(Stale):
        acting(gsc, services.change_follow_up, follow_up=row, version=row.version, fields={"title": "B"})


def test_one_is_dropped_with_a_reason_a_draft_without(presidency):
    row = sent()
    with pytest.raises(ValidationError, match="why the follow-up is dropped"):
        acting(presidency, services.drop_follow_up, follow_up=row, version=None, reason="")
    acting(presidency, services.drop_follow_up, follow_up=row, version=None, reason="Overtaken.")
    _meeting, (item,) = running()
    draft = acting(presidency, services.drop_follow_up, follow_up=follow_up(item), version=None, reason="")
    assert draft.state == FollowUpState.DROPPED
    assert acting(presidency, services.reopen_follow_up, follow_up=draft, reason="Yes.").state == "draft"


def test_closing_names_the_meeting_that_heard_of_it(italy, presidency, time_machine):
    row = sent(owner="italy")
    earlier = MeetingFactory(state=MeetingState.RUNNING, hour=1)
    time_machine.move_to(in_days(7))
    to_come = MeetingFactory(day=in_days(3), state=MeetingState.ISSUED)
    hidden = MeetingFactory(convenor="malta", members=["france"], state=MeetingState.RUNNING)
    heard = MeetingFactory(state=MeetingState.RUNNING)

    def close(meeting):
        return acting(
            italy,
            services.close_follow_up,
            follow_up=row,
            version=None,
            evidence="The letter.",
            closed_in=meeting,
        )

    for meeting in (to_come, earlier):
        with pytest.raises(ValidationError, match="not one before"):
            close(meeting)
    with pytest.raises(Hidden):
        close(hidden)
    assert close(heard).closed_in_id == heard.pk


@pytest.mark.row("C7")
def test_the_next_chair_inherits_the_open_follow_ups(time_machine, db):
    from tests.factories import MembershipFactory

    time_machine.move_to("2026-12-30 10:00:00+00:00")
    lithuania = MembershipFactory(organisation="lithuania").user
    row = sent(owner="italy")
    time_machine.move_to("2027-01-02 10:00:00+00:00")
    from coordination.people.actors import build

    actor = build_in_transaction(build, lithuania)
    assert acting(actor, services.report_follow_up, follow_up=row, version=None, words="Chased.").standing


def build_in_transaction(build, user):
    from django.db import transaction

    with transaction.atomic():
        return build(user)


@pytest.fixture
def shelf(monkeypatch):
    """Entries of the register, offered to follow-ups: one that Ireland shares with Italy, one for all members."""

    def rows(actor, country_id):
        return activities(actor, Activity.objects.visible_to(actor).values_list("pk", flat=True))

    monkeypatch.setitem(targets.TARGETS, ACTIVITY, ("Entries", rows))
    narrow = ActivityFactory(originator="ireland", shared_with=["italy"], title="A narrow entry")
    return narrow.pk, ActivityFactory(originator="france", shared_with="members", title="A wide entry").pk


def test_what_it_serves_is_chosen_among_what_one_reads(presidency, gsc, shelf):
    narrow, wide = shelf
    _meeting, (item,) = running()
    row = follow_up(item, by=gsc, target_noun=ACTIVITY, target_id=wide)
    with pytest.raises(Hidden):
        follow_up(item, by=gsc, target_noun=ACTIVITY, target_id=narrow)
    with pytest.raises(Hidden):
        follow_up(item, by=gsc, target_noun="nowhere", target_id=wide)
    linked = {"target_noun": ACTIVITY, "target_id": narrow}
    row = acting(presidency, services.change_follow_up, follow_up=row, version=None, fields=linked)

    # The Secretariat does not read it: its save leaves the link alone.
    unlinked = {"title": "Else", "target_noun": "", "target_id": None}
    row = acting(gsc, services.change_follow_up, follow_up=row, version=None, fields=unlinked)
    assert (row.title, row.target_id) == ("Else", narrow)
    row = acting(presidency, services.change_follow_up, follow_up=row, version=None, fields=unlinked)
    assert (row.target_noun, row.target_id) == ("", None)


def test_what_it_serves_is_offered_to_those_who_read_that(presidency, malta, shelf):
    narrow, wide = shelf
    offered = {
        who: {key for _label, rows in acting(who, targets.choices, country_id=None) for key, _words in rows}
        for who in ("ireland", "malta")
    }
    assert offered == {
        "ireland": {f"{ACTIVITY}:{narrow}", f"{ACTIVITY}:{wide}"},
        "malta": {f"{ACTIVITY}:{wide}"},
    }
    kept = acting(malta, targets.choices, country_id=None, kept=(ACTIVITY, narrow))
    assert kept == [("Entries", [(f"{ACTIVITY}:{wide}", "A wide entry")])]
    assert targets.read_key(f"{ACTIVITY}:{wide}") == (ACTIVITY, wide)
    assert targets.read_key("elsewhere:1") == targets.read_key(f"{ACTIVITY}:1") == targets.NOTHING
