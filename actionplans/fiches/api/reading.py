"""Fiches and measures as the API shows them: codes with labels, nothing of a plan that is hidden."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from actionplans.plans.kinds import Answer, Light, Remark
from coordination.access.actor import Actor
from coordination.access.api.openapi import CodedSerializer, coded
from coordination.people.audiences import in_words, why_you_read
from coordination.people.queries import organisations
from coordination.register.api.reading import AudienceSerializer
from coordination.world.queries import countries, themes

from ..kinds import MeasureState, Procedure, Stage, Stand
from ..models import Fiche, Measure
from ..queries import reading
from ..queries.fingerprint import fingerprint
from ..rows import is_late, reference


class MeasureSerializer(serializers.Serializer):
    """What is asked of whom, by when, and how it stands."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    fiche = serializers.UUIDField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    owner = CodedSerializer()
    lever = serializers.CharField(allow_blank=True)
    message = serializers.CharField(allow_blank=True)
    deliverable = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    agreed_due_on = serializers.DateField(allow_null=True, help_text="The day that was endorsed.")
    moved_reason = serializers.CharField(allow_blank=True)
    late = serializers.BooleanField()
    state = CodedSerializer()
    light = CodedSerializer()
    words = serializers.CharField(allow_blank=True)
    reported_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    action = serializers.UUIDField(allow_null=True, help_text="The linked plan action, if readable.")


