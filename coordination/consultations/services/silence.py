"""Positions in a silence procedure: stated and changed until the deadline, lifted after it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Stale
from coordination.access.gate import authorise
from coordination.access.services import intern

from ..audiences import of_answer, party_of
from ..kinds import WORDED, News, Stand
from ..models import Consultation, Position
from .saving import refuse_past_deadline, save
from .telling import tell_answer


@transaction.atomic
def state_position(
    *, actor: Actor, consultation: Consultation, version: int | None, stand: str, words: str = ""
) -> Position:
    """Agree, agree with a comment, reserve or object; a comment and an objection need their words.

    `version` is that of the position that was read, 0 where there was none: raises `Stale` when a
    colleague stated one meanwhile, and `TooLate` past the deadline.
    """
    consultation = authorise(actor, "position", consultation)
    refuse_past_deadline(
        consultation,
        _(
            "The silence procedure ended on %(time)s. What you wrote is still on this page; tell whoever asked."
        ),
    )
    if stand not in Stand.values:
        raise ValidationError({"stand": _("Choose a position.")})
    if stand in WORDED and not words.strip():
        needed = {
            Stand.COMMENT: _("Write the comment, or agree without one."),
            Stand.OBJECT: _("Say why you object, and what would let you agree."),
        }
        raise ValidationError({"words": needed[Stand(stand)]})
    party_id = party_of(actor)
    position = (
        Position.objects.visible_to(actor)
        .filter(consultation=consultation, originator=party_id)
        .select_for_update(of=("self",))
        .first()
    )
    said = {
        "audience": intern(actor=actor, circles=of_answer(consultation, party_id)),
        "stand": stand,
        "words": words,
        "stated_at": timezone.now(),
    }
    if position is None:
        position = Position.objects.create(consultation=consultation, originator_id=party_id, **said)
    elif version is not None and version != position.version:
        raise Stale(position)
    else:
        save(position, **said)
    tell_answer(actor, News.POSITION, consultation, position)
    return position


@transaction.atomic
def lift(*, actor: Actor, position: Position) -> Position:
    """Lift a reservation or an objection that broke the silence; the text is then agreed by the convenor."""
    position = authorise(actor, "lift", position)
    save(position, lifted_at=timezone.now())
    consultation = Consultation.objects.visible_to(actor).get(pk=position.consultation_id)
    tell_answer(actor, News.LIFTED, consultation, position)
    return position
