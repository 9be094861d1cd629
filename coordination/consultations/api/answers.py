"""What delegations do with a consultation through the API: reply, state a position, ask for more time."""

import datetime
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.openapi import answers
from coordination.access.errors import Hidden
from coordination.access.gate import authorise
from coordination.history.api import WithHistory
from coordination.history.queries import Changes
from coordination.people.queries import organisations

from .. import services
from ..history_words import VERBS, history_of
from ..models import Consultation, Position, ReplyDraft, Synthesis
from ..queries import reading
from . import writing
from .reading import (
    ConsultationSerializer,
    MinistryInputSerializer,
    OwnRepliesSerializer,
    draft_json,
    full_json,
    input_json,
    own_json,
    position_json,
    synthesis_json,
)

SAID = answers(ConsultationSerializer, 400, 403, 404, 412, 413, 415)
WRITTEN = answers(OwnRepliesSerializer, 400, 403, 404, 412, 413, 415)


class AnswersViewSet(WithHistory):
    """The answers of the reader's delegation; `consultations.ConsultationViewSet` adds what convenes."""

    verbs = VERBS

    def find(self, pk: UUID) -> Consultation | None:
        return reading.one(self.actor, pk)

    def represent(self, row: Any) -> dict[str, Any]:
        """The row as it stands; of a draft, a position or a synthesis, that row alone."""
        if isinstance(row, ReplyDraft):
            return draft_json(row)
        if isinstance(row, Position):
            return position_json(row, self.actor)
        if isinstance(row, Synthesis):
            return synthesis_json(row, 0)
        return super().represent(row)

    def body(self, row: Consultation) -> dict[str, Any]:
        return full_json(row, self.actor)

    @extend_schema(methods=["GET"], responses=answers(OwnRepliesSerializer, 403, 404))
    @extend_schema(methods=["POST"], request=writing.ReplyInput, responses=WRITTEN)
    @action(detail=True, methods=["get", "post"])
    def reply(self, request: Request, pk: UUID) -> Response:
        """The reply of the reader's delegation, question by question; POST keeps a draft and may clear it."""
        authorise(self.actor, "reply", self.row)
        if request.method == "POST":
            given = self.sent(writing.ReplyInput)
            clear = given.pop("clear")
            draft = services.write(actor=self.actor, consultation=self.row, **given)
            if clear:
                services.clear(actor=self.actor, draft=draft, version=draft.version)
        return Response(own_json(self.actor, self.row))

    @extend_schema(request=writing.SubmitInput, responses=WRITTEN)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: UUID) -> Response:
        """Submit what is cleared; refused past the deadline, and the drafts stay."""
        authorise(self.actor, "reply", self.row)
        numbers = self.sent(writing.SubmitInput)["numbers"]
        services.submit(actor=self.actor, consultation=self.row, numbers=numbers or None)
        return Response(own_json(self.actor, self.row))

    @extend_schema(request=writing.NumberInput, responses=WRITTEN)
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: UUID) -> Response:
        """Take a submitted reply back before the deadline; its words stay in the draft."""
        authorise(self.actor, "reply", self.row)
        reply = reading.own_replies(self.actor, self.row).get(self.sent(writing.NumberInput)["number"])
        if reply is None:
            raise Hidden()
        services.take_back_reply(actor=self.actor, reply=reply)
        return Response(own_json(self.actor, self.row))

    @extend_schema(
        request=writing.MinistriesInput,
        responses=answers(MinistryInputSerializer(many=True), 400, 403, 404, 413, 415),
    )
    @action(detail=True, methods=["post"])
    def ministries(self, request: Request, pk: UUID) -> Response:
        """Ask ministries of the reader's own state to write on some questions."""
        authorise(self.actor, "reply", self.row)
        given = self.sent(writing.MinistriesInput)
        ids = [organisations().by_code[code].pk for code in given.pop("ministries")]
        made = services.ask_ministries(actor=self.actor, consultation=self.row, ministry_ids=ids, **given)
        return Response([input_json(row) for row in made])

    @extend_schema(request=writing.MoreTimeInput, responses=SAID)
    @action(detail=True, methods=["post"], url_path="more-time")
    def more_time(self, request: Request, pk: UUID) -> Response:
        """Ask whoever asks for a later deadline."""
        authorise(self.actor, "ask", self.row)
        given = self.sent(writing.MoreTimeInput)
        services.ask_for_time(actor=self.actor, consultation=self.row, **given)
        return self.shown(self.row.pk)

    @extend_schema(request=writing.DeclineInput, responses=SAID)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: UUID) -> Response:
        """Say no to a delegation's request for more time, and why."""
        authorise(self.actor, "extend", self.row)
        given = self.sent(writing.DeclineInput)
        party_id = organisations().by_code[given["party"]].pk
        asked = [row for row in reading.requests(self.actor, self.row) if row.originator_id == party_id]
        if not asked:
            raise Hidden()
        services.decline(actor=self.actor, request=asked[0], words=given["words"])
        return self.shown(self.row.pk)

    @extend_schema(request=writing.StandInput, responses=SAID)
    @action(detail=True, methods=["post"])
    def position(self, request: Request, pk: UUID) -> Response:
        """Agree, agree with a comment, reserve or object; sent again, it changes the position."""
        authorise(self.actor, "position", self.row)
        given = self.sent(writing.StandInput)
        services.state_position(actor=self.actor, consultation=self.row, **given)
        return self.shown(self.row.pk)

    @extend_schema(request=None, responses=answers(ConsultationSerializer, 403, 404))
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, pk: UUID) -> Response:
        """Lift the reservation or objection of the reader's delegation."""
        own = reading.own_position(self.actor, self.row)
        if own is None:
            raise Hidden()
        services.lift(actor=self.actor, position=own)
        return self.shown(self.row.pk)

    @extend_schema(request=writing.SynthesisInput, responses=SAID)
    @action(detail=True, methods=["post"])
    def synthesis(self, request: Request, pk: UUID) -> Response:
        """Write the synthesis of a question, or of all (0), and publish it."""
        authorise(self.actor, "compile", self.row)
        given = self.sent(writing.SynthesisInput)
        publish = given.pop("publish")
        row = services.write_synthesis(actor=self.actor, consultation=self.row, **given)
        if publish and row.published_at is None:
            services.publish(actor=self.actor, synthesis=row, version=row.version)
        return self.shown(self.row.pk)

    def changes(self, before: datetime.datetime | None, limit: int) -> Changes:
        return history_of(self.actor, self.row, before=before, limit=limit)
