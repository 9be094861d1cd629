"""The API of measures: what is asked of whom, and how it stands."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedViewSet
from coordination.access.api.openapi import IF_MATCH, PAGING, answers, page_shape

from .. import services
from ..models import Measure
from ..queries import reading, selection
from . import writing
from .reading import MeasureSerializer, measures_json
from .selecting import DESCRIBED, FILTERS, selection_of

CHANGED = answers(MeasureSerializer, 400, 403, 404, 412, 413, 415, 428)


class MeasureViewSet(GatedViewSet):
    """What fiches ask of whom, by when."""

    serializer_class = MeasureSerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS)}

    def find(self, pk: UUID) -> Measure | None:
        return reading.measure(self.actor, pk)

    def body(self, row: Measure) -> dict[str, Any]:
        return measures_json([row], self.actor)[0]

    @extend_schema(parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(MeasureSerializer), 400))
    def list(self, request: Request) -> Response:
        """Open measures, the first due first; all of them with `state=closed`."""
        selected, limit, cursor = selection_of(self), self.limit(), self.cursor()
        page = selection.page_of_measures(self.actor, selected, after=cursor, limit=limit)
        return self.paged(page, measures_json(page.rows, self.actor))

    @extend_schema(responses=answers(MeasureSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One measure."""
        return self.shown(self.row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.MeasureInput, responses=CHANGED)
    def update(self, request: Request, pk: UUID) -> Response:
        """Replace what it asks, while the fiche is written."""
        return self._change(partial=False)

    @extend_schema(parameters=[IF_MATCH], request=writing.MeasureInput, responses=CHANGED)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is sent and leave the rest alone."""
        return self._change(partial=True)

    def _change(self, *, partial: bool) -> Response:
        row = self.locked("change", self.row)
        given = self.sent(writing.MeasureInput, leave=partial)
        fields = writing.measure_of(given, row, partial=partial)
        services.change_measure(actor=self.actor, measure=row, version=row.version, fields=fields)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], responses=answers(None, 403, 404, 412, 428, status=204))
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take it out of a fiche that is still written."""
        services.remove_measure(actor=self.actor, measure=self.locked("change", self.row))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[IF_MATCH], request=writing.ReportInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: UUID) -> Response:
        """Say how it stands; done, it is told on the linked plan action."""
        row = self.locked("report", self.row)
        report = writing.report_of(self.sent(writing.ReportInput))
        services.report(actor=self.actor, measure=row, version=row.version, report=report)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.FicheReasonInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: UUID) -> Response:
        """Give it up, with a reason."""
        row = self.locked("drop", self.row)
        reason = self.sent(writing.FicheReasonInput)["reason"]
        services.drop_measure(actor=self.actor, measure=row, version=row.version, reason=reason)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.FicheReasonInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Open it again."""
        row = self.locked("reopen", self.row)
        reason = self.sent(writing.FicheReasonInput)["reason"]
        services.reopen_measure(actor=self.actor, measure=row, reason=reason)
        return self.shown(row.pk)
