"""The API of the reference lists: countries, themes, mandates."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.access.api.gated import GatedViewSet, page_of
from coordination.access.api.openapi import PAGING, CodedSerializer, answers, coded, page_shape

from .models import Country, Mandate, Theme
from .queries import countries, mandates, themes


class CountrySerializer(serializers.Serializer):
    """A country under ISO 3166-1, plus XK."""

    code = serializers.CharField()
    label = serializers.CharField(help_text="The short name in the reader's language.")  # type: ignore[assignment]
    iso3 = serializers.CharField()
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    region = CodedSerializer()
    note = serializers.CharField(allow_blank=True)

    def to_representation(self, row: Country) -> dict[str, Any]:
        return {
            "code": row.code,
            "label": row.name,
            "iso3": row.iso3,
            "name_en": row.name_en,
            "name_fr": row.name_fr,
            "region": coded(row.region.code, row.region.name),
            "note": row.note,
        }


class CountryViewSet(GatedViewSet):
    """The countries by English name."""

    serializer_class = CountrySerializer
    lookup_field, lookup_value_converter = "code", "str"
    parameters_of = {"list": ("limit", "cursor", "region")}

    def find(self, pk: str) -> Country | None:
        return countries().by_code.get(pk.upper())

    @extend_schema(
        parameters=[*PAGING, OpenApiParameter("region", str, description="The code of a region.")],
        responses=answers(page_shape(CountrySerializer), 400),
    )
    def list(self, request: Request) -> Response:
        rows = list(countries().by_id.values())
        if region := request.query_params.get("region"):
            known = sorted({row.region.code for row in rows})
            if region not in known:
                raise ValidationError({"region": [f"{', '.join(known)}."]})
            rows = [row for row in rows if row.region.code == region]
        page = page_of(rows, lambda row: row.code, self)
        page["results"] = [CountrySerializer().to_representation(row) for row in page["results"]]
        return Response(page)

    @extend_schema(responses=answers(CountrySerializer, 404))
    def retrieve(self, request: Request, code: str) -> Response:
        return Response(CountrySerializer(self.row).data)


class ThemeSerializer(serializers.Serializer):
    """A domain of the Joint Valletta Action Plan, or a sub-theme of one."""

    code = serializers.CharField()
    label = serializers.CharField(help_text="The name in the reader's language.")  # type: ignore[assignment]
    name_en = serializers.CharField()
    name_fr = serializers.CharField()
    domain = CodedSerializer(allow_null=True, help_text="Null for a domain itself.")
    strand = serializers.CharField(allow_blank=True, help_text="The Team Europe strand that it maps to.")

    def to_representation(self, row: Theme) -> dict[str, Any]:
        domain = themes().by_id[row.parent_id] if row.parent_id else None
        return {
            "code": row.code,
            "label": row.name,
            "name_en": row.name_en,
            "name_fr": row.name_fr,
            "domain": coded(domain.code, domain.name) if domain else None,
            "strand": row.strand,
        }


class ThemeViewSet(GatedViewSet):
    """The themes, in the order of the action plan's domains."""

    serializer_class = ThemeSerializer
    lookup_field, lookup_value_converter = "code", "slug"
    parameters_of = {"list": ("limit", "cursor")}

    def find(self, pk: str) -> Theme | None:
        return themes().by_code.get(pk)

    @extend_schema(parameters=PAGING, responses=answers(page_shape(ThemeSerializer), 400))
    def list(self, request: Request) -> Response:
        page = page_of(list(themes().by_id.values()), lambda row: row.code, self)
        page["results"] = [ThemeSerializer().to_representation(row) for row in page["results"]]
        return Response(page)

    @extend_schema(responses=answers(ThemeSerializer, 404))
    def retrieve(self, request: Request, code: str) -> Response:
        return Response(ThemeSerializer(self.row).data)


class MandateSerializer(serializers.Serializer):
    """A political or legal text that an activity carries out."""

    code = serializers.CharField()
    label = serializers.CharField(help_text="The title in the reader's language.")  # type: ignore[assignment]
    kind = serializers.CharField()
    title_en = serializers.CharField()
    title_fr = serializers.CharField()
    adopted_on = serializers.DateField()
    reference = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]

    def to_representation(self, row: Mandate) -> dict[str, Any]:
        names = ("code", "kind", "title_en", "title_fr", "reference", "source")
        shown = {name: getattr(row, name) for name in names}
        return shown | {"label": row.title, "adopted_on": row.adopted_on.isoformat()}


class MandateViewSet(GatedViewSet):
    """The mandates, newest first."""

    serializer_class = MandateSerializer
    lookup_field, lookup_value_converter = "code", "slug"
    parameters_of = {"list": ("limit", "cursor")}

    def find(self, pk: str) -> Mandate | None:
        return next((row for row in mandates().values() if row.code == pk), None)

    @extend_schema(parameters=PAGING, responses=answers(page_shape(MandateSerializer), 400))
    def list(self, request: Request) -> Response:
        page = page_of(list(mandates().values()), lambda row: row.code, self)
        page["results"] = [MandateSerializer().to_representation(row) for row in page["results"]]
        return Response(page)

    @extend_schema(responses=answers(MandateSerializer, 404))
    def retrieve(self, request: Request, code: str) -> Response:
        return Response(MandateSerializer(self.row).data)
