"""A consultation on its way: drafted, opened, extended, closed, withdrawn; run by whoever convenes it."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.functions import answer_of
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern, read_again
from coordination.documents.links import readable_document
from coordination.documents.models import Document
from coordination.history import services as history
from coordination.register.sharing import Choice, Sharing

from ..audiences import of_opened, of_writer, party_of
from ..kinds import BREAKING, Kind, News, Outcome, Readership, RequestState, State
from ..models import Consultation, ConsultationPaper, ExtensionRequest, Position, Question
from .saving import is_over, refuse_empty, refuse_past_deadline, save, save_for_readers, to_come
from .telling import tell, tell_opened

MOST_QUESTIONS = 30


@dataclass(frozen=True)
class Words:
    """What a consultation says: its fields by column name, its questions in order, its documents.

    `papers` None leaves them as they are.
    """

    fields: dict[str, Any]
    questions: tuple[str, ...] = ()
    papers: tuple[UUID, ...] | None = None


@transaction.atomic
def draft(*, actor: Actor, kind: str, words: Words) -> Consultation:
    """A new draft, read by its own organisation alone; of the Presidency where the actor chairs and says so."""
    authorise_create(actor, Consultation)
    originator_id = party_of(actor)
    consultation = Consultation(
        kind=kind,
        originator_id=originator_id,
        audience=intern(actor=actor, circles=of_writer(originator_id)),
    )
    _write(actor, consultation, words)
    consultation.save(force_insert=True)
    _write_questions(actor, consultation, words.questions)
    _write_papers(actor, consultation, words.papers)
    return consultation


@transaction.atomic
def change(*, actor: Actor, consultation: Consultation, version: int | None, words: Words) -> Consultation:
    """Save the words of a draft at the saves that were read."""
    consultation = authorise(actor, "change", consultation, version=version)
    _write(actor, consultation, words)
    _write_questions(actor, consultation, words.questions)
    _write_papers(actor, consultation, words.papers)
    return save(consultation)


@transaction.atomic
def attach(*, actor: Actor, consultation: Consultation, papers: tuple[UUID, ...]) -> Consultation:
    """Say which documents are read with it, until it is closed.

    The saves are not counted: others would learn that there is a paper which they may not read.
    """
    consultation = authorise(actor, "attach", consultation)
    _write_papers(actor, consultation, papers)
    return consultation


@transaction.atomic
def discard(*, actor: Actor, consultation: Consultation) -> Consultation:
    """Give a draft up; it stays on record for its organisation."""
    consultation = authorise(actor, "discard", consultation)
    history.record(actor=actor, verb="discarded", row=consultation)
    return save(consultation, state=State.DISCARDED)


@transaction.atomic
def open_to(
    *,
    actor: Actor,
    consultation: Consultation,
    sharing: Sharing,
    deadline: datetime.datetime | None,
    readership: str = Readership.ASKED,
) -> Consultation:
    """Put a draft before the circle that is asked, until a day and an hour."""
    consultation = authorise(actor, "open", consultation)
    if lacks := missing(actor, consultation):
        raise ValidationError(lacks)
    if sharing.choice == Choice.NAMED and not sharing.named:
        raise ValidationError({"delegations": _("Name at least one delegation, or choose another circle.")})
    if sharing.choice == Choice.OWN:
        raise ValidationError({"audience": _("Choose who is asked.")})
    deadline = to_come("deadline", deadline)
    _refuse_hidden_whole(actor, consultation)
    consultation.audience = intern(actor=actor, circles=of_opened(consultation, sharing, deadline))
    save_for_readers(
        consultation,
        state=State.OPEN,
        readership=readership,
        opened_at=timezone.now(),
        deadline=deadline,
        first_deadline=deadline,
    )
    history.record(actor=actor, verb="opened", row=consultation)
    tell_opened(actor, consultation)
    return consultation


@transaction.atomic
def extend(
    *,
    actor: Actor,
    consultation: Consultation,
    version: int | None,
    deadline: datetime.datetime | None,
    reason: str,
) -> Consultation:
    """Move the deadline for everybody; requests for more time that it meets are granted with it.

    Questions may be opened again until they are closed; silence that has ended is not undone.
    """
    consultation = authorise(actor, "extend", consultation, version=version)
    if consultation.kind == Kind.SILENCE:
        refuse_past_deadline(consultation, _("The silence procedure ended on %(time)s."))
    deadline = to_come("deadline", deadline)
    refuse_empty("reason", reason, _("Say why the deadline moves: the first one stays visible with it."))
    if deadline == consultation.deadline:
        raise ValidationError({"deadline": _("This is the deadline already.")})
    save(consultation, deadline=deadline, moved_reason=reason)
    requests = ExtensionRequest.objects.visible_to(actor).filter(
        consultation=consultation, state=RequestState.ASKED, until__lte=deadline
    )
    for request in requests.select_for_update(of=("self",)):
        save(request, state=RequestState.GRANTED, answer=reason)
    history.record(actor=actor, verb="extended", row=consultation, reason=reason)
    tell(actor, News.EXTENDED, consultation, words={"deadline": deadline.isoformat()})
    return consultation


@transaction.atomic
def close(*, actor: Actor, consultation: Consultation, words: str = "") -> Consultation:
    """End a consultation; its answers are then read by all who were asked.

    A silence procedure ends by itself at its deadline; before, only as broken.
    """
    consultation = authorise(actor, "close", consultation)
    if consultation.kind == Kind.SILENCE:
        refuse_past_deadline(consultation, _("The silence procedure ended on %(time)s."))
        breaking = Position.objects.visible_to(actor).filter(consultation=consultation, stand__in=BREAKING)
        if not breaking.exists():
            raise Refused(
                _(
                    "Silence is not broken: no objection and no reservation that you may read. Wait for the "
                    "deadline, or withdraw the text."
                )
            )
        consultation.outcome = Outcome.BROKEN
    save(consultation, state=State.CLOSED, closed_at=timezone.now(), closing_words=words)
    history.record(actor=actor, verb="closed", row=consultation, reason=words)
    let_in(actor=actor, consultation=consultation)
    tell(actor, News.CLOSED, consultation)
    return consultation


@transaction.atomic
def withdraw(*, actor: Actor, consultation: Consultation, reason: str) -> Consultation:
    """Take back what was asked; what was answered stays with those who read it."""
    consultation = authorise(actor, "withdraw", consultation)
    if consultation.kind == Kind.SILENCE:
        refuse_past_deadline(consultation, _("The silence procedure ended on %(time)s."))
    refuse_empty("reason", reason, _("Say why it is withdrawn: delegations may have begun to answer."))
    save(consultation, state=State.WITHDRAWN, closed_at=timezone.now(), closing_words=reason)
    history.record(actor=actor, verb="withdrawn", row=consultation, reason=reason)
    tell(actor, News.WITHDRAWN, consultation)
    return consultation


@transaction.atomic
def conclude(*, actor: Actor, consultation: Consultation) -> Consultation:
    """Note that a text is agreed after all, once everything that broke the silence was lifted."""
    consultation = authorise(actor, "conclude", consultation)
    if answer_of("roundtable_silence", consultation.pk, timezone.now()) != Outcome.LIFTED:
        raise Refused(_("A reservation or an objection still stands. It is lifted by whoever placed it."))
    history.record(actor=actor, verb="concluded", row=consultation)
    save(consultation, outcome=Outcome.LIFTED)
    tell(actor, News.CONCLUDED, consultation)
    return consultation


def keep_time(*, at: datetime.datetime | None = None) -> int:
    """Write down how the silence procedures ended that are over; how many there were. Work of the clock."""
    return int(answer_of("roundtable_silence_clock", at or timezone.now()))


def let_in(*, actor: Actor, consultation: Consultation) -> None:
    """Let all who were asked read the answers of a closed consultation, as its rule says."""
    answer_of("roundtable_let_in", consultation.pk)
    read_again(actor)


def missing(actor: Actor, consultation: Consultation) -> dict[str, str]:
    """What a draft lacks before it can be opened, as a sentence by field."""
    if consultation.kind == Kind.SILENCE:
        lacking = not consultation.text.strip()
        return {"text": _("Write the text on which silence is consent.")} if lacking else {}
    questions = Question.objects.visible_to(actor).filter(consultation=consultation)
    return {} if questions.exists() else {"questions": _("Write at least one question.")}


def over(consultation: Consultation) -> bool:
    """Whether the deadline of an open consultation has passed."""
    return consultation.state == State.OPEN and is_over(consultation)


def _write(actor: Actor, consultation: Consultation, words: Words) -> None:
    fields = dict(words.fields)
    if fields.get("by_chair") and not consultation.by_chair and not actor.is_chair:
        raise Refused(_("Only whoever chairs asks as the Presidency."))
    if "part_of_id" in fields:
        fields["part_of_id"] = _readable_whole(actor, consultation, fields["part_of_id"])
    for name, value in fields.items():
        setattr(consultation, name, value)


def _readable_whole(actor: Actor, consultation: Consultation, wanted: Any) -> Any:
    """The id of the consultation that this one goes with; what was chosen and is hidden by now stays."""
    readable = Consultation.objects.visible_to(actor)
    kept = consultation.part_of_id
    if wanted is None:
        return kept if kept and not readable.filter(pk=kept).exists() else None
    if wanted != kept and not readable.filter(pk=wanted, kind=Kind.QUESTIONS).exists():
        raise Hidden("consultation")
    return wanted


def _refuse_hidden_whole(actor: Actor, consultation: Consultation) -> None:
    """What goes with a draft or with somebody else's consultation would be shown on a page of theirs."""
    if consultation.part_of_id is None:
        return
    whole = Consultation.objects.visible_to(actor).filter(pk=consultation.part_of_id).first()
    if whole is None or whole.state not in (State.OPEN, State.CLOSED):
        raise ValidationError({"part_of": _("Open the consultation that it goes with first.")})


