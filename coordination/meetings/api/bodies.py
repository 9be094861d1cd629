"""The API of bodies: read; they are set up on their page."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedViewSet, etag, page_of
from coordination.access.api.openapi import PAGING, answers, page_shape

from ..models import Body
from ..queries import reading
from .reading import BodyInFullSerializer, BodySerializer, body_json, participation_json


class BodyViewSet(GatedViewSet):
    """What meets, who convenes it, who is usually invited."""

    serializer_class = BodyInFullSerializer
    parameters_of = {"list": ("limit", "cursor")}

    def find(self, pk: UUID) -> Body | None:
        return reading.body(self.actor, pk)

    def represent(self, row: Body) -> dict[str, Any]:
        members = [participation_json(part) for part in reading.members(self.actor, row)]
        return body_json(row, self.actor) | {"members": members}

    @extend_schema(parameters=PAGING, responses=answers(page_shape(BodySerializer), 400))
    def list(self, request: Request) -> Response:
        """All bodies that the reader knows."""
        rows = [body_json(row, self.actor) for row in reading.bodies(self.actor).values()]
        return Response(page_of(rows, lambda row: row["id"], self))

    @extend_schema(responses=answers(BodyInFullSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One body with its members."""
        return Response(self.represent(self.row), headers=etag(self.row))
