"""The API of consultations: the same queries, the same services as the pages."""

from collections.abc import Callable
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, PAGING, answers, page_shape
from coordination.access.gate import authorise_create

from .. import services
from ..models import Consultation
from ..queries import selection
from . import writing
from .answers import AnswersViewSet
from .reading import ConsultationRowSerializer, ConsultationSerializer, row_json
from .selecting import DESCRIBED, FILTERS, selection_of

CHANGED = answers(ConsultationSerializer, 400, 403, 404, 412, 413, 415, 428)
DEED = answers(ConsultationSerializer, 403, 404, 412, 428)


class ConsultationViewSet(AnswersViewSet):
    """Questions to delegations and silence procedures: asked, answered, compiled."""

    serializer_class = ConsultationSerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS), "history": ("limit", "cursor")}

    @extend_schema(
        parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(ConsultationRowSerializer), 400)
    )
    def list(self, request: Request) -> Response:
        """Consultations: drafts, what is due first, then what ended last."""
        selected, limit, cursor = selection_of(self), self.limit(), self.cursor()
        page = selection.page(self.actor, selected, after=cursor, limit=limit)
        return self.paged(page, [row_json(row, self.actor) for row in page.rows])

    @extend_schema(responses=answers(ConsultationSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One consultation with the replies, syntheses and positions that the reader reads."""
        return self.shown(self.row.pk)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=writing.ConsultationInput,
        responses=answers(ConsultationSerializer, 400, 403, 413, 415, 422, status=201)
        | {(200, "application/json"): ConsultationSerializer},
    )
    def create(self, request: Request) -> Response:
        """Draft a consultation; nobody but its organisation reads it until it is opened."""
        authorise_create(self.actor, Consultation)
        given = self.sent(writing.ConsultationInput)

        def make() -> UUID:
            words = writing.words_of(given, None, partial=False)
            return services.draft(actor=self.actor, kind=given["kind"], words=words).pk

        return self._created(make)

    def _created(self, make: Callable[[], UUID]) -> Response:
        pk, new = self.created_once(make)
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        return self.shown(pk, code, Location=reverse("api-consultation-detail", args=[pk]))

    @extend_schema(parameters=[IF_MATCH], request=writing.ConsultationInput, responses=CHANGED)
    def update(self, request: Request, pk: UUID) -> Response:
        """Replace what a draft says."""
        return self._change(partial=False)

    @extend_schema(parameters=[IF_MATCH], request=writing.ConsultationInput, responses=CHANGED)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is sent and leave the rest alone."""
        return self._change(partial=True)

    def _change(self, *, partial: bool) -> Response:
        locked = self.locked("change", self.row)
        row = self.found(locked.pk)
        given = self.sent(writing.ConsultationInput, leave=partial, instance=row)
        words = writing.words_of(given, row, partial=partial)
        services.change(actor=self.actor, consultation=row, version=locked.version, words=words)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], responses=answers(None, 403, 404, 412, 428, status=204))
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Discard a draft; it stays on record for its organisation."""
        services.discard(actor=self.actor, consultation=self.locked("discard", self.row))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(parameters=[IF_MATCH], request=writing.OpenInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def open(self, request: Request, pk: UUID) -> Response:
        """Put a draft before the circle that is asked."""
        row = self.locked("open", self.row)
        sent = writing.OpenInput(data=request.data, context={"actor": self.actor})
        sent.is_valid(raise_exception=True)
        services.open_to(
            actor=self.actor,
            consultation=row,
            sharing=sent.sharing(),
            deadline=sent.validated_data["deadline"],
            readership=sent.validated_data["readership"],
        )
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.ExtendInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: UUID) -> Response:
        """Move the deadline for everybody."""
        row = self.locked("extend", self.row)
        given = self.sent(writing.ExtendInput)
        services.extend(actor=self.actor, consultation=row, version=row.version, **given)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: UUID) -> Response:
        """Tell delegations that have not replied, each by itself and once a day."""
        services.remind(actor=self.actor, consultation=self.locked("remind", self.row))
        return self.shown(self.row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.CloseInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: UUID) -> Response:
        """End it; all who were asked then read the answers. A silence procedure only as objected."""
        row = self.locked("close", self.row)
        services.close(actor=self.actor, consultation=row, words=self.sent(writing.CloseInput)["words"])
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=writing.WithdrawInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take back what was asked."""
        row = self.locked("withdraw", self.row)
        reason = self.sent(writing.WithdrawInput)["reason"]
        services.withdraw(actor=self.actor, consultation=row, reason=reason)
        return self.shown(row.pk)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def conclude(self, request: Request, pk: UUID) -> Response:
        """Note that a text is agreed once all that broke the silence was lifted."""
        services.conclude(actor=self.actor, consultation=self.locked("conclude", self.row))
        return self.shown(self.row.pk)
