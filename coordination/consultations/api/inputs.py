"""The API of what ministries are asked to write: for the ministry and its delegation alone."""

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
from ..models import MinistryInput
from ..queries import reading
from . import writing
from .reading import MinistryInputSerializer, input_json

CHANGED = answers(MinistryInputSerializer, 400, 403, 404, 412, 413, 415, 428)


class MinistryInputViewSet(GatedViewSet):
    """What a delegation asks its ministries for its reply."""

    serializer_class = MinistryInputSerializer
    parameters_of = {"list": ("limit", "cursor")}

    def find(self, pk: UUID) -> MinistryInput | None:
        return reading.one_input(self.actor, pk)

    def represent(self, row: MinistryInput) -> dict[str, Any]:
        return input_json(row)

    def _shown(self, pk: UUID) -> Response:
        row = reading.one_input(self.actor, pk)
        if row is None:
            raise Hidden()
        return Response(input_json(row), headers=etag(row))

    @extend_schema(parameters=PAGING, responses=answers(page_shape(MinistryInputSerializer), 400))
    def list(self, request: Request) -> Response:
        """What the reader's ministry is asked, the first due first."""
        rows = [input_json(row) for row in reading.inputs_asked(self.actor)]
        return Response(page_of(rows, lambda row: row["id"], self))

    @extend_schema(responses=answers(MinistryInputSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One question to a ministry, and what it wrote."""
        return self._shown(self.row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.InputInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def write(self, request: Request, pk: UUID) -> Response:
        """Write the input and, unless `finished` is false, give it to the delegation."""
        row = self.locked("write", self.row)
        sent = writing.InputInput(data=request.data, context={"actor": self.actor})
        sent.is_valid(raise_exception=True)
        services.write_input(actor=self.actor, ministry_input=row, version=row.version, **sent.validated_data)
        return self._shown(row.pk)

    @extend_schema(
        parameters=[IF_MATCH], request=None, responses=answers(MinistryInputSerializer, 403, 404, 412, 428)
    )
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: UUID) -> Response:
        """Take a question back that the ministry has not answered."""
        services.take_back(actor=self.actor, ministry_input=self.locked("take_back", self.row))
        return self._shown(self.row.pk)