class FicheRowSerializer(serializers.Serializer):
    """A fiche in a list."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    reference = serializers.CharField()
    title = serializers.CharField()
    originator = CodedSerializer()
    countries = CodedSerializer(many=True)
    theme = CodedSerializer()
    state = CodedSerializer()
    urgent = serializers.BooleanField()
    procedure = CodedSerializer()
    comments_until = serializers.DateTimeField(allow_null=True)
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    next_due_on = serializers.DateField(allow_null=True, help_text="Of its open measures.")
    purpose = serializers.CharField(allow_blank=True)
    situation = serializers.CharField(allow_blank=True)
    plan = serializers.UUIDField(allow_null=True, help_text="The linked action plan, if readable.")
    endorsed_on = serializers.DateField(allow_null=True)
    endorsed_by = CodedSerializer(allow_null=True)
    started_on = serializers.DateField(allow_null=True)
    worked = serializers.CharField(allow_blank=True)
    did_not = serializers.CharField(allow_blank=True)
    lesson = serializers.CharField(allow_blank=True)
    evaluated_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField(allow_blank=True)
    closed_on = serializers.DateField(allow_null=True)
    is_example = serializers.BooleanField()
    audience = AudienceSerializer()


class PositionSerializer(serializers.Serializer):
    party = CodedSerializer()
    stand = CodedSerializer()
    words = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()


class FicheContributionSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    version = serializers.IntegerField()
    organisation = CodedSerializer()
    asked_for = serializers.CharField(allow_blank=True)
    answer = CodedSerializer()
    answer_words = serializers.CharField(allow_blank=True)
    light = CodedSerializer(allow_null=True)
    words = serializers.CharField(allow_blank=True)


class FicheCommentSerializer(serializers.Serializer):
    key = serializers.UUIDField()
    organisation = CodedSerializer()
    at = serializers.DateTimeField()
    field = serializers.CharField()
    kind = CodedSerializer()
    text = serializers.CharField()
    proposal = serializers.CharField(allow_blank=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    resolution = serializers.CharField(allow_blank=True)


class FicheSerializer(FicheRowSerializer):
    """A fiche in full."""

    read = serializers.CharField(help_text="What you read, in one value: send it along to endorse.")
    measures = MeasureSerializer(many=True)
    positions = PositionSerializer(many=True)
    contributions = FicheContributionSerializer(many=True)
    comments = FicheCommentSerializer(many=True)


def _organisation(pk: int) -> dict[str, str]:
    row = organisations().by_id[pk]
    return coded(row.code, row.name)


def _choice(choices: Any, code: str) -> dict[str, str]:
    return coded(code, choices(code).label)


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def measures_json(rows: Iterable[Measure], actor: Actor) -> list[dict[str, Any]]:
    """Measures; the link to a plan action stands only where the reader may read the action."""
    found = list(rows)
    readable = reading.action_titles(actor, (row.action_id for row in found if row.action_id))
    return [
        {
            "id": str(row.pk),
            "version": row.version,
            "fiche": str(row.fiche_id),
            "number": row.number,
            "title": row.title,
            "owner": _organisation(row.owner_id),
            "lever": row.lever,
            "message": row.message,
            "deliverable": row.deliverable,
            "starts_on": _iso(row.starts_on),
            "due_on": _iso(row.due_on),
            "agreed_due_on": _iso(row.agreed_due_on),
            "moved_reason": row.moved_reason,
            "late": is_late(row),
            "state": _choice(MeasureState, row.state),
            "light": _choice(Light, row.light),
            "words": row.words,
            "reported_on": _iso(row.reported_on),
            "done_on": _iso(row.done_on),
            "evidence": row.evidence,
            "address": row.address,
            "action": str(row.action_id) if row.action_id in readable else None,
        }
        for row in found
    ]


def fiches_json(rows: list[Fiche], actor: Actor) -> list[dict[str, Any]]:
    """A page of fiches (`queries.selection.with_dates`)."""
    plans = reading.plans(actor) if any(row.plan_id for row in rows) else {}
    return [
        {
            "id": str(row.pk),
            "version": row.version,
            "reference": reference(row),
            "title": row.title,
            "originator": _organisation(row.originator_id),
            "countries": [
                coded(countries().by_id[pk].code, countries().by_id[pk].name) for pk in row.country_ids
            ],
            "theme": coded(themes().by_id[row.theme_id].code, themes().by_id[row.theme_id].name),
            "state": _choice(Stage, row.stage),
            "urgent": row.urgent,
            "procedure": _choice(Procedure, row.procedure),
            "comments_until": _iso(row.comments_until),
            "starts_on": _iso(row.starts_on),
            "due_on": _iso(row.due_on),
            "next_due_on": _iso(row.next_due),
            "purpose": row.purpose,
            "situation": row.situation,
            "plan": str(row.plan_id) if row.plan_id in plans else None,
            "endorsed_on": _iso(row.endorsed_on),
            "endorsed_by": _organisation(row.endorsed_by_id) if row.endorsed_by_id else None,
            "started_on": _iso(row.started_on),
            "worked": row.worked,
            "did_not": row.did_not,
            "lesson": row.lesson,
            "evaluated_on": _iso(row.evaluated_on),
            "evidence": row.evidence,
            "closed_on": _iso(row.closed_on),
            "is_example": row.is_example,
            "audience": _audience(row, row.audience.circles, actor),
        }
        for row in rows
    ]


def _audience(row: Fiche, circles: list[int], actor: Actor) -> dict[str, Any]:
    words = in_words(circles, row.originator_id, actor)
    owner = row.originator_id in actor.speaks_for
    return {
        "level": words.level,
        "words": words.words,
        "marking": words.marking,
        "reason": why_you_read(circles, row.originator_id, actor),
        "readers": list(words.readers) if owner else None,
    }


def full_json(row: Fiche, actor: Actor) -> dict[str, Any]:
    """One fiche with all that it has gathered."""
    return fiches_json([row], actor)[0] | {
        "read": fingerprint(actor, row),
        "measures": measures_json(reading.measures(actor, row), actor),
        "positions": [
            {
                "party": _organisation(part.party_id),
                "stand": _choice(Stand, part.stand),
                "words": part.words,
                "at": _iso(part.at),
            }
            for part in reading.positions(actor, row)
        ],
        "contributions": [
            {
                "id": str(part.pk),
                "version": part.version,
                "organisation": _organisation(part.organisation_id),
                "asked_for": part.asked_for,
                "answer": _choice(Answer, part.answer),
                "answer_words": part.answer_words,
                "light": _choice(Light, part.light) if part.light else None,
                "words": part.words,
            }
            for part in reading.contributions(actor, row)
        ],
        "comments": [
            {
                "key": str(part.key),
                "organisation": _organisation(part.organisation_id),
                "at": _iso(part.at),
                "field": part.field,
                "kind": _choice(Remark, part.kind),
                "text": part.text,
                "proposal": part.proposal,
                "resolved_at": _iso(part.resolved_at),
                "resolution": part.resolution,
            }
            for part in reading.remarks(actor, row)
        ],
    }
