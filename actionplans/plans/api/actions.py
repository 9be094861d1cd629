"""The API of actions: listed across plans, reported on, closed, checked, carried together."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import etag
from coordination.access.api.openapi import IF_MATCH, PAGING, answers, page_shape
from coordination.access.errors import Hidden
from coordination.access.gate import authorise

from .. import services
from ..models import Action, ActionTerms
from ..queries import actions, reading
from ..queries.reading import ShownAction
from .ground import DESCRIBED, FILTERS, selection_of
from .reading import ActionSerializer, FullActionSerializer, RemarkSerializer, actions_json, full_action_json
from .remarks import SAID, TalkingViewSet
from .writing import actions as writing
from .writing.remarks import RemarkInput

CHANGED = answers(FullActionSerializer, 400, 403, 404, 412, 413, 415, 428)
ADDED = answers(FullActionSerializer, 400, 403, 404, 413, 415)


class ActionViewSet(TalkingViewSet):
    """Actions of plans: who owes what, and how it stands."""

    serializer_class = FullActionSerializer
    parameters_of = {"list": ("limit", "cursor", *FILTERS), "comments": ("limit", "cursor")}
    told: ShownAction

    def find(self, pk: UUID) -> Action | None:
        found = actions.one(self.actor, pk)
        if found is None:
            return None
        self.told = found
        return found.action

    def represent(self, row: Action) -> dict[str, Any]:
        found = actions.one(self.actor, row.pk)
        if found is None:
            raise Hidden()
        return full_action_json(found, self.actor)

    def _shown(self) -> Response:
        found = actions.one(self.actor, self.row.pk)
        if found is None:
            raise Hidden()
        return Response(full_action_json(found, self.actor), headers=etag(found.action))

    @extend_schema(parameters=[*PAGING, *DESCRIBED], responses=answers(page_shape(ActionSerializer), 400))
    def list(self, request: Request) -> Response:
        """Actions of all plans in force, the first due first; without `state`, those that run."""
        selected, limit, cursor = selection_of(self), self.limit(), self.cursor()
        page = actions.page(self.actor, selected, after=cursor, limit=limit)
        return self.paged(page, actions_json(page.rows, self.actor))

    @extend_schema(responses=answers(FullActionSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One action with the words in force, or those of the newest text that may be read."""
        return Response(full_action_json(self.told, self.actor), headers=etag(self.told.action))

    @extend_schema(parameters=[IF_MATCH], request=writing.ActionReportInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, pk: UUID) -> Response:
        """Say how it stands; a moved date stays visible with its reason."""
        row = self.locked("report", self.row)
        given = self.checked(writing.ActionReportInput).validated_data
        services.report(actor=self.actor, action=row, version=row.version, **given)
        return self._shown()

    @extend_schema(parameters=[IF_MATCH], request=writing.CloseActionInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: UUID) -> Response:
        """Close it with evidence; a weighty one then waits for a second person."""
        row = self.locked("close", self.row)
        given = self.checked(writing.CloseActionInput).validated_data
        services.close(actor=self.actor, action=row, version=row.version, **given)
        return self._shown()

    @extend_schema(parameters=[IF_MATCH], request=writing.CheckActionInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: UUID) -> Response:
        """The second person accepts the evidence, or sends the action back."""
        row = self.locked("check", self.row)
        services.check(actor=self.actor, action=row, **self.checked(writing.CheckActionInput).validated_data)
        return self._shown()

    @extend_schema(parameters=[IF_MATCH], request=writing.ReopenActionInput, responses=CHANGED)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: UUID) -> Response:
        """Open a closed action again; its evidence stays on record."""
        row = self.locked("reopen", self.row)
        reason = self.checked(writing.ReopenActionInput).validated_data["reason"]
        services.reopen(actor=self.actor, action=row, reason=reason)
        return self._shown()

    @extend_schema(request=writing.InviteInput, responses=ADDED)
    @action(detail=True, methods=["post"])
    def invite(self, request: Request, pk: UUID) -> Response:
        """Ask organisations for a part; who was asked before is not asked again."""
        row = authorise(self.actor, "invite", self.row)
        given = self.checked(writing.InviteInput)
        services.invite(
            actor=self.actor,
            action=row,
            organisation_ids=given.ids(),
            words=given.validated_data["asked_for"],
        )
        return self._shown()

    @extend_schema(request=writing.LinkInput, responses=ADDED)
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: UUID) -> Response:
        """Say that an entry of the register carries it out; those see it who read both."""
        row = authorise(self.actor, "link", self.row)
        activity = self.checked(writing.LinkInput).validated_data["activity"]
        try:
            services.link_activity(actor=self.actor, action=row, activity_id=activity)
        except Hidden as hidden:
            message = _("There is no such entry that you may read.")
            raise ValidationError({"activity": [message]}) from hidden
        return self._shown()

    def spoken_of(self) -> ActionTerms:
        return self.told.terms

    @extend_schema(
        methods=["GET"], parameters=PAGING, responses=answers(page_shape(RemarkSerializer), 400, 404)
    )
    @extend_schema(methods=["POST"], request=RemarkInput, responses=SAID)
    @action(detail=True, methods=["get", "post"])
    def comments(self, request: Request, pk: UUID) -> Response:
        """What was said on it in all versions that may be read; sent, it is said on the words that are shown."""
        if request.method == "POST":
            return self.say()
        return self.said(reading.remarks_on_actions(self.actor, reading.terms_of(self.actor, self.row.pk)))
