"""One consultation and what has been said to it, as far as the reader may read."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, Func, QuerySet, TextField, Value, When
from django.db.models.functions import JSONObject
from django.utils import timezone

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.notices.queries import followed
from coordination.register.models import FormDraft

from ..kinds import InputState, Kind, Outcome, RequestState, State
from ..models import (
    Consultation,
    ConsultationPaper,
    ExtensionRequest,
    MinistryInput,
    Position,
    Question,
    Reply,
    ReplyDraft,
    Synthesis,
)


def how_silence_stands() -> Any:
    """For a silence procedure that is over: agreed, broken or lifted, whatever positions the reader reads."""
    told = Func(F("pk"), Value(timezone.now()), function="roundtable_silence", output_field=CharField())
    over = When(kind=Kind.SILENCE, state__in=[State.OPEN, State.CLOSED], then=told)
    return Case(over, default=None, output_field=CharField())


def with_all(found: QuerySet[Any]) -> QuerySet[Any]:
    """Consultations with their audience, their questions, and how silence stands."""
    questions = Question.objects.within("consultation").order_by("number")
    papers = ConsultationPaper.objects.within("consultation").order_by("pk")
    return found.select_related("audience").annotate(
        question_list=ArraySubquery(questions.values(said=JSONObject(id="pk", number="number", text="text"))),
        paper_ids=ArraySubquery(papers.values("document")),
        silence=how_silence_stands(),
    )


def one(actor: Actor, pk: UUID) -> Consultation | None:
    """A consultation with its questions and what the actor may do with it (`may`), or None."""
    found = with_all(Consultation.objects.visible_to(actor).filter(pk=pk))
    return with_permissions(actor, found).first()


def together(actor: Actor, pk: UUID) -> list[Consultation]:
    """A consultation and the silence procedures that go with it, the consultation first; one statement."""
    readable = Consultation.objects.visible_to(actor)
    found = readable.filter(pk=pk) | readable.filter(part_of=pk, state__in=[State.OPEN, State.CLOSED])
    rows = list(with_permissions(actor, with_all(found).annotate(followed=followed(actor))))
    return sorted(rows, key=lambda row: (row.pk != pk, row.opened_at or row.created_at, row.pk))


def replies(actor: Actor, consultation: Consultation, number: int | None = None) -> list[Any]:
    """All replies that the actor reads, by delegation; their words only for one question, where one is asked for."""
    text: Any = F("text")
    if number is not None:
        text = Case(
            When(question__number=number, then=F("text")), default=Value(""), output_field=TextField()
        )
    found = Reply.objects.visible_to(actor).filter(consultation=consultation)
    return list(
        found.order_by("originator__protocol_order", "originator__short_en", "question__number").values(
            "id", "originator_id", "submitted_at", "version", number=F("question__number"), words=text
        )
    )


def own_replies(actor: Actor, consultation: Consultation) -> dict[int, Reply]:
    """What the actor's delegation submitted, by the number of the question."""
    found = Reply.objects.visible_to(actor).filter(consultation=consultation, originator__in=actor.speaks_for)
    return {row.number: row for row in found.annotate(number=F("question__number"))}


def own_drafts(actor: Actor, consultation: Consultation) -> dict[int, ReplyDraft]:
    """What the actor's delegation is writing, by the number of the question."""
    found = ReplyDraft.objects.visible_to(actor).filter(
        consultation=consultation, originator__in=actor.speaks_for
    )
    return {row.number: row for row in found.annotate(number=F("question__number"))}


def inputs(actor: Actor, consultation: Consultation) -> dict[int, list[MinistryInput]]:
    """What the ministries of the actor's delegation were asked and wrote, by the number of the question."""
    found: dict[int, list[MinistryInput]] = defaultdict(list)
    rows = MinistryInput.objects.visible_to(actor).filter(
        consultation=consultation, originator__in=actor.speaks_for
    )
    for row in rows.exclude(state=InputState.TAKEN_BACK).order_by("number", "ministry__short_en", "pk"):
        found[row.number].append(row)
    return found


def one_input(actor: Actor, pk: UUID) -> MinistryInput | None:
    return with_permissions(actor, MinistryInput.objects.visible_to(actor).filter(pk=pk)).first()


