"""A silence procedure: positions, what breaks silence, and the clock that needs no job to be right."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from coordination.access.errors import Refused, Stale
from coordination.access.functions import answer_of
from coordination.consultations import services
from coordination.consultations.kinds import Outcome, Readership, Stand, Standing, State
from coordination.consultations.models import Consultation, Position
from coordination.history.models import HistoryLine
from tests.factories.consultations import (
    acting,
    again,
    convenor_of,
    in_days,
    lift,
    position,
    silence,
    voice,
)

from .test_way import CHAIR, ITALY, MEMBERS, readers

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.row("C12")]


def told(code, row):
    """How silence stands, as this reader is told."""
    with acting(voice(code)):
        return answer_of("roundtable_silence", row.pk, timezone.now())


def after(row, time_machine, **more):
    time_machine.move_to(row.deadline + datetime.timedelta(**(more or {"seconds": 1})), tick=False)


@pytest.mark.parametrize(
    ("readership", "before"),
    [(Readership.ASKED, MEMBERS | ITALY), (Readership.CONVENOR, ITALY | CHAIR)],
)
def test_a_position_is_read_as_the_procedure_says(readership, before, everybody, time_machine):
    row = silence(readership=readership)
    position(row, "italy", Stand.OBJECT, "Too early.")
    assert readers(everybody, Position) == before
    after(row, time_machine)
    assert services.keep_time() == 1
    assert readers(everybody, Position) == MEMBERS | ITALY


@pytest.mark.parametrize(
    ("stands", "outcome"),
    [
        ((), Outcome.AGREED),
        ((Stand.AGREE, Stand.COMMENT), Outcome.AGREED),
        ((Stand.AGREE, Stand.RESERVATION), Outcome.BROKEN),
        ((Stand.OBJECT,), Outcome.BROKEN),
    ],
)
@pytest.mark.parametrize("readership", list(Readership))
def test_the_outcome_is_right_for_every_reader_before_the_clock_and_after_it(
    stands, outcome, readership, time_machine
):
    row = silence(readership=readership)
    for code, stand in zip(("italy", "france"), stands, strict=False):
        position(row, code, stand)
    assert {told(code, row) for code in ("malta", "italy", "ireland")} == {None}
    after(row, time_machine)
    assert {told(code, row) for code in ("malta", "italy", "ireland")} == {outcome}
    assert again(row).state == State.OPEN
    assert again(row).standing() == Standing.CLOSED
    assert services.keep_time() == 1
    noted = again(row)
    assert (noted.state, noted.outcome, noted.closed_at) == (State.CLOSED, outcome, row.deadline)
    assert {told(code, row) for code in ("malta", "italy", "ireland")} == {outcome}
    assert services.keep_time() == 0


def test_how_silence_stands_is_told_to_nobody_who_does_not_read_the_procedure(time_machine):
    row = silence(shared_with=["france"])
    after(row, time_machine)
    assert told("france", row) == Outcome.AGREED
    assert told("malta", row) is None


def test_the_clock_is_named_in_the_history_and_nobody_is(time_machine):
    row = silence()
    after(row, time_machine)
    services.keep_time()
    with acting(voice("malta")) as malta:
        told_of = HistoryLine.objects.visible_to(malta).of(row).filter(fields__has_key="outcome")
        assert list(told_of.values_list("system", "user_id", "organisation_id")) == [
            ("silence clock", None, None)
        ]


def test_a_position_is_changed_until_the_deadline_and_refused_after_it(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 11, 0, tzinfo=datetime.UTC), tick=False)
    row = silence(deadline=datetime.datetime(2026, 11, 25, 17, 0, tzinfo=datetime.UTC))
    first = position(row, "france", Stand.OBJECT, "Too early.")
    assert position(row, "france", Stand.AGREE).pk == first.pk
    time_machine.move_to(row.deadline, tick=False)
    with pytest.raises(services.TooLate, match=r"ended on 25 November 2026, 18.00 Brussels"):
        position(row, "france", Stand.OBJECT, "Now.")
    assert told("malta", row) == Outcome.AGREED


@pytest.mark.parametrize(("stand", "words"), [(Stand.OBJECT, ""), (Stand.COMMENT, " "), ("veto", "No.")])
def test_an_objection_and_a_comment_need_their_words(stand, words):
    row = silence()
    with acting(voice("france")) as france, pytest.raises(ValidationError):
        services.state_position(actor=france, consultation=row, version=0, stand=stand, words=words)


def test_two_people_of_a_delegation_do_not_overwrite_each_others_position():
    row = silence()
    first = position(row, "italy", Stand.AGREE)
    with acting(voice("italy")) as italy:
        with pytest.raises(Stale) as stale:
            services.state_position(
                actor=italy, consultation=row, version=0, stand=Stand.OBJECT, words="Not so."
            )
        assert stale.value.current.pk == first.pk
        services.state_position(
            actor=italy, consultation=row, version=first.version, stand=Stand.OBJECT, words="Not so."
        )


def test_the_deadline_moves_while_silence_runs_and_never_after_it(time_machine):
    row = silence()
    with acting(convenor_of(row)) as chair:
        row = services.extend(
            actor=chair, consultation=row, version=None, deadline=in_days(9), reason="Holidays."
        )
    after(row, time_machine)
    with acting(convenor_of(row)) as chair:
        for refused in (
            lambda: services.extend(
                actor=chair, consultation=row, version=None, deadline=in_days(9), reason="More."
            ),
            lambda: services.close(actor=chair, consultation=row),
            lambda: services.withdraw(actor=chair, consultation=row, reason="No."),
        ):
            with pytest.raises(services.TooLate, match="The silence procedure ended on"):
                refused()


def test_it_is_closed_before_its_deadline_only_as_broken():
    row = silence()
    with acting(convenor_of(row)) as chair, pytest.raises(Refused, match="Silence is not broken"):
        services.close(actor=chair, consultation=row)
    position(row, "france", Stand.OBJECT, "Too early.")
    with acting(convenor_of(row)) as chair:
        closed = services.close(actor=chair, consultation=row, words="Back to the working party.")
    assert (closed.state, closed.outcome) == (State.CLOSED, Outcome.BROKEN)


def test_what_broke_the_silence_is_lifted_by_whoever_placed_it_and_then_noted(time_machine):
    row = silence(readership=Readership.CONVENOR)
    placed = [position(row, "france", Stand.RESERVATION), position(row, "malta", Stand.OBJECT, "No.")]
    with pytest.raises(Refused, match="once silence is broken"):
        lift(placed[0])
    after(row, time_machine)
    services.keep_time()
    with acting(convenor_of(row)) as chair, pytest.raises(Refused, match="still stands"):
        services.conclude(actor=chair, consultation=row)
    with acting(voice("italy")) as italy, pytest.raises(Refused):
        services.lift(actor=italy, position=placed[0])
    lift(placed[0])
    assert told("italy", row) == Outcome.BROKEN
    lift(placed[1])
    assert told("italy", row) == Outcome.LIFTED
    with acting(convenor_of(row)) as chair:
        assert services.conclude(actor=chair, consultation=row).outcome == Outcome.LIFTED


def test_the_clock_leaves_alone_what_is_not_due(time_machine):
    due, later = silence(), silence(deadline=in_days(30))
    after(due, time_machine)
    assert services.keep_time() == 1
    with acting(voice("malta")) as malta:
        running = Consultation.objects.visible_to(malta).running().values_list("pk", flat=True)
        assert list(running) == [later.pk]
