"""The API of agenda items, their papers and what is asked beside them."""

from typing import Any
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedViewSet, etag
from coordination.access.api.openapi import IDEMPOTENCY_KEY, IF_MATCH, answers
from coordination.access.errors import Hidden
from coordination.access.gate import authorise

from .. import services
from ..models import AgendaItem, ItemPreparation
from ..queries import follow_ups, reading
from ..queries.room import stage
from ..sources import sources
from . import writing
from .follow_ups import FollowUpSerializer, follow_ups_json
from .reading import AgendaItemSerializer, item_json


class AgendaItemViewSet(GatedViewSet):
    """Items of agendas as they are read; what a revision will change waits with the organisers."""

    serializer_class = AgendaItemSerializer

    def find(self, pk: UUID) -> AgendaItem | None:
        return reading.item(self.actor, pk)

    def represent(self, row: Any) -> dict[str, Any]:
        """The item, where what came too late is what its organisers keep about it."""
        return super().represent(self.row)

    def body(self, row: AgendaItem) -> dict[str, Any]:
        linked = sources(self.actor, [(row.source_noun, row.source_id)])
        beside = {row.parent_id} if row.parent_id and reading.item(self.actor, row.parent_id) else set()
        shown = item_json(row, linked, self.actor, beside)
        kept = self._kept(row)
        return shown | {"version": kept.version} if kept else shown

    def tag(self, row: AgendaItem, body: dict[str, Any]) -> dict[str, str]:
        return {"ETag": f'"{body["version"]}"'}

    def _kept(self, row: AgendaItem) -> ItemPreparation | None:
        """What its organisers keep about an item: its version counts what was arranged, issued or not."""
        return ItemPreparation.objects.visible_to(self.actor).filter(item=row).order_by("-created_at").first()

    @extend_schema(responses=answers(AgendaItemSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One item with its papers."""
        return self.shown(self.row.pk)

    @extend_schema(
        parameters=[IF_MATCH],
        request=writing.ItemInput,
        responses=answers(AgendaItemSerializer, 400, 403, 404, 412, 413, 415, 428),
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change what is sent; on an issued agenda readers see it with the next revision."""
        kept = self._locked()
        given = self.sent(writing.ItemInput, leave=True)
        words = writing.item_of(given, kept, partial=True)
        services.change_item(actor=self.actor, item=self.row, version=None, words=words)
        return self.shown(pk)

    def _locked(self) -> ItemPreparation | None:
        """The preparation under a lock, at the version in `If-Match`."""
        authorise(self.actor, "change", self.row)
        kept = self._kept(self.row)
        return self.locked("change", kept) if kept else None

    @extend_schema(parameters=[IF_MATCH], responses=answers(None, 403, 404, 412, 428, status=204))
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take an item off; an issued one stays until the next revision."""
        self._locked()
        services.remove_item(actor=self.actor, item=self.row)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=writing.FollowUpInput,
        responses=answers(FollowUpSerializer, 400, 403, 404, 413, 415, 422, status=201)
        | {(200, "application/json"): FollowUpSerializer},
    )
    @action(detail=True, methods=["post"], url_path="follow-ups")
    def follow_ups(self, request: Request, pk: UUID) -> Response:
        """Ask something of somebody beside the item, once its meeting was opened."""
        outcome = stage(self.actor, self.row.meeting_id)
        if outcome is None:
            meeting = reading.several(self.actor, [self.row.meeting_id])[self.row.meeting_id]
            raise services.NotHeld(services.why_not_held(meeting))
        authorise(self.actor, "write", outcome)
        given = self.sent(writing.FollowUpInput)

        def make() -> UUID:
            fields = writing.follow_up_of(given)
            return services.add_follow_up(actor=self.actor, item=self.row, fields=fields).pk

        made, new = self.created_once(make)
        found = follow_ups.one(self.actor, made)
        if found is None:
            raise Hidden()
        code = status.HTTP_201_CREATED if new else status.HTTP_200_OK
        headers = etag(found) | {"Location": reverse("api-follow-up-detail", args=[made])}
        return Response(follow_ups_json([found], self.actor)[0], status=code, headers=headers)

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=writing.PaperInput,
        responses=answers(AgendaItemSerializer, 400, 403, 404, 413, 415, 422, status=201)
        | {(200, "application/json"): AgendaItemSerializer},
    )
    @action(detail=True, methods=["post"])
    def papers(self, request: Request, pk: UUID) -> Response:
        """Announce a paper of the item."""
        authorise(self.actor, "supply", self.row)
        given = self.sent(writing.PaperInput)
        _key, new = self.created_once(
            lambda: (
                services.announce_paper(actor=self.actor, item=self.row, fields=writing.paper_of(given)).key
            )
        )
        return self.shown(pk, status.HTTP_201_CREATED if new else status.HTTP_200_OK)
