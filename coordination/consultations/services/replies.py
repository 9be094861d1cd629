"""What a delegation answers: written and cleared among its own, submitted until the deadline; more time asked."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history

from ..audiences import of_answer, of_convenor, of_writer, party_of
from ..kinds import InputState, News, RequestState
from ..models import Consultation, ExtensionRequest, MinistryInput, Question, Reply, ReplyDraft
from .saving import refuse_empty, refuse_past_deadline, save
from .telling import tell_answer, tell_declined


@transaction.atomic
def write(
    *,
    actor: Actor,
    consultation: Consultation,
    number: int,
    version: int | None,
    text: str,
    settlement: str = "",
) -> ReplyDraft:
    """Keep the draft of a reply at the saves that were read; what was cleared is to be cleared again.

    `version` 0 says that there was no draft yet. Raises `Stale` when a colleague wrote one meanwhile.
    """
    consultation = authorise(actor, "reply", consultation)
    question = question_of(actor, consultation, number)
    party_id = party_of(actor)
    found = ReplyDraft.objects.visible_to(actor).filter(question=question, originator=party_id).first()
    if found is None:
        return ReplyDraft.objects.create(
            consultation=consultation,
            question=question,
            originator_id=party_id,
            audience=intern(actor=actor, circles=of_writer(party_id)),
            text=text,
            settlement=settlement,
        )
    draft = authorise(actor, "change", found, version=version)
    if (draft.text, draft.settlement) == (text, settlement):
        return draft
    return save(draft, text=text, settlement=settlement, cleared_at=None)


@transaction.atomic
def clear(*, actor: Actor, draft: ReplyDraft, version: int | None) -> ReplyDraft:
    """Clear a reply as it was read, so that it can be submitted.

    Where several ministries have written, it says how their texts became one.
    """
    draft = authorise(actor, "clear", draft, version=version)
    refuse_empty("text", draft.text, _("Write the reply before it is cleared."))
    inputs = MinistryInput.objects.visible_to(actor).filter(
        question=draft.question_id, originator=draft.originator_id, state=InputState.GIVEN
    )
    if not draft.settlement.strip() and inputs.count() > 1:
        words = _("Several ministries have written. Say in a sentence how their texts became one.")
        raise ValidationError({"settlement": words})
    history.record(actor=actor, verb="cleared", row=draft)
    return save(draft, cleared_at=timezone.now())


@transaction.atomic
def submit(*, actor: Actor, consultation: Consultation, numbers: Iterable[int] | None = None) -> list[Reply]:
    """Submit what is cleared: all of it, or the replies to some questions; said again, it replaces.

    Raises `TooLate` past the deadline: the drafts stay, and more time can be asked.
    """
    consultation = authorise(actor, "reply", consultation)
    refuse_past_deadline(
        consultation,
        _(
            "Replies were taken until %(time)s. What you wrote is kept as a draft; ask for more time to submit it."
        ),
    )
    party_id = party_of(actor)
    drafts = ReplyDraft.objects.visible_to(actor).filter(
        consultation=consultation, originator=party_id, cleared_at__isnull=False
    )
    if numbers is not None:
        drafts = drafts.filter(question__number__in=list(numbers))
    cleared = list(drafts.order_by("question__number").select_for_update(of=("self",)))
    if not cleared:
        raise ValidationError(_("Nothing is cleared. Write a reply and clear it, then submit it."))
    circles = of_answer(consultation, party_id)
    stored = {
        row.question_id: row
        for row in Reply.objects.visible_to(actor).filter(consultation=consultation, originator=party_id)
    }
    audience = intern(actor=actor, circles=circles)
    made, moved = [], False
    for draft in cleared:
        reply = stored.get(draft.question_id)
        if reply is None:
            reply = Reply.objects.create(
                consultation=consultation,
                question_id=draft.question_id,
                originator_id=party_id,
                audience=audience,
                text=draft.text,
                submitted_at=timezone.now(),
            )
            moved = True
        elif reply.text != draft.text or reply.audience_id != audience.pk:
            save(reply, text=draft.text, audience=audience, submitted_at=timezone.now())
            moved = True
        made.append(reply)
    if moved:
        tell_answer(actor, News.REPLIED, consultation, made[0])
    return made


@transaction.atomic
def take_back_reply(*, actor: Actor, reply: Reply) -> None:
    """Take a reply back before the deadline; its words stay in the delegation's draft."""
    consultation = Consultation.objects.visible_to(actor).filter(pk=reply.consultation_id).first()
    reply = authorise(actor, "take_back", reply)
    if consultation is not None:
        refuse_past_deadline(consultation, _("Replies were taken until %(time)s: what was submitted stands."))
    Reply.objects.visible_to(actor).filter(pk=reply.pk).delete()


@transaction.atomic
def ask_for_time(
    *, actor: Actor, consultation: Consultation, until: datetime.datetime | None, reason: str
) -> ExtensionRequest:
    """Ask for a later deadline; asked again, the request says the new day. The convenor alone reads it."""
    consultation = authorise(actor, "ask", consultation)
    if until is None or consultation.deadline is None or until <= max(consultation.deadline, timezone.now()):
        raise ValidationError({"until": _("Choose a time after the deadline, and still to come.")})
    refuse_empty("reason", reason, _("Say why your delegation needs more time."))
    party_id = party_of(actor)
    request = (
        ExtensionRequest.objects.visible_to(actor)
        .filter(consultation=consultation, originator=party_id)
        .select_for_update(of=("self",))
        .first()
    )
    audience = intern(actor=actor, circles=of_writer(party_id) | of_convenor(consultation))
    said = {
        "audience": audience,
        "until": until,
        "reason": reason,
        "state": RequestState.ASKED,
        "answer": "",
        "asked_at": timezone.now(),
    }
    if request is not None:
        save(request, **said)
    else:
        request = ExtensionRequest.objects.create(consultation=consultation, originator_id=party_id, **said)
    tell_answer(actor, News.MORE_TIME, consultation, request)
    return request


@transaction.atomic
def decline(*, actor: Actor, request: ExtensionRequest, words: str) -> ExtensionRequest:
    """Say no to a request for more time, and why; it is granted by moving the deadline."""
    request = authorise(actor, "answer", request)
    refuse_empty("words", words, _("Say in a sentence why the deadline stays."))
    save(request, state=RequestState.DECLINED, answer=words)
    consultation = Consultation.objects.visible_to(actor).get(pk=request.consultation_id)
    tell_declined(actor, consultation, request)
    return request


def question_of(actor: Actor, consultation: Consultation, number: int) -> Question:
    """A question by its number; raises `Hidden` where there is none."""
    found = Question.objects.visible_to(actor).filter(consultation=consultation, number=number).first()
    if found is None:
        raise Hidden("question")
    return found