def inputs_asked(actor: Actor) -> list[MinistryInput]:
    """What the actor's ministry is asked, the first due first; what is given stays for a look."""
    found = MinistryInput.objects.visible_to(actor).filter(ministry__in=actor.organisations)
    return list(
        found.exclude(state=InputState.TAKEN_BACK).order_by(F("due_at").asc(nulls_last=True), "number", "pk")[
            :50
        ]
    )


def syntheses(actor: Actor, consultation: Consultation) -> dict[int, Synthesis]:
    """The synthesis of each question (0: of all): the actor's own before one that another chair published."""
    found = Synthesis.objects.visible_to(actor).filter(consultation=consultation)
    rows = found.annotate(number=F("question__number")).order_by("created_at", "pk")
    by_number: dict[int, Synthesis] = {}
    for row in rows:
        number = row.number or 0
        if number not in by_number or row.originator_id in actor.speaks_for:
            by_number[number] = row
    return by_number


def requests(actor: Actor, consultation: Consultation) -> list[ExtensionRequest]:
    """Requests for more time, the open ones first; for their delegation and the convenor."""
    found = ExtensionRequest.objects.visible_to(actor).filter(consultation=consultation)
    rows = list(with_permissions(actor, found.order_by("asked_at", "pk")))
    return sorted(rows, key=lambda row: row.state != RequestState.ASKED)


def one_request(actor: Actor, pk: UUID) -> ExtensionRequest | None:
    return ExtensionRequest.objects.visible_to(actor).filter(pk=pk).first()


def positions(actor: Actor, procedures: Iterable[Consultation]) -> dict[UUID, list[Position]]:
    """The positions that the actor reads of some silence procedures, in protocol order; one statement."""
    found: dict[UUID, list[Position]] = defaultdict(list)
    ids = [row.pk for row in procedures]
    rows = Position.objects.visible_to(actor).filter(consultation__in=ids)
    ordered = rows.order_by("originator__protocol_order", "originator__short_en", "pk")
    for row in with_permissions(actor, ordered) if ids else ():
        found[row.consultation_id].append(row)
    return found


def one_position(actor: Actor, pk: UUID) -> Position | None:
    return Position.objects.visible_to(actor).filter(pk=pk).first()


def own_position(actor: Actor, consultation: Consultation) -> Position | None:
    found = Position.objects.visible_to(actor).filter(
        consultation=consultation, originator__in=actor.speaks_for
    )
    return found.first()


def one_reply(actor: Actor, pk: UUID) -> Reply | None:
    return Reply.objects.visible_to(actor).filter(pk=pk).first()


def wholes(actor: Actor) -> dict[UUID, str]:
    """The consultations that a silence procedure can go with, the newest first."""
    found = Consultation.objects.visible_to(actor).filter(
        kind=Kind.QUESTIONS, state__in=[State.OPEN, State.CLOSED]
    )
    return dict(found.order_by("-opened_at", "pk").values_list("pk", "title")[:100])


def read_with(actor: Actor, document_ids: Iterable[UUID]) -> QuerySet[Consultation]:
    """The consultations with which documents that the actor reads are read; the newest first."""
    papers = ConsultationPaper.objects.visible_to(actor).filter(document__in=list(document_ids))
    found = Consultation.objects.visible_to(actor).filter(pk__in=papers.values("consultation"))
    return found.exclude(state=State.DISCARDED).order_by("-created_at", "pk")


def kept_draft(actor: Actor, key: str) -> FormDraft | None:
    """What this person was typing when the page was last open."""
    return FormDraft.objects.filter(user_id=actor.user_id, key=key).first()


def outcome_of(consultation: Consultation) -> str:
    """How a silence procedure ended, written down or not; empty while it runs."""
    if consultation.outcome in (Outcome.AGREED, Outcome.LIFTED):
        return consultation.outcome
    told = consultation.silence or ""
    return str(Outcome.BROKEN) if told == Outcome.LIFTED else told


def all_lifted(consultation: Consultation) -> bool:
    """Whether everything that broke the silence was lifted since, and nobody has noted it yet."""
    return consultation.outcome == Outcome.BROKEN and consultation.silence == Outcome.LIFTED


def is_readable(actor: Actor, pk: UUID) -> bool:
    """Whether the actor reads a consultation that another names."""
    return Consultation.objects.visible_to(actor).filter(pk=pk).exists()
