"""What a delegation answers: written, cleared, submitted, replaced; read by whom the consultation says."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from coordination.access.errors import Hidden, Refused, Stale
from coordination.consultations import services
from coordination.consultations.kinds import InputState, Readership
from coordination.consultations.models import MinistryInput, Reply, ReplyDraft
from coordination.people.queries import organisations
from tests.factories.consultations import (
    acting,
    again,
    cleared,
    convenor_of,
    draft_reply,
    input_of,
    opened,
    reply,
    voice,
)

from .test_way import CHAIR, ITALY, MEMBERS, bring_to_closed, readers

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.row("A6")
@pytest.mark.parametrize("readership", list(Readership))
def test_drafts_are_read_by_their_delegation_alone_cleared_or_not(readership, everybody):
    row = opened(readership=readership)
    draft_reply(row, "italy")
    cleared(row, "italy", 2)
    assert readers(everybody, ReplyDraft) == ITALY
    assert readers(everybody, Reply) == set()


@pytest.mark.row("A6")
@pytest.mark.parametrize(
    ("readership", "shared_with", "before", "after"),
    [
        (Readership.ASKED, "members", MEMBERS | ITALY, MEMBERS | ITALY),
        (Readership.CONVENOR, "members", ITALY | CHAIR, MEMBERS | ITALY),
        (Readership.ASKED, ["italy", "france"], ITALY | CHAIR | {"france"}, ITALY | CHAIR | {"france"}),
        (Readership.CONVENOR, ["italy", "france"], ITALY | CHAIR, ITALY | CHAIR | {"france"}),
    ],
)
def test_a_reply_is_read_as_the_consultation_says_until_and_from_its_close(
    readership, shared_with, before, after, everybody
):
    row = opened(readership=readership, shared_with=shared_with)
    reply(row, "italy")
    assert readers(everybody, Reply) == before
    bring_to_closed(row)
    assert readers(everybody, Reply) == after


def test_what_a_service_asks_for_itself_alone_is_read_by_it(everybody):
    row = opened(convenor="commission", readership=Readership.CONVENOR)
    reply(row, "italy")
    assert readers(everybody, Reply) == ITALY | {"commission"}


@pytest.mark.row("A6")
@pytest.mark.row("A56")
def test_nothing_is_submitted_that_is_not_cleared():
    row = opened()
    draft = draft_reply(row, "france")
    with acting(voice("france")) as france:
        with pytest.raises(ValidationError, match="Nothing is cleared"):
            services.submit(actor=france, consultation=row)
        services.clear(actor=france, draft=draft, version=draft.version)
        [made] = services.submit(actor=france, consultation=row)
        assert made.text == "A reply."
        with pytest.raises(ValidationError, match="Write the reply before"):
            empty = services.write(actor=france, consultation=row, number=2, version=0, text="")
            services.clear(actor=france, draft=empty, version=None)


def test_what_is_changed_after_clearing_is_cleared_again():
    row = opened()
    draft = cleared(row, "france")
    with acting(voice("france")) as france:
        same = services.write(
            actor=france, consultation=row, number=1, version=draft.version, text="A reply."
        )
        assert same.cleared_at
        changed = services.write(
            actor=france, consultation=row, number=1, version=draft.version, text="Other."
        )
        assert changed.cleared_at is None
        with pytest.raises(Stale):
            services.clear(actor=france, draft=changed, version=draft.version)


@pytest.mark.row("A6")
def test_a_reply_is_added_and_replaced_until_the_deadline():
    row = opened()
    first = reply(row, "france", 1, "First.")
    reply(row, "france", 2, "On the second.")
    replaced = reply(row, "france", 1, "Better.")
    assert replaced.pk == first.pk
    with acting(convenor_of(row)) as chair:
        found = Reply.objects.visible_to(chair).order_by("question__number").values_list("text", flat=True)
        assert list(found) == ["Better.", "On the second."]


@pytest.mark.row("A6")
def test_past_the_deadline_a_reply_is_refused_in_words_and_kept_as_a_draft(time_machine):
    time_machine.move_to(datetime.datetime(2026, 11, 20, 11, 0, tzinfo=datetime.UTC), tick=False)
    row = opened(deadline=datetime.datetime(2026, 11, 26, 11, 0, tzinfo=datetime.UTC))
    cleared(row, "france", text="Nearly.")
    time_machine.move_to(row.deadline, tick=False)
    with acting(voice("france")) as france:
        with pytest.raises(
            services.TooLate, match=r"until 26 November 2026, 12.00 Brussels.*kept as a draft"
        ):
            services.submit(actor=france, consultation=row)
        later = services.write(actor=france, consultation=row, number=1, version=None, text="Better.")
    assert again(later).text == "Better."
    with acting(convenor_of(row)) as chair:
        assert not Reply.objects.visible_to(chair).exists()
    with acting(convenor_of(row)) as chair:
        services.extend(
            actor=chair,
            consultation=row,
            version=None,
            deadline=timezone.now() + datetime.timedelta(days=1),
            reason="France asked.",
        )
    assert reply(row, "france", text="In time.").text == "In time."


@pytest.mark.row("B8")
def test_two_people_of_a_delegation_at_one_reply_the_second_is_stale_at_two_neither():
    row = opened()
    with acting(voice("italy")) as italy:
        said = {"actor": italy, "consultation": row, "version": 0}
        services.write(**said, number=1, text="First.")
        services.write(**said, number=2, text="On the second.")
        with pytest.raises(Stale) as stale:
            services.write(**said, number=1, text="Second.")
        assert stale.value.current.text == "First."


def test_a_reply_is_taken_back_before_the_deadline_and_its_words_stay_in_the_draft(time_machine):
    row = opened()
    given, late = reply(row, "france"), reply(row, "malta")
    with acting(voice("france")) as france:
        services.take_back_reply(actor=france, reply=given)
        assert not Reply.objects.visible_to(france).filter(originator=given.originator_id).exists()
        assert ReplyDraft.objects.visible_to(france).get().text == "A reply."
    time_machine.move_to(row.deadline, tick=False)
    with acting(voice("malta")) as malta, pytest.raises(services.TooLate, match="what was submitted stands"):
        services.take_back_reply(actor=malta, reply=late)


def test_who_asks_does_not_reply_and_who_is_not_asked_neither():
    row = opened(convenor="commission")
    with pytest.raises(Refused, match="that are asked reply"):
        draft_reply(row, "commission")
    narrow = opened(shared_with=["france"])
    with pytest.raises(Hidden):
        draft_reply(narrow, "malta")
    with pytest.raises(Hidden):
        draft_reply(row, "france", number=9)


def test_a_draft_is_read_and_not_written_once_the_consultation_is_closed():
    row = opened()
    draft = draft_reply(row, "france")
    bring_to_closed(row)
    with pytest.raises(Refused, match="until it is closed"):
        draft_reply(row, "france", text="Later.")
    assert again(draft).text == "A reply."


# --- Ministries --------------------------------------------------------------------------


@pytest.mark.row("A56")
def test_input_is_read_by_the_ministry_and_its_delegation(everybody):
    row = opened()
    input_of(row, "italy-labour", text="Places for seasonal work.")
    assert readers(everybody, MinistryInput) == ITALY | {"italy_labour"}


@pytest.mark.row("A56")
def test_a_ministry_is_told_title_question_and_day_and_nothing_else(italy_labour):
    row = opened(title="Partnerships", questions=("How?", "Why?"))
    asked = input_of(row, "italy-labour", 2)
    with acting(italy_labour.actor()) as ministry:
        found = MinistryInput.objects.visible_to(ministry).get()
        assert (found.title, found.number, found.asked) == ("Partnerships", 2, "Why?")
        assert not type(row).objects.visible_to(ministry).exists()
    assert asked.state == InputState.ASKED


@pytest.mark.row("A56")
def test_a_delegation_asks_its_own_ministries_and_a_ministry_submits_nothing(italy_labour):
    row = opened()
    france = organisations().by_code["italy-labour"].pk
    with acting(voice("france")) as actor, pytest.raises(ValidationError) as refused:
        services.ask_ministries(actor=actor, consultation=row, ministry_ids=[france], numbers=[1])
    assert set(refused.value.message_dict) == {"ministries"}
    asked = input_of(row)
    with acting(italy_labour.actor()) as ministry:
        with pytest.raises(ValidationError):
            services.write_input(actor=ministry, ministry_input=asked, version=None, text=" ", finished=True)
        kept = services.write_input(
            actor=ministry, ministry_input=asked, version=asked.version, text="Half", finished=False
        )
        assert kept.state == InputState.WRITING
        with pytest.raises(Stale):
            services.write_input(
                actor=ministry, ministry_input=asked, version=asked.version, text="Other", finished=True
            )
    with acting(voice("italy")) as delegation:
        with pytest.raises(Refused, match="ministry that was asked writes"):
            services.write_input(
                actor=delegation, ministry_input=asked, version=None, text="x", finished=True
            )
        services.take_back(actor=delegation, ministry_input=asked)
    with acting(italy_labour.actor()) as ministry, pytest.raises(Refused):
        services.write_input(actor=ministry, ministry_input=asked, version=None, text="x", finished=True)
    assert again(asked).text == "Half"
    assert input_of(row).state == InputState.WRITING


@pytest.mark.row("A56")
def test_two_ministries_that_differ_are_settled_before_the_reply_is_cleared():
    row = opened()
    input_of(row, "italy-labour", text="More places.")
    input_of(row, "italy-interior", text="Fewer places.")
    draft = draft_reply(row, "italy", text="As many places.")
    with acting(voice("italy")) as italy, pytest.raises(ValidationError) as refused:
        services.clear(actor=italy, draft=draft, version=None)
    assert set(refused.value.message_dict) == {"settlement"}
    settled = draft_reply(row, "italy", text="As many places.", settlement="Labour yields until June.")
    with acting(voice("italy")) as italy:
        assert services.clear(actor=italy, draft=settled, version=None).cleared_at


def test_closing_lets_in_nobody_to_drafts_and_inputs(everybody):
    row = opened(readership=Readership.CONVENOR)
    draft_reply(row, "italy")
    input_of(row, "italy-labour", text="Kept.")
    bring_to_closed(row)
    assert readers(everybody, ReplyDraft) == ITALY
    assert readers(everybody, MinistryInput) == ITALY | {"italy_labour"}
