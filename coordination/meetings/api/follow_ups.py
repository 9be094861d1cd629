"""The API of follow-ups: what meetings asked of whom, how it stands, and what closes it."""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.actor import Actor
from coordination.access.api.openapi import IF_MATCH, PAGING, CodedSerializer, answers, page_shape
from coordination.exchange.api import several, understood
from coordination.history.api import WithHistory
from coordination.history.queries import Changes
from coordination.register.api.reading import AudienceSerializer

from .. import services
from ..follow_up_filters import DUE, FollowUpFilter
from ..follow_up_history import VERBS, history_of
from ..models import FollowUp, Meeting
from ..queries import follow_ups
from ..room_kinds import FollowUpState
from ..sources import SourceWords, sources
from . import writing
from .reading import SourceSerializer, audience_json, choice_json, country_json, iso, organisation_json

FILTERS = tuple(FollowUpFilter.base_filters)
DESCRIBED = [
    several("state", "The state; by default what is not over.", FollowUpState.values),
    several("owner", "Code of an organisation; its departments and ministries count with it."),
    several("country", "ISO 3166-1 alpha-2 or XK."),
    several("due", "Late, or late and due within a week.", [code for code, _label in DUE]),
    OpenApiParameter("words", str, description="All these words, each also as a beginning."),
    OpenApiParameter("body", OpenApiTypes.UUID, description="Asked by meetings of one body."),
    OpenApiParameter("meeting", OpenApiTypes.UUID, description="Asked or heard of in one meeting."),
    OpenApiParameter("mine", bool, description="Asked of the reader's organisation, or of all."),
]


class FollowUpSerializer(serializers.Serializer):
    """What a meeting asked of an organisation, or of all where none is named."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    meeting = serializers.UUIDField(allow_null=True, help_text="Where the reader may read it.")
    item = serializers.UUIDField(allow_null=True, help_text="Where the reader may read it.")
    title = serializers.CharField()
    words = serializers.CharField(allow_blank=True)
    owner = CodedSerializer(allow_null=True)
    country = CodedSerializer(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    agreed_due_on = serializers.DateField(allow_null=True, help_text="The date as it was sent out.")
    moved_reason = serializers.CharField(allow_blank=True)
    state = CodedSerializer()
    issued_on = serializers.DateField(allow_null=True)
    standing = serializers.CharField(allow_blank=True)
    reported_on = serializers.DateField(allow_null=True)
    evidence = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    done_on = serializers.DateField(allow_null=True)
    drop_reason = serializers.CharField(allow_blank=True)
    closed_in = serializers.UUIDField(allow_null=True, help_text="The meeting that heard of its end.")
    serves = SourceSerializer(allow_null=True)
    audience = AudienceSerializer()
    may = serializers.ListField(child=serializers.CharField(), help_text="What this reader may do.")


CHANGED = answers(FollowUpSerializer, 400, 403, 404, 412, 413, 415, 428)
DEED = answers(FollowUpSerializer, 403, 404, 412, 428)


class FollowUpViewSet(WithHistory):
    """Follow-ups: changed, sent out, reported on, closed with evidence, dropped, opened again."""

    verbs = VERBS
    serializer_class = FollowUpSerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS), "history": ("limit", "cursor")}

    def find(self, pk: UUID) -> FollowUp | None:
        return follow_ups.one(self.actor, pk)

    def body(self, row: FollowUp) -> dict[str, Any]:
        return follow_ups_json([row], self.actor)[0]

    @extend_schema(parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(FollowUpSerializer), 400))
    def list(self, request: Request) -> Response:
        """Follow-ups that are not over, or of the states asked for; what is due first comes first."""
        wanted = understood(self, FollowUpFilter).selection
        page = follow_ups.page(self.actor, wanted, after=self.cursor(), limit=self.limit())
        return self.paged(page, follow_ups_json(page.rows, self.actor))

    @extend_schema(responses=answers(FollowUpSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One follow-up."""
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.FollowUpChangeInput, responses=CHANGED)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is sent and leave the rest alone; a date that others were told moves with a reason."""
        locked = self.locked("change", self.row)
        given = self.sent(writing.FollowUpChangeInput, leave=True)
        services.change_follow_up(
            actor=self.actor,
            follow_up=locked,
            version=locked.version,
            fields=writing.follow_up_of(given),
            reason=given.get("reason") or "",
        )
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def send(self, request: Request, pk: UUID) -> Response:
        """Send it to its owner before the meeting ends."""
        services.send_follow_up(actor=self.actor, follow_up=self.locked("change", self.row))
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.StandingInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: UUID) -> Response:
        """Say how it stands."""
        row = self.locked("report", self.row)
        words = self.sent(writing.StandingInput)["words"]
        services.report_follow_up(actor=self.actor, follow_up=row, version=None, words=words)
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.ClosingInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: UUID) -> Response:
        """Close it with evidence; it then shows at its meeting and at the one that heard of it."""
        row, given = self.locked("close", self.row), self.sent(writing.ClosingInput)
        services.close_follow_up(
            actor=self.actor,
            follow_up=row,
            version=None,
            evidence=given["evidence"],
            address=given["address"],
            closed_in=_heard_in(given),
        )
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.DroppingInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: UUID) -> Response:
        """Give it up, with a reason."""
        row, given = self.locked("drop", self.row), self.sent(writing.DroppingInput)
        services.drop_follow_up(
            actor=self.actor,
            follow_up=row,
            version=None,
            reason=given["reason"],
            closed_in=_heard_in(given),
        )
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.ReopeningInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Open it again, with a reason; its evidence stays in the history."""
        row = self.locked("reopen", self.row)
        reason = self.sent(writing.ReopeningInput)["reason"]
        services.reopen_follow_up(actor=self.actor, follow_up=row, reason=reason)
        return self.shown(pk)

    def changes(self, before: datetime.datetime | None, limit: int) -> Changes:
        return history_of(self.actor, self.row, before=before, limit=limit)


def _heard_in(given: dict[str, Any]) -> Meeting | None:
    return Meeting(pk=given["closed_in"]) if given["closed_in"] else None


def follow_ups_json(rows: Sequence[Any], actor: Actor) -> list[dict[str, Any]]:
    """Follow-ups of `queries.follow_ups`. One statement where some serve a record."""
    served = sources(actor, ((row.target_noun, row.target_id) for row in rows))
    return [
        _json(row, served.get((row.target_noun, row.target_id))) | {"audience": audience_json(row, actor)}
        for row in rows
    ]


def _json(row: Any, serves: SourceWords | None) -> dict[str, Any]:
    """What it hangs on is named only where the reader may read that."""
    return {
        "id": str(row.pk),
        "version": row.version,
        "meeting": str(row.meeting_id) if row.of_meeting else None,
        "item": str(row.item_id) if row.of_item else None,
        "title": row.title,
        "words": row.words,
        "owner": organisation_json(row.owner_id) if row.owner_id else None,
        "country": country_json(row.country_id),
        "due_on": iso(row.due_on),
        "agreed_due_on": iso(row.agreed_due_on),
        "moved_reason": row.moved_reason,
        "state": choice_json(FollowUpState, row.state),
        "issued_on": iso(row.issued_on),
        "standing": row.standing,
        "reported_on": iso(row.reported_on),
        "evidence": row.evidence,
        "address": row.address,
        "done_on": iso(row.done_on),
        "drop_reason": row.drop_reason,
        "closed_in": str(row.closed_in_id) if row.heard_in else None,
        "serves": {"label": serves.label, "title": serves.title, "url": serves.url} if serves else None,
        "may": sorted(name for name, allowed in row.may.items() if allowed),
    }
