"""Action fiches as a team would otherwise serve them."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from actionplans.fiches.kinds import LIVE
from actionplans.fiches.models import (
    Fiche,
    FicheComment,
    FicheContribution,
    FicheCountry,
    FichePosition,
    Measure,
)

from .ground import Pages, SignedIn, rows_of


class MeasureSerializer(serializers.ModelSerializer):
    class Meta:
        model = Measure
        exclude = ("audience", "fiche")


class ContributionSerializer(serializers.ModelSerializer):
    class Meta:
        model = FicheContribution
        exclude = ("audience", "fiche")


class CommentSerializer(serializers.ModelSerializer):
    class Meta:
        model = FicheComment
        exclude = ("audience", "fiche")


class PositionSerializer(serializers.ModelSerializer):
    class Meta:
        model = FichePosition
        exclude = ("audience", "fiche")


class FicheSerializer(serializers.ModelSerializer):
    places = serializers.ListField()
    measures = MeasureSerializer(many=True)

    class Meta:
        model = Fiche
        exclude = ("audience",)


class FullFicheSerializer(FicheSerializer):
    contributions = ContributionSerializer(many=True)


def fiches() -> Any:
    places = rows_of(FicheCountry).filter(fiche=OuterRef("pk")).values_list("country_id")
    return rows_of(Fiche).annotate(places=ArraySubquery(places)).prefetch_related("measures")


class FicheList(ListAPIView, SignedIn):
    serializer_class = FicheSerializer
    pagination_class = Pages

    def get_queryset(self) -> Any:
        return fiches().filter(stage__in=LIVE).order_by("due_on", "pk")


class FicheDetail(RetrieveAPIView, SignedIn):
    serializer_class = FullFicheSerializer

    def get_queryset(self) -> Any:
        return fiches().prefetch_related("contributions")

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = super().retrieve(request, *args, **kwargs)
        own = {"fiche": self.kwargs["pk"]}
        said = {
            "comments": CommentSerializer(rows_of(FicheComment).filter(**own), many=True).data,
            "positions": PositionSerializer(rows_of(FichePosition).filter(**own), many=True).data,
        }
        return Response(found.data | said)


urlpatterns = [
    path("fiches/", FicheList.as_view()),
    path("fiches/<uuid:pk>/", FicheDetail.as_view()),
]
