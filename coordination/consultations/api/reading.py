"""Consultations and their answers as the API shows them: codes with labels, nothing that the reader may not read."""

from typing import Any

from rest_framework import serializers

from coordination.access.actor import Actor
from coordination.access.api.openapi import CodedSerializer, coded
from coordination.documents.links import DocumentLink, links
from coordination.people.audiences import why_you_read
from coordination.people.queries import organisations
from coordination.register.api.reading import AudienceSerializer
from coordination.world.queries import countries

from ..audiences import delegations
from ..detail_page import Page
from ..kinds import InputState, Kind, Outcome, Readership, RequestState, Stand, State
from ..models import Consultation, MinistryInput, Position, Reply, ReplyDraft, Synthesis
from ..queries import reading
from ..rows import audience_of
from ..silence_page import outcome_note


class QuestionSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    text = serializers.CharField()


class OutcomeSerializer(CodedSerializer):
    """How a silence procedure ended, with a note in words."""

    note = serializers.CharField()


class ConsultationRowSerializer(serializers.Serializer):
    """A consultation in a list."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    kind = CodedSerializer()
    title = serializers.CharField()
    convenor = CodedSerializer()
    by_chair = serializers.BooleanField(help_text="Asked as the Presidency: whoever chairs runs it.")
    reference = serializers.CharField(allow_blank=True)
    country = CodedSerializer(allow_null=True)
    background = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True, help_text="On which silence is consent.")
    readership = CodedSerializer(help_text="Who reads the answers.")
    state = CodedSerializer(help_text="How it stands now.")
    opened_at = serializers.DateTimeField(allow_null=True)
    deadline = serializers.DateTimeField(allow_null=True)
    first_deadline = serializers.DateTimeField(allow_null=True)
    moved_reason = serializers.CharField(allow_blank=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closing_words = serializers.CharField(allow_blank=True)
    questions = QuestionSerializer(many=True)
    is_example = serializers.BooleanField()
    audience = AudienceSerializer()


class PaperSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    reference = serializers.CharField()
    subject = serializers.CharField()


class ReplySerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="Of the question.")
    party = CodedSerializer()
    text = serializers.CharField()
    submitted_at = serializers.DateTimeField()


class SynthesisSerializer(serializers.Serializer):
    number = serializers.IntegerField(help_text="Of the question; 0: of all.")
    text = serializers.CharField(allow_blank=True)
    published_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class ConsultationPositionSerializer(serializers.Serializer):
    party = CodedSerializer()
    stand = CodedSerializer()
    words = serializers.CharField(allow_blank=True)
    stated_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField(allow_null=True, help_text="For its own delegation; null for others.")


class ExtensionRequestSerializer(serializers.Serializer):
    party = CodedSerializer()
    until = serializers.DateTimeField()
    reason = serializers.CharField()
    state = CodedSerializer()
    answer = serializers.CharField(allow_blank=True)


class ConsultationSerializer(ConsultationRowSerializer):
    """A consultation in full, as far as the reader may read what was answered."""

    part_of = serializers.UUIDField(allow_null=True, help_text="What it goes with, if readable.")
    papers = PaperSerializer(many=True)
    asked = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of those who are asked, as far as you may know."
    )
    complete = serializers.BooleanField(help_text="Whether you read all that was answered.")
    outcome = OutcomeSerializer(allow_null=True)
    replies = ReplySerializer(many=True)
    syntheses = SynthesisSerializer(many=True)
    positions = ConsultationPositionSerializer(many=True)
    silent = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Codes of delegations that said nothing; null where you do not read all positions.",
    )
    requests = ExtensionRequestSerializer(many=True)


class InputCardSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    ministry = CodedSerializer()
    state = CodedSerializer()
    text = serializers.CharField(allow_blank=True)


class OwnReplySerializer(serializers.Serializer):
    """What the reader's delegation writes and has submitted to one question; nobody else reads the draft."""

    number = serializers.IntegerField()
    version = serializers.IntegerField(help_text="Of the draft; 0: there is none.")
    text = serializers.CharField(allow_blank=True)
    settlement = serializers.CharField(allow_blank=True)
    cleared_at = serializers.DateTimeField(allow_null=True)
    submitted = serializers.CharField(allow_blank=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    inputs = InputCardSerializer(many=True)


class OwnRepliesSerializer(serializers.Serializer):
    results = OwnReplySerializer(many=True)


class MinistryInputSerializer(serializers.Serializer):
    """What a delegation asks one of its ministries to write, and what it wrote."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    delegation = CodedSerializer()
    ministry = CodedSerializer()
    title = serializers.CharField()
    number = serializers.IntegerField()
    question = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    due_at = serializers.DateTimeField(allow_null=True)
    state = CodedSerializer()
    text = serializers.CharField(allow_blank=True)
    given_at = serializers.DateTimeField(allow_null=True)


def organisation_json(pk: int) -> dict[str, str]:
    row = organisations().by_id[pk]
    return coded(row.code, row.name)


def choice_json(choices: Any, code: str) -> dict[str, str]:
    return coded(code, choices(code).label)


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def row_json(row: Consultation, actor: Actor) -> dict[str, Any]:
    """A consultation of `reading.with_all`."""
    place = countries().by_id.get(row.country_id or 0)
    standing = row.standing()
    audience = audience_of(row, actor)
    owner = row.originator_id in actor.speaks_for
    return {
        "id": str(row.pk),
        "version": row.version,
        "kind": choice_json(Kind, row.kind),
        "title": row.title,
        "convenor": organisation_json(row.originator_id),
        "by_chair": row.by_chair,
        "reference": row.reference,
        "country": coded(place.code, place.name) if place else None,
        "background": row.background,
        "text": row.text,
        "readership": choice_json(Readership, row.readership),
        "state": coded(standing.value, standing.label),
        "opened_at": _iso(row.opened_at),
        "deadline": _iso(row.deadline),
        "first_deadline": _iso(row.first_deadline),
        "moved_reason": row.moved_reason,
        "closed_at": _iso(row.closed_at),
        "closing_words": row.closing_words,
        "questions": [{"number": line["number"], "text": line["text"]} for line in row.question_list],
        "is_example": row.is_example,
        "audience": {
            "level": audience.level,
            "words": audience.words,
            "marking": audience.marking,
            "reason": why_you_read(row.audience.circles, row.originator_id, actor),
            "readers": list(audience.readers) if owner else None,
        },
    }


def full_json(row: Consultation, actor: Actor) -> dict[str, Any]:
    """One consultation (`reading.one`) with all that was answered to it."""
    page = Page(actor, row, 0)
    code = {pk: body.code for pk, body in organisations().by_id.items()}
    found: list[Position] = []
    if row.kind == Kind.SILENCE:
        found = reading.positions(actor, [row])[row.pk]
    silent = None
    if row.kind == Kind.SILENCE and page.sees_all and row.state in (State.OPEN, State.CLOSED):
        spoken = {position.originator_id for position in found}
        silent = [pk for pk in delegations(page.asked) if pk not in spoken]
    outcome = reading.outcome_of(row)
    note = outcome_note(page, found, silent)
    opened = row.state not in (State.DRAFT, State.DISCARDED)
    papers = links(actor, row.paper_ids)
    questions = row.kind == Kind.QUESTIONS
    return row_json(row, actor) | {
        "part_of": str(row.part_of_id)
        if row.part_of_id and reading.is_readable(actor, row.part_of_id)
        else None,
        "papers": [_paper_json(pk, papers[pk]) for pk in row.paper_ids if pk in papers],
        "asked": [code[pk] for pk in page.asked] if opened else [],
        "complete": page.sees_all,
        "outcome": choice_json(Outcome, outcome) | {"note": note["words"] if note else ""}
        if outcome
        else None,
        "replies": [_reply_json(reply) for reply in reading.replies(actor, row)] if questions else [],
        "syntheses": [
            synthesis_json(synthesis, number)
            for number, synthesis in sorted(reading.syntheses(actor, row).items())
        ]
        if questions
        else [],
        "positions": [position_json(position, actor) for position in found],
        "silent": [code[pk] for pk in silent] if silent is not None else None,
        "requests": [
            {
                "party": organisation_json(request.originator_id),
                "until": _iso(request.until),
                "reason": request.reason,
                "state": choice_json(RequestState, request.state),
                "answer": request.answer,
            }
            for request in reading.requests(actor, row)
        ],
    }


def _paper_json(pk: Any, link: DocumentLink) -> dict[str, str]:
    return {"id": str(pk), "reference": link.reference, "subject": link.subject}


def _reply_json(reply: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": reply["number"],
        "party": organisation_json(reply["originator_id"]),
        "text": reply["words"],
        "submitted_at": _iso(reply["submitted_at"]),
    }


def position_json(row: Position, actor: Actor) -> dict[str, Any]:
    """A position; how often it was changed in confidence is for its delegation alone."""
    return {
        "party": organisation_json(row.originator_id),
        "stand": choice_json(Stand, row.stand),
        "words": row.words,
        "stated_at": _iso(row.stated_at),
        "lifted_at": _iso(row.lifted_at),
        "version": row.version if row.originator_id in actor.speaks_for else None,
    }


def synthesis_json(row: Synthesis, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "text": row.text,
        "published_at": _iso(row.published_at),
        "version": row.version,
    }


def draft_json(row: ReplyDraft) -> dict[str, Any]:
    """A draft as a change that came too late finds it."""
    return {
        "version": row.version,
        "text": row.text,
        "settlement": row.settlement,
        "cleared_at": _iso(row.cleared_at),
    }


def own_json(actor: Actor, row: Consultation) -> dict[str, Any]:
    """What the actor's delegation writes and has submitted, question by question."""
    drafts, submitted = reading.own_drafts(actor, row), reading.own_replies(actor, row)
    inputs = reading.inputs(actor, row)
    return {
        "results": [
            _own_reply(line["number"], drafts, submitted, inputs.get(line["number"], []))
            for line in row.question_list
        ]
    }


def _own_reply(
    number: int, drafts: dict[int, ReplyDraft], submitted: dict[int, Reply], inputs: list[MinistryInput]
) -> dict[str, Any]:
    draft, reply = drafts.get(number), submitted.get(number)
    blank = {"version": 0, "text": "", "settlement": "", "cleared_at": None}
    return {"number": number} | (draft_json(draft) if draft else blank) | {
        "submitted": reply.text if reply else "",
        "submitted_at": _iso(reply.submitted_at) if reply else None,
        "inputs": [
            {
                "id": str(entry.pk),
                "ministry": organisation_json(entry.ministry_id),
                "state": choice_json(InputState, entry.state),
                "text": entry.text,
            }
            for entry in inputs
        ],
    }  # fmt: skip


def input_json(row: MinistryInput) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "version": row.version,
        "delegation": organisation_json(row.originator_id),
        "ministry": organisation_json(row.ministry_id),
        "title": row.title,
        "number": row.number,
        "question": row.asked,
        "words": row.words,
        "due_at": _iso(row.due_at),
        "state": choice_json(InputState, row.state),
        "text": row.text,
        "given_at": _iso(row.given_at),
    }
