"""What the convenor makes of the replies: its own until it is published."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history

from ..audiences import of_writer, party_of, readers_of
from ..models import Consultation, Synthesis
from .replies import question_of
from .saving import refuse_empty, save, save_for_readers
from .telling import tell_published


@transaction.atomic
def write_synthesis(
    *, actor: Actor, consultation: Consultation, number: int, version: int | None, text: str
) -> Synthesis:
    """Keep the synthesis of a question, or of all (`number` 0), at the saves that were read.

    `version` 0 says that there was none yet. What is published changes for its readers at once.
    """
    consultation = authorise(actor, "compile", consultation)
    question = question_of(actor, consultation, number) if number else None
    party_id = party_of(actor)
    found = (
        Synthesis.objects.visible_to(actor)
        .filter(consultation=consultation, question=question, originator=party_id)
        .first()
    )
    if found is not None:
        return save(authorise(actor, "change", found, version=version), text=text)
    return Synthesis.objects.create(
        consultation=consultation,
        question=question,
        originator_id=party_id,
        audience=intern(actor=actor, circles=of_writer(party_id)),
        text=text,
    )


@transaction.atomic
def publish(*, actor: Actor, synthesis: Synthesis, version: int | None) -> Synthesis:
    """Let all who were asked read a synthesis as it was read."""
    synthesis = authorise(actor, "publish", synthesis, version=version)
    refuse_empty("text", synthesis.text, _("Write the synthesis before it is published."))
    consultation = Consultation.objects.visible_to(actor).get(pk=synthesis.consultation_id)
    readers = readers_of(consultation) | of_writer(synthesis.originator_id)
    synthesis.audience = intern(actor=actor, circles=readers)
    save_for_readers(synthesis, published_at=timezone.now())
    history.record(actor=actor, verb="published", row=synthesis)
    tell_published(actor, consultation, synthesis)
    return synthesis
