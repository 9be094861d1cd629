"""A consultation on its way: who runs it, who reads it, what is refused and with which words."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from coordination.access.errors import Hidden, Refused, Stale
from coordination.access.gate import permissions
from coordination.access.reader import reading_as
from coordination.consultations import services
from coordination.consultations.kinds import Kind, Readership, RequestState, Standing, State
from coordination.consultations.models import Consultation, ExtensionRequest, Question, Synthesis
from coordination.register.sharing import Choice, Sharing
from tests.factories.consultations import (
    QUESTIONS,
    ConsultationFactory,
    acting,
    again,
    bring_to,
    convenor_of,
    in_days,
    more_time,
    opened,
    reply,
    silence,
    synthesis,
    voice,
)

pytestmark = pytest.mark.usefixtures("db")

CHAIR = {"presidency"}
ITALY = {"italy", "italy_reader", "italy_interior"}
MEMBERS = {"italy", "italy_reader", "france", "malta", "presidency", "commission", "eeas", "gsc"}


def readers(everybody, model=Consultation):
    """Who reads at least one row of the kind."""
    found = set()
    for name, persona in everybody.items():
        actor = persona.actor()
        with reading_as(actor):
            if model.objects.visible_to(actor).exists():
                found.add(name)
    return found


@pytest.mark.row("A6")
@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"state": State.DRAFT}, CHAIR),
        ({"state": State.DISCARDED}, CHAIR),
        ({"state": State.OPEN}, MEMBERS),
        ({"state": State.OPEN, "shared_with": ["france"]}, CHAIR | {"france"}),
        ({"state": State.OPEN, "shared_with": "institutions"}, CHAIR | {"commission", "eeas", "gsc"}),
        ({"state": State.OPEN, "convenor": "commission", "shared_with": ["italy"]}, ITALY | {"commission"}),
        ({"state": State.CLOSED}, MEMBERS),
        ({"state": State.WITHDRAWN}, MEMBERS),
        ({"state": State.OPEN, "kind": Kind.SILENCE}, MEMBERS),
    ],
)
def test_a_consultation_and_its_questions_are_read_by_exactly_its_circle(how, expected, everybody):
    ConsultationFactory(**how)
    assert readers(everybody) == expected
    if how.get("kind") != Kind.SILENCE:
        assert readers(everybody, Question) == expected


@pytest.mark.row("A6")
def test_questions_keep_their_order_and_are_written_anew_while_it_is_a_draft():
    row = ConsultationFactory(questions=("One?", "Two?", "Three?"))
    with acting(convenor_of(row)) as chair:
        words = services.Words({"title": "Changed"}, ("One?", " ", "Third first?"))
        services.change(actor=chair, consultation=row, version=row.version, words=words)
        found = Question.objects.visible_to(chair).order_by("number").values_list("number", "text")
        assert list(found) == [(1, "One?"), (2, "Third first?")]
        with pytest.raises(Stale):
            services.change(actor=chair, consultation=row, version=row.version, words=words)


def test_a_draft_says_what_it_lacks_before_it_is_opened():
    chair_words = [
        (ConsultationFactory(questions=()), {"questions"}),
        (ConsultationFactory(kind=Kind.SILENCE, text=" "), {"text"}),
    ]
    for row, lacking in chair_words:
        with acting(convenor_of(row)) as chair, pytest.raises(ValidationError) as refused:
            services.open_to(
                actor=chair, consultation=row, sharing=Sharing(Choice.MEMBERS), deadline=in_days(3)
            )
        assert set(refused.value.message_dict) == lacking


@pytest.mark.parametrize(
    ("circle", "deadline", "field"),
    [
        (Sharing(Choice.OWN), 3, "audience"),
        (Sharing(Choice.NAMED), 3, "delegations"),
        (Sharing(Choice.MEMBERS), None, "deadline"),
        (Sharing(Choice.MEMBERS), -1, "deadline"),
    ],
)
def test_it_is_put_before_somebody_until_a_time_to_come(circle, deadline, field):
    row = ConsultationFactory()
    with acting(convenor_of(row)) as chair, pytest.raises(ValidationError) as refused:
        services.open_to(
            actor=chair,
            consultation=row,
            sharing=circle,
            deadline=None if deadline is None else in_days(deadline),
        )
    assert set(refused.value.message_dict) == {field}


def test_who_does_not_chair_does_not_ask_as_the_presidency():
    with pytest.raises(Refused, match="whoever chairs"), acting(voice("france")) as france:
        services.draft(
            actor=france,
            kind=Kind.QUESTIONS,
            words=services.Words({"title": "x", "by_chair": True}, QUESTIONS),
        )


@pytest.mark.row("A6")
def test_the_deadline_moves_with_a_reason_and_meets_those_who_asked_for_it(france, malta):
    row = opened()
    asked, later = more_time(row, "france", 10), more_time(row, "malta", 30)
    with acting(convenor_of(row)) as chair:
        with pytest.raises(ValidationError) as refused:
            services.extend(actor=chair, consultation=row, version=None, deadline=in_days(12), reason=" ")
        assert set(refused.value.message_dict) == {"reason"}
        moved = services.extend(
            actor=chair,
            consultation=row,
            version=row.version,
            deadline=in_days(12),
            reason="Two capitals asked.",
        )
    assert (moved.first_deadline, moved.moved_reason) == (row.deadline, "Two capitals asked.")
    assert moved.deadline > row.deadline
    assert again(asked).state == RequestState.GRANTED
    assert again(later).state == RequestState.ASKED


@pytest.mark.row("A6")
def test_a_request_for_more_time_is_read_by_its_delegation_and_whoever_asks(everybody):
    row = opened()
    with acting(voice("italy")) as italy, pytest.raises(ValidationError) as refused:
        services.ask_for_time(actor=italy, consultation=row, until=row.deadline, reason="")
    assert set(refused.value.message_dict) == {"until"}
    request = more_time(row, "italy")
    assert readers(everybody, ExtensionRequest) == ITALY | CHAIR
    with acting(convenor_of(row)) as chair:
        with pytest.raises(ValidationError):
            services.decline(actor=chair, request=request, words="")
        services.decline(actor=chair, request=request, words="The meeting is on 2 May.")
    assert again(request).state == RequestState.DECLINED
    assert more_time(row, "italy", 25).state == RequestState.ASKED


def test_questions_are_opened_again_past_their_deadline_until_they_are_closed(time_machine):
    row = opened()
    time_machine.move_to(timezone.now() + datetime.timedelta(days=8))
    assert again(row).standing() == Standing.OVER
    with acting(convenor_of(row)) as chair:
        row = services.extend(
            actor=chair, consultation=row, version=None, deadline=in_days(2), reason="Few replies."
        )
    assert row.standing() == Standing.RUNNING
    row = bring_to_closed(row)
    with acting(convenor_of(row)) as chair, pytest.raises(Refused, match="until it is closed"):
        services.extend(actor=chair, consultation=row, version=None, deadline=in_days(9), reason="More.")


def bring_to_closed(row):
    with acting(convenor_of(row)) as chair:
        return services.close(actor=chair, consultation=row)


def test_what_is_withdrawn_says_why_and_takes_no_reply():
    row = opened()
    with acting(convenor_of(row)) as chair:
        with pytest.raises(ValidationError):
            services.withdraw(actor=chair, consultation=row, reason="")
        row = services.withdraw(actor=chair, consultation=row, reason="Overtaken.")
    with pytest.raises(Refused, match="until it is closed"):
        reply(row, "france")


@pytest.mark.row("A6")
def test_a_synthesis_is_the_convenors_until_it_is_published(everybody):
    row = opened()
    found = synthesis(row)
    assert readers(everybody, Synthesis) == CHAIR
    with acting(convenor_of(row)) as chair:
        services.publish(actor=chair, synthesis=found, version=found.version)
    assert readers(everybody, Synthesis) == MEMBERS
    with acting(convenor_of(row)) as chair, pytest.raises(Refused):
        services.publish(actor=chair, synthesis=found, version=None)


def test_two_people_at_one_synthesis_the_second_is_stale():
    row = opened()
    with acting(convenor_of(row)) as chair:
        said = {"actor": chair, "consultation": row, "number": 0}
        services.write_synthesis(**said, version=0, text="First.")
        with pytest.raises(Stale):
            services.write_synthesis(**said, version=0, text="Second.")


# --- A change of Presidency --------------------------------------------------------------

LAST_HOUR = datetime.datetime(2026, 12, 31, 22, 0, tzinfo=datetime.UTC)  # 23.00 in Brussels
AFTER = datetime.datetime(2026, 12, 31, 23, 1, tzinfo=datetime.UTC)


def may(code, row):
    with acting(voice(code)) as actor:
        found = Consultation.objects.visible_to(actor).filter(pk=row.pk).first()
        if found is None:
            return None
        return {action for action, reason in permissions(actor, found).items() if reason is None}


RUNS = {"extend", "close", "withdraw"}


@pytest.mark.row("A6")
@pytest.mark.row("C7")
@pytest.mark.parametrize("shared_with", ["members", ["france"]])
def test_at_midnight_in_brussels_the_next_presidency_runs_what_is_open(shared_with, time_machine):
    time_machine.move_to(LAST_HOUR, tick=False)
    row = opened(shared_with=shared_with)
    quiet = silence(shared_with=shared_with)
    assert may("ireland", row) >= RUNS
    assert not RUNS & (may("lithuania", row) or set())
    time_machine.move_to(AFTER, tick=False)
    assert not RUNS & may("ireland", row)
    assert may("lithuania", row) >= RUNS
    assert may("lithuania", quiet) >= RUNS
    assert not RUNS & may("ireland", quiet)


def test_a_narrow_consultation_is_hidden_from_the_next_presidency_until_its_term(time_machine):
    time_machine.move_to(LAST_HOUR, tick=False)
    row = opened(shared_with=["france"])
    assert may("lithuania", row) is None
    time_machine.move_to(AFTER, tick=False)
    assert may("lithuania", row) is not None
    assert may("latvia", row) is None


@pytest.mark.row("C7")
def test_a_draft_of_the_old_presidency_stays_with_it_and_is_not_opened_as_the_chair(time_machine):
    time_machine.move_to(LAST_HOUR, tick=False)
    row = ConsultationFactory()
    time_machine.move_to(AFTER, tick=False)
    assert may("lithuania", row) is None
    assert may("ireland", row) == {"attach", "change", "discard"}


@pytest.mark.row("C7")
def test_replies_in_confidence_stay_with_the_term_they_were_given_to(time_machine):
    """Read by the next chair where the deadline lies in its term, else from the close on."""
    time_machine.move_to(LAST_HOUR - datetime.timedelta(days=1), tick=False)
    crossing = opened(readership=Readership.CONVENOR, title="Crossing")
    within = opened(readership=Readership.CONVENOR, deadline=LAST_HOUR, title="Within")
    kept, shared = reply(within, "france"), reply(crossing, "france")

    def reads(code, row):
        with acting(voice(code)) as actor:
            return type(row).objects.visible_to(actor).filter(pk=row.pk).exists()

    assert reads("ireland", kept)
    assert not reads("lithuania", shared)
    time_machine.move_to(AFTER, tick=False)
    assert reads("lithuania", shared)
    assert not reads("lithuania", kept)
    assert reads("ireland", kept)
    bring_to_closed(within)
    assert reads("lithuania", kept)
    assert reads("malta", kept)


def test_a_synthesis_that_is_begun_stays_with_its_presidency(time_machine):
    time_machine.move_to(LAST_HOUR, tick=False)
    row = opened(deadline=LAST_HOUR + datetime.timedelta(days=10))
    old = synthesis(row)
    time_machine.move_to(AFTER, tick=False)
    for code, reads in (("lithuania", False), ("ireland", True)):
        with acting(voice(code)) as actor:
            assert Synthesis.objects.visible_to(actor).filter(pk=old.pk).exists() == reads
    new = synthesis(row, text="Anew.")
    assert new.pk != old.pk
    with acting(voice("ireland")) as ireland, pytest.raises(Refused):
        services.publish(actor=ireland, synthesis=old, version=None)


def test_what_goes_with_another_is_opened_after_it():
    whole = ConsultationFactory()
    part = ConsultationFactory(kind=Kind.SILENCE, part_of_id=whole.pk)
    with pytest.raises(ValidationError, match="goes with first"):
        bring_to(part, State.OPEN)
    bring_to(whole, State.OPEN)
    assert bring_to(part, State.OPEN).state == State.OPEN
    hidden = ConsultationFactory(convenor="eeas")
    with pytest.raises(Hidden):
        ConsultationFactory(kind=Kind.SILENCE, part_of_id=hidden.pk)
