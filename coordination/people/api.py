"""The API of people: who I am here, and the organisations. Only what every reader may know."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedView, GatedViewSet, page_of
from coordination.access.api.openapi import PAGING, CodedSerializer, answers, coded, page_shape

from .models import Organisation, OrganisationKind
from .queries import organisations, presidency
from .shell import function_words


class TokenScheme(OpenApiAuthenticationExtension):
    """Tokens, as the schema describes them."""

    target_class = "coordination.people.tokens.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class OrganisationSerializer(serializers.Serializer):
    """A body that acts, funds, implements or signs in."""

    code = serializers.CharField()
    label = serializers.CharField(help_text="The short name in the reader's language.")  # type: ignore[assignment]
    kind = CodedSerializer()
    parent = CodedSerializer(allow_null=True)
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    name_own = serializers.CharField(allow_blank=True, help_text="In its own language.")
    protocol_order = serializers.IntegerField()
    country_code = serializers.CharField(allow_blank=True)
    iati_refs = serializers.ListField(child=serializers.CharField())

    def to_representation(self, row: Organisation) -> dict[str, Any]:
        parent = organisations().by_id[row.parent_id] if row.parent_id else None
        return {
            "code": row.code,
            "label": row.name,
            "kind": coded(row.kind, row.get_kind_display()),
            "parent": coded(parent.code, parent.name) if parent else None,
            "name_en": row.name_en,
            "name_fr": row.name_fr,
            "name_own": row.name_own,
            "protocol_order": row.protocol_order,
            "country_code": row.country_code,
            "iati_refs": row.iati_refs,
        }


class OrganisationViewSet(GatedViewSet):
    """The organisations in protocol order."""

    serializer_class = OrganisationSerializer
    lookup_field, lookup_value_converter = "code", "slug"
    parameters_of = {"list": ("limit", "cursor", "kind")}

    def find(self, pk: str) -> Organisation | None:
        return organisations().by_code.get(pk)

    @extend_schema(
        parameters=[*PAGING, OpenApiParameter("kind", str, enum=OrganisationKind.values)],
        responses=answers(page_shape(OrganisationSerializer), 400),
    )
    def list(self, request: Request) -> Response:
        rows = list(organisations().by_id.values())
        if kind := request.query_params.get("kind"):
            if kind not in OrganisationKind.values:
                raise ValidationError({"kind": [f"{', '.join(OrganisationKind.values)}."]})
            rows = [row for row in rows if row.kind == kind]
        page = page_of(rows, lambda row: row.code, self)
        page["results"] = [OrganisationSerializer().to_representation(row) for row in page["results"]]
        return Response(page)

    @extend_schema(responses=answers(OrganisationSerializer, 404))
    def retrieve(self, request: Request, code: str) -> Response:
        return Response(OrganisationSerializer(self.row).data)


class MeSerializer(serializers.Serializer):
    """Who the reader is in the workspace today."""

    email = serializers.EmailField()
    organisation = CodedSerializer(allow_null=True)
    function = serializers.CharField(help_text="In words, as it stands on every page.")
    functions = serializers.ListField(child=serializers.CharField())
    speaks_for = CodedSerializer(many=True, help_text="In whose name the reader logs and decides.")
    presidency = CodedSerializer(allow_null=True, help_text="Who holds the Presidency today.")


class MeView(GatedView):
    """The reader, as the workspace knows them today."""

    @extend_schema(responses=answers(MeSerializer))
    def get(self, request: Request) -> Response:
        actor, known, holder = self.actor, organisations().by_id, presidency().holder
        own = actor.organisation
        return Response(
            {
                "email": actor.email,
                "organisation": coded(own.code, own.name) if own else None,
                "function": function_words(actor),
                "functions": sorted(actor.functions),
                "speaks_for": [coded(known[pk].code, known[pk].name) for pk in sorted(actor.speaks_for)],
                "presidency": coded(holder.code, holder.name) if holder else None,
            }
        )
