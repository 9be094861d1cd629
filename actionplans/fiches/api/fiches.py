"""The API of fiches: the same queries, the same services as the pages."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
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
from ..models import Fiche
from ..queries import reading, selection
from . import writing
from .reading import (
    FicheRowSerializer,
    FicheSerializer,
    MeasureSerializer,
    fiches_json,
    full_json,
    measures_json,
)
from .selecting import DESCRIBED, FILTERS, selection_of

CHANGED = answers(FicheSerializer, 400, 403, 404, 412, 413, 415, 428)
SAID = answers(FicheSerializer, 400, 403, 404, 413, 415)
COMMENTED = answers(FicheSerializer, 400, 403, 404, 413, 415, 422)
DEED = answers(FicheSerializer, 403, 404, 412, 428)


class FicheViewSet(WithHistory):
    """Action fiches: drafted, commented, endorsed, carried out, evaluated."""

    verbs = VERBS
    serializer_class = FicheSerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS), "history": ("limit", "cursor")}

    def find(self, pk: UUID) -> Fiche | None:
        return reading.one(self.actor, pk)

    def body(self, row: Fiche) -> dict[str, Any]:
        return full_json(row, self.actor)

    @extend_schema(parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(FicheRowSerializer), 400))
    def list(self, request: Request) -> Response:
        """Fiches, what is due first comes first; without `state`, those that are not over."""
        selected, limit, cursor = selection_of(self), self.limit(), self.cursor()
        page = selection.page(self.actor, selected, after=cursor, limit=limit)
        return self.paged(page, fiches_json(page.rows, self.actor))

    @extend_schema(responses=answers(FicheSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One fiche with its measures, positions, contributions and comments."""
        return self.shown(self.row.pk)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=writing.FicheInput,
        responses=answers(FicheSerializer, 400, 403, 413, 415, 422, status=201)
        | {(200, "application/json"): FicheSerializer},
    )
    def create(self, request: Request) -> Response:
        """Draft a fiche; nobody but its organisation reads it until it is circulated."""
        authorise_create(self.actor, Fiche)
        given = self.sent(writing.FicheInput)

        def make() -> UUID:
            words = writing.words_of(given, None, partial=False)
            return services.draft(actor=self.actor, words=words).pk

        return self._created(make)

    def _created(self, make: Callable[[], UUID]) -> Response:
        pk, new = self.created_once(make)
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        return self.shown(pk, code, Location=reverse("api-fiche-detail", args=[pk]))

    @extend_schema(parameters=[IF_MATCH], request=writing.FicheInput, responses=CHANGED)
    def update(self, request: Request, pk: UUID) -> Response:
        """Replace what the fiche says."""
        return self._change(partial=False)

    @extend_schema(parameters=[IF_MATCH], request=writing.FicheInput, responses=CHANGED)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is sent and leave the rest alone."""
        return self._change(partial=True)

    def _change(self, *, partial: bool) -> Response:
        locked = self.locked("change", self.row)
        row = self.found(locked.pk)
        given = self.sent(writing.FicheInput, leave=partial)
        words = writing.words_of(given, row, partial=partial)
        services.change(actor=self.actor, fiche=row, version=locked.version, words=words)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], responses=answers(None, 403, 404, 412, 428, status=204))
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Discard a fiche that is not endorsed; it stays on record for its drafter."""
        services.discard(actor=self.actor, fiche=self.locked("discard", self.row))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[IF_MATCH], request=writing.CirculateInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def circulate(self, request: Request, pk: UUID) -> Response:
        """Put a draft out for comments; an urgent one by written procedure, within two hours."""
        row = self.locked("circulate", self.row)
        given = self.sent(writing.CirculateInput)
        services.circulate(
            actor=self.actor,
            fiche=row,
            sharing=writing.circle_of(given["circle"]),
            comments_until=given["comments_until"],
            procedure=given.get("procedure"),
        )
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.ShareInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: UUID) -> Response:
        """Let others read it, or fewer."""
        row = self.locked("share", self.row)
        given = self.sent(writing.ShareInput)
        circle = writing.circle_of(given["circle"])
        services.share(actor=self.actor, fiche=row, sharing=circle, reason=given["reason"])
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take it back from comments."""
        services.withdraw(actor=self.actor, fiche=self.locked("withdraw", self.row))
        return self.shown(self.row.pk)

    @extend_schema(request=writing.PositionInput, responses=SAID)
    @action(detail=True, methods=["post"])
    def position(self, request: Request, pk: UUID) -> Response:
        """Agree or object in the written procedure; sent again, it changes the position."""
        authorise(self.actor, "position", self.row)
        given = self.sent(writing.PositionInput)
        services.state_position(actor=self.actor, fiche=self.row, **given)
        return self.shown(self.row.pk)

    @extend_schema(
        request=writing.EndorseInput, responses=answers(FicheSerializer, 400, 403, 404, 412, 413, 415)
    )
    @action(detail=True, methods=["post"])
    def endorse(self, request: Request, pk: UUID) -> Response:
        """Endorse it as it was read; 412 when it changed since."""
        authorise(self.actor, "endorse", self.row)
        services.endorse(actor=self.actor, fiche=self.row, read=self.sent(writing.EndorseInput)["read"])
        return self.shown(self.row.pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, pk: UUID) -> Response:
        """From endorsement to implementation."""
        services.start(actor=self.actor, fiche=self.locked("start", self.row))
        return self.shown(self.row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.EvaluationInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def evaluate(self, request: Request, pk: UUID) -> Response:
        """What worked, what did not, and the lesson."""
        row = self.locked("evaluate", self.row)
        given = self.sent(writing.EvaluationInput)
        services.evaluate(actor=self.actor, fiche=row, version=row.version, **given)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.EvidenceInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: UUID) -> Response:
        """Close it with its evidence, once no measure is open."""
        row = self.locked("close", self.row)
        given = self.sent(writing.EvidenceInput)
        services.close(actor=self.actor, fiche=row, version=row.version, evidence=given["evidence"])
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.FicheReasonInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Back to implementation."""
        row = self.locked("reopen", self.row)
        given = self.sent(writing.FicheReasonInput)
        services.reopen(actor=self.actor, fiche=row, reason=given["reason"])
        return self.shown(row.pk)

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=writing.FicheCommentInput, responses=COMMENTED)
    @action(detail=True, methods=["post"])
    def comment(self, request: Request, pk: UUID) -> Response:
        """Say something on one place of it."""
        authorise(self.actor, "comment", self.row)
        given = self.sent(writing.FicheCommentInput)
        self.created_once(lambda: services.comment(actor=self.actor, fiche=self.row, **given).key)
        return self.shown(self.row.pk)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=writing.MeasureInput,
        responses=answers(MeasureSerializer, 400, 403, 404, 413, 415, 422, status=201)
        | {(200, "application/json"): MeasureSerializer},
    )
    @action(detail=True, methods=["post"])
    def measures(self, request: Request, pk: UUID) -> Response:
        """Ask something more, while the fiche is written."""
        row = authorise(self.actor, "change", self.row)
        given = self.sent(writing.MeasureInput)

        def make() -> UUID:
            fields = writing.measure_of(given, None, partial=False)
            return services.add_measure(actor=self.actor, fiche=row, fields=fields).pk

        made, new = self.created_once(make)
        measure = reading.measure(self.actor, made)
        if measure is None:
            raise Hidden()
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        headers = etag(measure) | {"Location": reverse("api-measure-detail", args=[made])}
        return Response(measures_json([measure], self.actor)[0], status=code, headers=headers)

    def changes(self, before: datetime.datetime | None, limit: int) -> Changes:
        return history_of(self.actor, self.row, before=before, limit=limit)
