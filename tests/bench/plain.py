"""The yardstick: what a team would otherwise write, on the same tables and without any access rule.

Django REST framework and django-filter as their manuals show them: model serializers with nested lists,
prefetched, limit and offset with a count. Signed in by session like the pages; reads as `owner`, whom no
wall binds.
"""

from collections.abc import Callable
from typing import Any

import django_filters
from django.conf import settings
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import path
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination, LimitOffsetPagination
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from coordination.history.models import HistoryLine
from coordination.register.models import (
    Activity,
    ActivityAmount,
    ActivityCountry,
    ActivityPartner,
    ActivityTheme,
)

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


class Pages(LimitOffsetPagination):
    default_limit = 50


class Keys(CursorPagination):
    page_size = 50
    ordering = ("-confirmed_on", "id")


def everything() -> QuerySet[Activity]:
    return QuerySet(Activity, using="owner").filter(state="current").prefetch_related(*PARTS)


class _SignedIn(APIView):
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]


class ActivityList(ListAPIView, _SignedIn):
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


class ActivityDetail(RetrieveAPIView, _SignedIn):
    serializer_class = ActivitySerializer

    def get_queryset(self) -> Any:
        return everything()


class HistoryList(ListAPIView, _SignedIn):
    serializer_class = LineSerializer
    pagination_class = Pages

    def get_queryset(self) -> Any:
        lines: QuerySet[HistoryLine] = QuerySet(HistoryLine, using="owner")
        return lines.filter(noun="coordination_activity", record=self.kwargs["pk"]).order_by("-id")


class _Matrix(_SignedIn):
    model: Any
    cell: tuple[str, str]

    def get(self, request: Request) -> Response:
        current: QuerySet[Any] = QuerySet(self.model, using="owner").filter(state="current")
        return Response(list(current.values(*self.cell).annotate(n=Count("activity_id")).order_by()))


class CountryMatrix(_Matrix):
    model, cell = ActivityCountry, ("lead_id", "country_id")


class ThemeMatrix(_Matrix):
    model, cell = ActivityTheme, ("theme_id", "lead_id")


urlpatterns = [
    path("plain/", ActivityList.as_view()),
    path("plain/title/", ActivityByTitle.as_view()),
    path("plain/keys/", ActivityKeys.as_view()),
    path("plain/file/", ActivityFile.as_view()),
    path("plain/matrix/", CountryMatrix.as_view()),
    path("plain/theme-matrix/", ThemeMatrix.as_view()),
    path("plain/<uuid:pk>/", ActivityDetail.as_view()),
    path("plain/<uuid:pk>/history/", HistoryList.as_view()),
]


class PlainRoutes:
    """Lead every request of the yardstick's client to the addresses above."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return self.get_response(request)


def plain_client(user: Any) -> Client:
    """A signed-in browser of the plain views: the product's middleware without its gate."""
    client = Client(SERVER_NAME="localhost")
    stock = [name for name in settings.MIDDLEWARE if not name.startswith("coordination.")]
    client.handler = ClientHandler()
    with override_settings(MIDDLEWARE=[f"{__name__}.PlainRoutes", *stock]):
        client.handler.load_middleware()
    client.force_login(user)
    return client
