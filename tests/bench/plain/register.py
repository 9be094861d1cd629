"""The register as a team would otherwise serve it."""

from typing import Any

import django_filters
from django.db.models import Count, QuerySet
from django.urls import path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response

from coordination.history.models import HistoryLine
from coordination.register.models import (
    Activity,
    ActivityAmount,
    ActivityCountry,
    ActivityPartner,
    ActivityTheme,
)

from .ground import Pages, SignedIn, rows_of

PARTS = ("countries", "themes", "partners", "amounts")


class _Part(serializers.ModelSerializer):
    class Meta:
        exclude: tuple[str, ...] = ("audience", "activity")


class CountrySerializer(_Part):
    class Meta(_Part.Meta):
        model = ActivityCountry


class ThemeSerializer(_Part):
    class Meta(_Part.Meta):
        model = ActivityTheme


class PartnerSerializer(_Part):
    class Meta(_Part.Meta):
        model = ActivityPartner


class AmountSerializer(_Part):
    class Meta(_Part.Meta):
        model = ActivityAmount


class ActivitySerializer(serializers.ModelSerializer):
    countries = CountrySerializer(many=True)
    themes = ThemeSerializer(many=True)
    partners = PartnerSerializer(many=True)
    amounts = AmountSerializer(many=True)

    class Meta:
        model = Activity
        fields = "__all__"


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = HistoryLine
        fields = "__all__"


class ActivityFilter(django_filters.FilterSet):
    country = django_filters.CharFilter(field_name="countries__country__code")
    theme = django_filters.CharFilter(field_name="themes__theme__code")
    words = django_filters.CharFilter(field_name="title", lookup_expr="icontains")

    class Meta:
        model = Activity
        fields = ["status", "kind", "level"]


class Keys(CursorPagination):
    page_size = 50
    ordering = ("-confirmed_on", "id")


def everything() -> QuerySet[Activity]:
    return rows_of(Activity).filter(state="current").prefetch_related(*PARTS)


class ActivityList(ListAPIView, SignedIn):
    serializer_class = ActivitySerializer
    pagination_class = Pages
    filter_backends = [DjangoFilterBackend]
    filterset_class = ActivityFilter

    def get_queryset(self) -> Any:
        return everything().order_by("-confirmed_on", "id")


class ActivityByTitle(ActivityList):
    def get_queryset(self) -> Any:
        return everything().order_by("title", "id")


class ActivityKeys(ActivityList):
    """The stricter yardstick: no count, and pages by key."""

    pagination_class: Any = Keys


class ActivityFile(ActivityList):
    pagination_class: Any = None


class ActivityDetail(RetrieveAPIView, SignedIn):
    serializer_class = ActivitySerializer

    def get_queryset(self) -> Any:
        return everything()


class HistoryList(ListAPIView, SignedIn):
    serializer_class = LineSerializer
    pagination_class = Pages

    def get_queryset(self) -> Any:
        return (
            rows_of(HistoryLine)
            .filter(noun="coordination_activity", record=self.kwargs["pk"])
            .order_by("-id")
        )


class _Matrix(SignedIn):
    model: Any
    cell: tuple[str, str]

    def get(self, request: Request) -> Response:
        current = rows_of(self.model).filter(state="current")
        return Response(list(current.values(*self.cell).annotate(n=Count("activity_id")).order_by()))


class CountryMatrix(_Matrix):
    model, cell = ActivityCountry, ("lead_id", "country_id")


class ThemeMatrix(_Matrix):
    model, cell = ActivityTheme, ("theme_id", "lead_id")


urlpatterns = [
    path("", ActivityList.as_view()),
    path("title/", ActivityByTitle.as_view()),
    path("keys/", ActivityKeys.as_view()),
    path("file/", ActivityFile.as_view()),
    path("matrix/", CountryMatrix.as_view()),
    path("theme-matrix/", ThemeMatrix.as_view()),
    path("<uuid:pk>/", ActivityDetail.as_view()),
    path("<uuid:pk>/history/", HistoryList.as_view()),
]
