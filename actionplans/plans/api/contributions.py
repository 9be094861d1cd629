"""The API of contributions: one organisation's part in an action."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import etag
from coordination.access.api.openapi import IF_MATCH, answers
from coordination.access.errors import Hidden

from .. import services
from ..models import Contribution
from ..queries import reading
from .ground import SendingViewSet
from .reading import PlanContributionSerializer, contribution_json
from .writing.actions import AnswerInput, PartReportInput

CHANGED = answers(PlanContributionSerializer, 400, 403, 404, 412, 413, 415, 428)


class ContributionViewSet(SendingViewSet):
    """What organisations were asked to carry, and what they answered."""

    serializer_class = PlanContributionSerializer

    def find(self, pk: UUID) -> Contribution | None:
        return reading.contribution(self.actor, pk)

    def represent(self, row: Contribution) -> dict[str, Any]:
        return contribution_json(row)

    def _shown(self) -> Response:
        row = self.find(self.row.pk)
        if row is None:
            raise Hidden()
        return Response(contribution_json(row), headers=etag(row))

    @extend_schema(responses=answers(PlanContributionSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One part in an action."""
        return self._shown()

    @extend_schema(parameters=[IF_MATCH], request=AnswerInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: UUID) -> Response:
        """Accept the part or decline it; an answer can be changed."""
        row = self.locked("answer", self.row)
        given = self.checked(AnswerInput).validated_data
        services.answer(actor=self.actor, contribution=row, version=row.version, **given)
        return self._shown()

    @extend_schema(parameters=[IF_MATCH], request=PartReportInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: UUID) -> Response:
        """Say how one's own part stands."""
        row = self.locked("report", self.row)
        given = self.checked(PartReportInput).validated_data
        services.report_part(actor=self.actor, contribution=row, version=row.version, **given)
        return self._shown()
