"""The API of existence cards: what others announce and do not show."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedViewSet
from coordination.access.api.openapi import PAGING, answers, page_shape

from .. import queries
from ..models import ExistenceCard
from .reading import CardSerializer, cards_json, tagged
from .selection import CARD_FILTERS, described, selection_of


class CardViewSet(GatedViewSet):
    """That something exists, and whom to ask."""

    serializer_class = CardSerializer
    parameters_of = {"list": ("limit", "cursor", *CARD_FILTERS)}

    def find(self, pk: UUID) -> ExistenceCard | None:
        return queries.card(self.actor, pk)

    def represent(self, row: ExistenceCard) -> dict[str, Any]:
        return cards_json([row], self.actor)[0]

    @extend_schema(
        parameters=[*PAGING, *described(CARD_FILTERS)], responses=answers(page_shape(CardSerializer), 400)
    )
    def list(self, request: Request) -> Response:
        """Cards of activities that this reader may not read, last confirmed first."""
        selection, limit, cursor = selection_of(self), self.limit(), self.cursor()
        page = queries.page(self.actor, selection, after=cursor, limit=limit, only=ExistenceCard)
        rows = [row for row in page.rows if isinstance(row, ExistenceCard)]
        return self.paged(page, cards_json(rows, self.actor))

    @extend_schema(responses=answers(CardSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        body = self.represent(self.row)
        return Response(body, headers=tagged(self.row, body, self.actor))
