"""The API of comments: said on a text, listed, resolved."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import page_of
from coordination.access.api.openapi import answers
from coordination.access.gate import authorise

from .. import services
from ..models import ActionTerms, PlanVersion
from ..models.remarks import Comment
from ..queries import reading
from .ground import SendingViewSet
from .reading import RemarkSerializer, remark_json
from .writing.remarks import RemarkInput, ResolveInput

SAID = answers(RemarkSerializer, 400, 403, 404, 413, 415, status=201)


class TalkingViewSet(SendingViewSet):
    """Rows that are commented on, at `comments/`."""

    parameters_of: ClassVar[Mapping[str, Iterable[str]]] = {"comments": ("limit", "cursor")}

    def spoken_of(self) -> PlanVersion | ActionTerms:
        """The text that a comment on this row is tied to."""
        raise NotImplementedError

    def say(self) -> Response:
        on = self.spoken_of()
        authorise(self.actor, "comment", on)
        given = self.checked(RemarkInput, context={"on": on}).validated_data
        made = services.comment(actor=self.actor, on=on, **given)
        return Response(remark_json(made), status=status.HTTP_201_CREATED)

    def said(self, remarks: list[Any]) -> Response:
        page = page_of(remarks, lambda row: str(row.key), self)
        return Response(page | {"results": [remark_json(row) for row in page["results"]]})


class RemarkViewSet(SendingViewSet):
    """Comments, wherever they stand, by their `key`."""

    serializer_class = RemarkSerializer

    def find(self, pk: UUID) -> Comment | None:
        return reading.remark(self.actor, pk)

    @extend_schema(responses=answers(RemarkSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One comment."""
        return Response(remark_json(self.row))

    @extend_schema(request=ResolveInput, responses=answers(RemarkSerializer, 400, 403, 404, 413, 415))
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: UUID) -> Response:
        """Resolve a comment, or withdraw an objection; a second time changes nothing."""
        words = self.checked(ResolveInput).validated_data["words"]
        return Response(remark_json(services.resolve(actor=self.actor, remark=self.row, words=words)))
