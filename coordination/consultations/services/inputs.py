"""What ministries write for a reply: asked by their delegation, read by the two alone."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.gate import authorise
from coordination.access.services import intern

from ..audiences import ministries_of, of_writer, party_of
from ..kinds import InputState
from ..models import Consultation, MinistryInput, Question
from .saving import refuse_empty, save
from .telling import tell_asked, tell_given


@transaction.atomic
def ask_ministries(
    *,
    actor: Actor,
    consultation: Consultation,
    ministry_ids: Iterable[int],
    numbers: Iterable[int],
    words: str = "",
    due_at: datetime.datetime | None = None,
) -> list[MinistryInput]:
    """Ask ministries of the actor's own state to write on some questions; who was asked is asked once more.

    They are told the title, the questions and the day, and nothing else of the consultation.
    """
    consultation = authorise(actor, "reply", consultation)
    party_id = party_of(actor)
    wanted = list(dict.fromkeys(ministry_ids))
    if not wanted or not set(wanted) <= ministries_of(party_id):
        raise ValidationError({"ministries": _("Choose among the ministries of your own state.")})
    questions = list(
        Question.objects.visible_to(actor)
        .filter(consultation=consultation, number__in=list(numbers))
        .order_by("number")
    )
    if not questions:
        raise ValidationError({"questions": _("Choose at least one question.")})
    stored = {
        (row.question_id, row.ministry_id): row
        for row in MinistryInput.objects.visible_to(actor)
        .filter(consultation=consultation, originator=party_id)
        .select_for_update(of=("self",))
    }
    asked = [
        _ask(
            actor, consultation, question, ministry_id, stored.get((question.pk, ministry_id)), words, due_at
        )
        for question in questions
        for ministry_id in wanted
    ]
    tell_asked(actor, asked)
    return asked


@transaction.atomic
def write_input(
    *, actor: Actor, ministry_input: MinistryInput, version: int | None, text: str, finished: bool
) -> MinistryInput:
    """Keep what a ministry writes at the saves that were read; `finished` gives it to the delegation."""
    row = authorise(actor, "write", ministry_input, version=version)
    if finished:
        refuse_empty("text", text, _("Write the input before you give it to your delegation."))
    given_at = timezone.now() if finished else None
    state = InputState.GIVEN if finished else InputState.WRITING
    save(row, text=text, state=state, given_at=given_at)
    if finished:
        tell_given(actor, row)
    return row


@transaction.atomic
def take_back(*, actor: Actor, ministry_input: MinistryInput) -> MinistryInput:
    """Take a question back that the ministry has not answered; what it wrote stays on record."""
    row = authorise(actor, "take_back", ministry_input)
    return save(row, state=InputState.TAKEN_BACK)


def _ask(
    actor: Actor,
    consultation: Consultation,
    question: Question,
    ministry_id: int,
    stored: MinistryInput | None,
    words: str,
    due_at: datetime.datetime | None,
) -> MinistryInput:
    said = {"title": consultation.title, "asked": question.text, "words": words, "due_at": due_at}
    if stored is None:
        party_id = party_of(actor)
        return MinistryInput.objects.create(
            consultation=consultation,
            question=question,
            number=question.number,
            originator_id=party_id,
            audience=intern(actor=actor, circles=of_writer(party_id) | of_writer(ministry_id)),
            ministry_id=ministry_id,
            **said,
        )
    if stored.state == InputState.TAKEN_BACK:
        said["state"] = InputState.WRITING if stored.text else InputState.ASKED
    return save(stored, **said)
