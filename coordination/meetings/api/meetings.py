"""The API of meetings: the same queries, the same services as the pages."""

import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import etag
from coordination.access.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, PAGING, answers, page_shape
from coordination.access.errors import Hidden
from coordination.access.gate import authorise, authorise_create
from coordination.history.api import WithHistory
from coordination.history.queries import Changes

from .. import services
from ..history_words import VERBS, history_of
from ..models import Meeting
from ..queries import reading, selection
from ..queries.arranging import agenda_of, arranged
from ..sources import sources
from . import writing
from .reading import (
    AgendaItemSerializer,
    AgendaRequestSerializer,
    MeetingRowSerializer,
    MeetingSerializer,
    agenda_json,
    item_json,
    meeting_json,
    participation_json,
    request_json,
)
from .selecting import DESCRIBED, FILTERS, selection_of

CHANGED = answers(MeetingSerializer, 400, 403, 404, 412, 413, 415, 428)
SAID = answers(MeetingSerializer, 400, 403, 404, 413, 415)
DEED = answers(MeetingSerializer, 403, 404, 412, 428)


class MeetingViewSet(WithHistory):
    """Meetings: called, arranged, issued, revised, cancelled."""

    verbs = VERBS
    serializer_class = MeetingSerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS), "history": ("limit", "cursor")}

    def find(self, pk: UUID) -> Meeting | None:
        return reading.one(self.actor, pk)

    def body(self, row: Meeting) -> dict[str, Any]:
        items = agenda_of(self.actor, row)
        linked = sources(self.actor, ((item.source_noun, item.source_id) for item in items))
        return meeting_json(row, reading.bodies(self.actor), self.actor) | {
            "agenda": agenda_json(items, linked, self.actor),
            "participants": [participation_json(part) for part in reading.participations(self.actor, row)],
            "may": sorted(action for action, allowed in row.may.items() if allowed),
        }

    @extend_schema(parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(MeetingRowSerializer), 400))
    def list(self, request: Request) -> Response:
        """Meetings: what comes next comes first, or with `span=past` the latest."""
        page = selection.page(self.actor, selection_of(self), after=self.cursor(), limit=self.limit())
        bodies = reading.bodies(self.actor)
        rows = [meeting_json(row, bodies, self.actor) for row in page.rows]
        return self.paged(page, rows)

    @extend_schema(responses=answers(MeetingSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One meeting with the agenda that this reader may read, and who is invited."""
        return self.shown(self.row.pk)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=writing.MeetingInput,
        responses=answers(MeetingSerializer, 400, 403, 404, 413, 415, 422, status=201)
        | {(200, "application/json"): MeetingSerializer},
    )
    def create(self, request: Request) -> Response:
        """Call a meeting of a body that you convene; a draft is read by its organisers alone."""
        authorise_create(self.actor, Meeting)
        given = self.sent(writing.MeetingInput)
        if given.get("body") is None:
            raise ValidationError({"body": ["Say which body meets."]})
        body = reading.body(self.actor, given["body"])
        if body is None:
            raise Hidden()

        def make() -> UUID:
            fields = writing.meeting_of(given, None)
            return services.call(actor=self.actor, body=body, fields=fields).pk

        pk, new = self.created_once(make)
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        return self.shown(pk, code, Location=reverse("api-meeting-detail", args=[pk]))

    @extend_schema(parameters=[IF_MATCH], request=writing.MeetingInput, responses=CHANGED)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is sent and leave the rest alone; calendars learn of it."""
        locked = self.locked("change", self.row)
        given = self.sent(writing.MeetingInput, leave=True)
        fields = writing.meeting_of(given, self.row)
        services.change(actor=self.actor, meeting=locked, version=locked.version, fields=fields)
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def issue(self, request: Request, pk: UUID) -> Response:
        """Issue the agenda or its next revision, once nothing red remains."""
        services.issue(actor=self.actor, meeting=self.locked("issue", self.row))
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.MeetingReasonInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """Cancel the meeting; calendars strike it out."""
        row = self.locked("cancel", self.row)
        services.cancel(actor=self.actor, meeting=row, reason=self.sent(writing.MeetingReasonInput)["reason"])
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.MeetingNumberInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def number(self, request: Request, pk: UUID) -> Response:
        """The General Secretariat gives the number."""
        row = self.locked("number", self.row)
        reference = self.sent(writing.MeetingNumberInput)["reference"]
        services.give_number(actor=self.actor, meeting=row, version=None, reference=reference)
        return self.shown(pk)

    @extend_schema(request=writing.InvitationAnswerInput, responses=SAID)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: UUID) -> Response:
        """Say whether your organisation takes part."""
        authorise(self.actor, "answer", self.row)
        services.answer(actor=self.actor, meeting=self.row, **self.sent(writing.InvitationAnswerInput))
        return self.shown(pk)

    @extend_schema(request=writing.OrderInput, responses=SAID)
    @action(detail=True, methods=["post"])
    def order(self, request: Request, pk: UUID) -> Response:
        """Put the agenda in an order; parts stay with their item."""
        row = authorise(self.actor, "arrange", self.row)
        kept = {entry.pk: entry.parent_id for entry in arranged(self.actor, row)}
        wanted = self.sent(writing.OrderInput)["order"]
        services.arrange(actor=self.actor, meeting=row, order=[(item, kept.get(item)) for item in wanted])
        return self.shown(pk)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=writing.ItemInput,
        responses=answers(AgendaItemSerializer, 400, 403, 404, 413, 415, 422, status=201)
        | {(200, "application/json"): AgendaItemSerializer},
    )
    @action(detail=True, methods=["post"])
    def items(self, request: Request, pk: UUID) -> Response:
        """Add an item at the end of the agenda."""
        row = authorise(self.actor, "arrange", self.row)
        given = self.sent(writing.ItemInput)

        def make() -> UUID:
            words = writing.item_of(given, None, partial=False)
            return services.add_item(actor=self.actor, meeting=row, words=words).pk

        made, new = self.created_once(make)
        item = reading.item(self.actor, made)
        if item is None:
            raise Hidden()
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        headers = etag(item) | {"Location": reverse("api-agenda-item-detail", args=[made])}
        return Response(item_json(item, {}, self.actor), status=code, headers=headers)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=writing.AgendaRequestInput,
        responses=answers(AgendaRequestSerializer, 400, 403, 404, 413, 415, 422, status=201)
        | {(200, "application/json"): AgendaRequestSerializer},
    )
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: UUID) -> Response:
        """Ask for an item; read by your organisation and by the convenor."""
        authorise(self.actor, "ask", self.row)
        given = self.sent(writing.AgendaRequestInput)

        def make() -> UUID:
            fields = writing.request_of(given)
            return services.ask(actor=self.actor, meeting=self.row, fields=fields).pk

        made, new = self.created_once(make)
        found = reading.request(self.actor, made)
        if found is None:
            raise Hidden()
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        headers = etag(found) | {"Location": reverse("api-agenda-request-detail", args=[made])}
        return Response(request_json(found), status=code, headers=headers)

    def changes(self, before: datetime.datetime | None, limit: int) -> Changes:
        return history_of(self.actor, self.row, before=before, limit=limit)
