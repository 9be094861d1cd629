"""The API of releases and of applications for access: to read. What is released, people decide on pages."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedViewSet, page_of
from coordination.access.api.openapi import PAGING, CodedSerializer, answers, coded, page_shape

from ..kinds import Decision, Ground, Language, ReleaseState, RequestState
from ..models import AccessRequest, Release
from ..queries import releases as queries
from .reading import iso, organisation_json


class PassageSerializer(serializers.Serializer):
    """What is released of one paragraph; empty where all of it is withheld."""

    text = serializers.CharField(allow_blank=True, help_text="█ stands where something was cut.")
    ground = CodedSerializer(allow_null=True, help_text="The article by which something is withheld.")


class ReleaseSerializer(serializers.Serializer):
    """What is, or would be, released of a record."""

    id = serializers.UUIDField()
    record = serializers.UUIDField()
    title = serializers.CharField()
    language = CodedSerializer()
    state = CodedSerializer()
    holder = CodedSerializer()
    released_on = serializers.DateField(allow_null=True)
    passages = PassageSerializer(many=True)


class AccessRequestSerializer(serializers.Serializer):
    """An application for access, with its clock."""

    id = serializers.UUIDField()
    reference = serializers.CharField()
    document = serializers.UUIDField()
    holder = CodedSerializer()
    state = CodedSerializer()
    registered_on = serializers.DateField()
    due_on = serializers.DateField()
    extended = serializers.BooleanField()
    consulted_on = serializers.DateField(allow_null=True)
    advice = CodedSerializer(allow_null=True)
    decision = CodedSerializer(allow_null=True)
    decided_on = serializers.DateField(allow_null=True)
    grounds = CodedSerializer(many=True)
    words = serializers.CharField(allow_blank=True)
    confirmatory_on = serializers.DateField(allow_null=True)
    release = serializers.UUIDField(allow_null=True)


def _choice(choices: Any, value: str) -> dict[str, str] | None:
    return coded(value, choices(value).label) if value else None


def release_json(row: Release) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "record": str(row.record),
        "title": row.title,
        "language": _choice(Language, row.language),
        "state": _choice(ReleaseState, row.state),
        "holder": organisation_json(row.originator_id),
        "released_on": iso(row.released_on),
        "passages": [{"text": one["text"], "ground": _choice(Ground, one["ground"])} for one in row.passages],
    }


def request_json(row: AccessRequest) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "reference": row.reference,
        "document": str(row.document_id),
        "holder": organisation_json(row.holder_id),
        "state": _choice(RequestState, row.state),
        "registered_on": iso(row.registered_on),
        "due_on": iso(row.due_on),
        "extended": row.extended,
        "consulted_on": iso(row.consulted_on),
        "advice": _choice(Decision, row.advice),
        "decision": _choice(Decision, row.decision),
        "decided_on": iso(row.decided_on),
        "grounds": [coded(code, Ground(code).label) for code in row.grounds],
        "words": row.words,
        "confirmatory_on": iso(row.confirmatory_on),
        "release": str(row.release_id) if row.release_id else None,
    }


class ReleaseViewSet(GatedViewSet):
    """Releases that the reader may read."""

    serializer_class = ReleaseSerializer
    parameters_of = {"list": ("limit", "cursor", "record")}

    def find(self, pk: UUID) -> Release | None:
        return queries.release(self.actor, pk)

    @extend_schema(
        parameters=[*PAGING, OpenApiParameter("record", str, description="Of one record, by its id.")],
        responses=answers(page_shape(ReleaseSerializer), 400),
    )
    def list(self, request: Request) -> Response:
        """Releases, newest first; without those that were dropped."""
        rows = [release_json(row) for row in queries.all_of(self.actor, _record(request))]
        return Response(page_of(rows, lambda row: row["id"], self))

    @extend_schema(responses=answers(ReleaseSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One release: the very text."""
        return Response(release_json(self.row))


class AccessRequestViewSet(GatedViewSet):
    """Applications for access that the reader handles or advises on."""

    serializer_class = AccessRequestSerializer
    parameters_of = {"list": ("limit", "cursor")}

    def find(self, pk: UUID) -> AccessRequest | None:
        return queries.request(self.actor, pk)

    @extend_schema(parameters=PAGING, responses=answers(page_shape(AccessRequestSerializer), 400))
    def list(self, request: Request) -> Response:
        """Applications, the earliest due first, those that are over included."""
        rows = [request_json(row) for row in queries.requests(self.actor, only_open=False)]
        return Response(page_of(rows, lambda row: row["id"], self))

    @extend_schema(responses=answers(AccessRequestSerializer, 404))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One application with its clock and what was decided."""
        return Response(request_json(self.row))


def _record(request: Request) -> UUID | None:
    sent = request.query_params.get("record")
    if sent is None:
        return None
    try:
        return UUID(sent)
    except ValueError:
        raise ValidationError({"record": [_("Give the id of a record.")]}) from None
