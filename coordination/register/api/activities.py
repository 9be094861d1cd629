"""The API of activities: the same queries, the same services as the pages."""

import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, PAGING, answers, page_shape
from coordination.access.gate import authorise_create
from coordination.history.api import WithHistory
from coordination.history.queries import Changes

from .. import queries, services
from ..history_words import VERBS, history_of
from ..models import Activity
from ..services import originator_of
from ..sharing import Sharing
from .reading import (
    ActivityRowSerializer,
    ActivitySerializer,
    activities_json,
    full_json,
    tagged,
)
from .selection import FILTERS, described, selection_of
from .writing import (
    ActivityInput,
    NewActivityInput,
    ReasonInput,
    card_of_input,
    entry_of,
    sharing_of_input,
)

CHANGED = answers(ActivitySerializer, 400, 403, 404, 412, 413, 415, 428)
DEED = answers(ActivitySerializer, 403, 404, 412, 428)


class ActivityViewSet(WithHistory):
    """Who does what."""

    verbs = VERBS
    serializer_class = ActivitySerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS), "history": ("limit", "cursor")}

    def find(self, pk: UUID) -> Activity | None:
        return queries.one(self.actor, pk)

    def body(self, row: Activity) -> dict[str, Any]:
        return full_json(row, self.actor)

    def tag(self, row: Activity, body: dict[str, Any]) -> dict[str, str]:
        return tagged(row, body, self.actor)

    @extend_schema(
        parameters=[*PAGING, *described(FILTERS)], responses=answers(page_shape(ActivityRowSerializer), 400)
    )
    def list(self, request: Request) -> Response:
        """Activities, last confirmed first; existence cards have a list of their own."""
        selection, limit, cursor = selection_of(self), self.limit(), self.cursor()
        page = queries.page(self.actor, selection, after=cursor, limit=limit, only=Activity)
        rows = [row for row in page.rows if isinstance(row, Activity)]
        return self.paged(page, activities_json(rows, self.actor))

    @extend_schema(responses=answers(ActivitySerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One activity, whatever its state."""
        return self.shown(self.row.pk)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=NewActivityInput,
        responses=answers(ActivitySerializer, 400, 403, 413, 415, 422, status=201)
        | {(200, "application/json"): ActivitySerializer},
    )
    def create(self, request: Request) -> Response:
        """Log an activity; a ministry's stays a draft until its delegation clears it."""
        authorise_create(self.actor, Activity)
        sent = NewActivityInput(data=request.data, context={"actor": self.actor})
        sent.is_valid(raise_exception=True)
        given = sent.validated_data

        def make() -> UUID:
            return services.log(
                actor=self.actor,
                entry=entry_of(given, None, originator_of(self.actor)[0], partial=False),
                sharing=sharing_of_input(given.get("sharing")) or Sharing(),
                card=card_of_input(given.get("card"), self.actor),
                draft=given["draft"],
            ).pk

        pk, new = self.created_once(make)
        address = reverse("api-activity-detail", args=[pk])
        return self.shown(pk, status.HTTP_201_CREATED if new else status.HTTP_200_OK, Location=address)

    @extend_schema(parameters=[IF_MATCH], request=ActivityInput, responses=CHANGED)
    def update(self, request: Request, pk: UUID) -> Response:
        """Replace what the activity says; without `sharing`, its readers stay as they are."""
        return self._change(partial=False)

    @extend_schema(parameters=[IF_MATCH], request=ActivityInput, responses=CHANGED)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is sent and leave the rest alone."""
        return self._change(partial=True)

    def _change(self, *, partial: bool) -> Response:
        locked = self.locked("change", self.row)
        row = self.row if self.row.version == locked.version else self.found(locked.pk)
        sent = ActivityInput(row, data=self.request.data, context={"actor": self.actor}, leave=partial)
        sent.is_valid(raise_exception=True)
        given = sent.validated_data
        services.change(
            actor=self.actor,
            activity=row,
            version=locked.version,
            entry=entry_of(given, row, row.originator_id, partial=partial),
            sharing=sharing_of_input(given.get("sharing")),
            card=card_of_input(given.get("card"), self.actor),
            reason=given.get("reason", ""),
        )
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], responses=answers(None, 403, 404, 412, 428, status=204))
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Retire the activity; it stays on record and can be restored. `retire` takes a reason."""
        row = self.locked("retire", self.row)
        services.retire(actor=self.actor, activity=row, reason=_("Withdrawn through the API."))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def clear(self, request: Request, pk: UUID) -> Response:
        """Turn a draft into an entry."""
        services.clear(actor=self.actor, activity=self.locked("clear", self.row))
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: UUID) -> Response:
        """Say that the entry is still true today."""
        services.confirm(actor=self.actor, activity=self.locked("confirm", self.row))
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=ReasonInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: UUID) -> Response:
        """Take the entry out of the register, with a reason."""
        row = self.locked("retire", self.row)
        sent = ReasonInput(data=request.data)
        sent.is_valid(raise_exception=True)
        services.retire(actor=self.actor, activity=row, reason=sent.validated_data["reason"])
        return self.shown(pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Undo a retirement."""
        services.restore(actor=self.actor, activity=self.locked("restore", self.row))
        return self.shown(pk)

    def changes(self, before: datetime.datetime | None, limit: int) -> Changes:
        return history_of(self.actor, self.row, before=before, limit=limit)