def _write_questions(actor: Actor, consultation: Consultation, questions: tuple[str, ...]) -> None:
    """The questions as they are now; nobody has answered a draft, so they are simply written anew."""
    wanted = [text.strip() for text in questions if text.strip()]
    if len(wanted) > MOST_QUESTIONS:
        raise ValidationError(
            {"questions": _("At most %(most)s questions: put the others in another consultation.")
             % {"most": MOST_QUESTIONS}}
        )  # fmt: skip
    stored = list(Question.objects.visible_to(actor).filter(consultation=consultation).order_by("number"))
    for number, text in enumerate(wanted, start=1):
        if number <= len(stored):
            if stored[number - 1].text != text or stored[number - 1].number != number:
                stored[number - 1].text, stored[number - 1].number = text, number
                stored[number - 1].save()
        else:
            Question.of(consultation, number=number, text=text).save(force_insert=True)
    spare = [row.pk for row in stored[len(wanted) :]]
    if spare:
        Question.objects.visible_to(actor).filter(pk__in=spare).delete()


def _write_papers(actor: Actor, consultation: Consultation, papers: tuple[UUID, ...] | None) -> None:
    """Only what the actor reads is added or taken away: a paper that is hidden from it stays."""
    if papers is None:
        return
    stored = ConsultationPaper.objects.visible_to(actor).filter(consultation=consultation)
    kept = dict(stored.values_list("document", "pk"))
    for wanted in dict.fromkeys(papers):
        if wanted not in kept:
            document_id = readable_document(actor, wanted, None)
            ConsultationPaper.of(consultation, document_id=document_id).save(force_insert=True)
    readable = Document.objects.visible_to(actor).filter(pk__in=kept).values_list("pk", flat=True)
    spare = [kept[pk] for pk in readable if pk not in papers]
    if spare:
        ConsultationPaper.objects.visible_to(actor).filter(pk__in=spare).delete()
