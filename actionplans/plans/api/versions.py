"""The API of versions: written, put on their way, agreed, commented."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import etag
from coordination.access.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, answers, page_shape
from coordination.access.api.openapi import PAGING as PAGES
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise

from .. import services
from ..models import ActionTerms, Objective, PlanVersion
from ..queries import actions, reading
from .reading import FullActionSerializer, RemarkSerializer, VersionSerializer, full_action_json, version_json
from .remarks import SAID, TalkingViewSet
from .writing.actions import TermsInput
from .writing.remarks import RemarkInput
from .writing.versions import AgreeInput, ConsultInput, EndorsementInput, VersionInput

CHANGED = answers(VersionSerializer, 400, 403, 404, 412, 413, 415, 428)
ENDORSED = answers(VersionSerializer, 400, 403, 404, 413, 415, 422)
DEED = answers(VersionSerializer, 403, 404, 412, 428)
WRITTEN = answers(FullActionSerializer, 400, 403, 404, 413, 415, 422, status=201) | {
    (200, "application/json"): FullActionSerializer
}


class VersionViewSet(TalkingViewSet):
    """Versions of action plans: a draft, a text in consultation, what was agreed."""

    serializer_class = VersionSerializer

    def find(self, pk: UUID) -> PlanVersion | None:
        return reading.version(self.actor, pk)

    def represent(self, row: PlanVersion) -> dict[str, Any]:
        found = self.find(row.pk)
        if found is None:
            raise Hidden()
        return self._json(found)

    def _shown(self) -> Response:
        row = self.find(self.row.pk)
        if row is None:
            raise Hidden()
        return Response(self._json(row), headers=etag(row))

    def _json(self, row: PlanVersion) -> dict[str, Any]:
        return version_json(self.actor, row, reading.versions(self.actor, row.plan_id))

    @extend_schema(responses=answers(VersionSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One version with its texts, lines and actions."""
        return self._shown()

    @extend_schema(parameters=[IF_MATCH], request=VersionInput, responses=CHANGED)
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change the texts and lines that are sent and leave the rest alone."""
        row = self.locked("change", self.row)
        given = self.checked(VersionInput, row, leave=True)
        try:
            services.change_version(
                actor=self.actor,
                plan_version=row,
                version=row.version,
                fields=given.columns(),
                parts=given.parts(),
            )
        except Refused as refused:  # whoever may change the text may not drop an objective in use
            raise ValidationError({"objectives": [refused.reason]}) from refused
        return self._shown()

    @extend_schema(parameters=[IF_MATCH], request=ConsultInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def consult(self, request: Request, pk: UUID) -> Response:
        """Put a draft before everybody; a narrower action before its own circle alone."""
        row = self.locked("consult", self.row)
        until = self.checked(ConsultInput).validated_data["comments_until"]
        services.consult(actor=self.actor, plan_version=row, comments_until=until)
        return self._shown()

    def _step(self, name: str, take: Callable[..., PlanVersion]) -> Response:
        take(actor=self.actor, plan_version=self.locked(name, self.row))
        return self._shown()

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """Take a text back from consultation: a draft again."""
        return self._step("withdraw", services.withdraw)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, pk: UUID) -> Response:
        """Give a draft up; it stays on record for its drafting service."""
        return self._step("discard", services.discard)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: UUID) -> Response:
        """Put an agreed text under review; it stays in force."""
        return self._step("review", services.review)

    @extend_schema(parameters=[IF_MATCH], request=None, responses=DEED)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, pk: UUID) -> Response:
        """End a review without a change."""
        return self._step("keep", services.keep)

    @extend_schema(request=AgreeInput, responses=answers(VersionSerializer, 400, 403, 404, 412, 413, 415))
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: UUID) -> Response:
        """Move a text to agreed as it was read: 412 when it changed since, 403 while an objection is open."""
        authorise(self.actor, "agree", self.row)
        read = self.checked(AgreeInput).validated_data["read"]
        services.agree(actor=self.actor, plan_version=self.row, read=read)
        return self._shown()

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=EndorsementInput, responses=ENDORSED)
    @action(detail=True, methods=["post"])
    def endorsements(self, request: Request, pk: UUID) -> Response:
        """Record what the partner endorsed of it, with the source."""
        row = authorise(self.actor, "endorse", self.row)
        fields = self.checked(EndorsementInput).columns()

        def make() -> UUID:
            return services.record_endorsement(actor=self.actor, plan_version=row, fields=fields).key

        try:
            self.created_once(make)
        except Hidden as hidden:
            message = _("This version has no such objective.")
            raise ValidationError({"objective": [message]}) from hidden
        return self._shown()

    @extend_schema(parameters=[IDEMPOTENCY_KEY], request=TermsInput, responses=WRITTEN)
    @action(detail=True, methods=["post"])
    def actions(self, request: Request, pk: UUID) -> Response:
        """Write an action under one of the objectives, while the text is written."""
        row = authorise(self.actor, "change", self.row)
        words = self.checked(TermsInput).words(reading.lines(self.actor, Objective, row))

        def make() -> UUID:
            return services.write_terms(actor=self.actor, plan_version=row, words=words).action_id

        try:
            made, new = self.created_once(make)
        except (Hidden, services.CycleFound) as problem:  # the objective is there: it is what it waits for
            message = _("This version has no such action to wait for.")
            raise ValidationError({"waits_for": [message]}) from problem
        shown = actions.one(self.actor, made)
        if shown is None:
            raise Hidden()
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        headers = etag(shown.action) | {"Location": reverse("api-action-detail", args=[made])}
        return Response(full_action_json(shown, self.actor), status=code, headers=headers)

    def spoken_of(self) -> PlanVersion | ActionTerms:
        return self.row

    @extend_schema(
        methods=["GET"], parameters=PAGES, responses=answers(page_shape(RemarkSerializer), 400, 404)
    )
    @extend_schema(methods=["POST"], request=RemarkInput, responses=SAID)
    @action(detail=True, methods=["get", "post"])
    def comments(self, request: Request, pk: UUID) -> Response:
        """What was said on the text; sent, a comment, a proposed wording or an objection."""
        if request.method == "POST":
            return self.say()
        return self.said(reading.remarks_on_text(self.actor, self.row))
