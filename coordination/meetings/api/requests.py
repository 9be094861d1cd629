"""The API of points that wait for an agenda."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedViewSet, etag, page_of
from coordination.access.api.openapi import IF_MATCH, PAGING, answers, page_shape
from coordination.access.errors import Hidden

from .. import services
from ..models import AgendaRequest
from ..queries import reading
from . import writing
from .reading import AgendaRequestSerializer, request_json

DEED = answers(AgendaRequestSerializer, 403, 404, 412, 428)


class AgendaRequestViewSet(GatedViewSet):
    """Requests for items: the reader's own, and those to the bodies that the reader runs."""

    serializer_class = AgendaRequestSerializer
    parameters_of = {"list": ("limit", "cursor")}

    def find(self, pk: UUID) -> AgendaRequest | None:
        return reading.request(self.actor, pk)

    def represent(self, row: AgendaRequest) -> dict[str, Any]:
        return request_json(row)

    def _shown(self, pk: UUID) -> Response:
        row = reading.request(self.actor, pk)
        if row is None:
            raise Hidden()
        return Response(request_json(row), headers=etag(row))

    @extend_schema(parameters=PAGING, responses=answers(page_shape(AgendaRequestSerializer), 400))
    def list(self, request: Request) -> Response:
        """Requests that wait for an answer, oldest first."""
        rows = [request_json(row) for row in reading.waiting_requests(self.actor)]
        return Response(page_of(rows, lambda row: row["id"], self))

    @extend_schema(responses=answers(AgendaRequestSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One request, and what became of it."""
        return self._shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take it back."""
        services.withdraw_request(actor=self.actor, request=self.locked("withdraw", self.row))
        return self._shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """Put it on the agenda that it was asked for."""
        row = self.locked("answer", self.row)
        meetings = reading.several(self.actor, [row.meeting_id] if row.meeting_id else [])
        meeting = meetings.get(row.meeting_id) if row.meeting_id else None
        if meeting is None:
            raise Hidden()
        services.accept(actor=self.actor, request=row, meeting=meeting)
        return self._shown(pk)

    @extend_schema(
        parameters=[IF_MATCH],
        request=writing.DeclineRequestInput,
        responses=answers(AgendaRequestSerializer, 400, 403, 404, 412, 413, 415, 428),
    )
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        """Decline it with a sentence."""
        row = self.locked("answer", self.row)
        sent = writing.DeclineRequestInput(data=request.data, context={"actor": self.actor})
        sent.is_valid(raise_exception=True)
        services.decline(actor=self.actor, request=row, words=sent.validated_data["answer"])
        return self._shown(pk)
