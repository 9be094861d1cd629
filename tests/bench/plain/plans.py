"""Action plans as a team would otherwise serve them: nested serializers, and tables grouped as they are."""

import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from actionplans.plans.kinds import IN_FORCE
from actionplans.plans.models import (
    Action,
    ActionTerms,
    Contribution,
    Evidence,
    Lever,
    Milestone,
    Objective,
    PartnerPriority,
    Plan,
    PlanVersion,
    ProgressUpdate,
    Risk,
    Stakeholder,
)
from coordination.history.models import HistoryLine
from coordination.register.models import (
    ActivityAmount,
    ActivityCountry,
    ActivityPartner,
    ActivityTheme,
    ExistenceCard,
)

from .ground import Pages, SignedIn, rows_of

LINES = (Objective, PartnerPriority, Risk, Stakeholder, Lever)


class MilestoneSerializer(serializers.ModelSerializer):
    class Meta:
        model = Milestone
        exclude = ("audience", "terms")


class ContributionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Contribution
        exclude = ("audience", "action")


class ActionSerializer(serializers.ModelSerializer):
    contributions = ContributionSerializer(many=True)

    class Meta:
        model = Action
        exclude = ("audience",)


class TermsSerializer(serializers.ModelSerializer):
    action = ActionSerializer()
    milestones = MilestoneSerializer(many=True)

    class Meta:
        model = ActionTerms
        exclude = ("audience", "narrow_to")


class PlanSerializer(serializers.ModelSerializer):
    class Meta:
        model = Plan
        exclude = ("audience",)


class VersionSerializer(serializers.ModelSerializer):
    plan = PlanSerializer()

    class Meta:
        model = PlanVersion
        exclude = ("audience",)


class ListedTermsSerializer(TermsSerializer):
    plan_version = VersionSerializer()


def _all_of(kind: Any) -> type[serializers.ModelSerializer]:
    """A serializer of all columns of a part."""
    meta = type("Meta", (), {"model": kind, "exclude": ("audience",)})
    return type(f"{kind.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta})


PARTS = {kind: _all_of(kind) for kind in (*LINES, ProgressUpdate, Evidence)}


def terms() -> QuerySet[ActionTerms]:
    found = (
        rows_of(ActionTerms).select_related("action").prefetch_related("milestones", "action__contributions")
    )
    return found.order_by("objective__number", "number", "pk")


def versions_of(plan: UUID) -> list[PlanVersion]:
    return list(rows_of(PlanVersion).filter(plan=plan).select_related("plan").order_by("-number"))


def whole(version: PlanVersion) -> dict[str, Any]:
    """A version with its lines, its actions, and what was moved and proved of these."""
    mine = terms().filter(plan_version=version)
    found = {
        kind.__name__: PARTS[kind](
            rows_of(kind).filter(plan_version=version).order_by("number"), many=True
        ).data
        for kind in LINES
    }
    for kind in (ProgressUpdate, Evidence):
        parts = rows_of(kind).filter(action__plan=version.plan_id).order_by("pk")
        found[kind.__name__] = PARTS[kind](parts, many=True).data
    return found | VersionSerializer(version).data | {"actions": TermsSerializer(mine, many=True).data}


class PlanDetail(SignedIn):
    def get(self, request: Request, pk: UUID) -> Response:
        versions = versions_of(pk)
        shown = next(row for row in versions if row.state in IN_FORCE)
        return Response(whole(shown) | {"versions": VersionSerializer(versions, many=True).data})


class Difference(SignedIn):
    """Both versions; the reader's program compares them."""

    def get(self, request: Request, pk: UUID) -> Response:
        return Response([whole(version) for version in versions_of(pk)[:2]])


class PlanList(ListAPIView, SignedIn):
    serializer_class = VersionSerializer
    pagination_class = Pages

    def get_queryset(self) -> Any:
        return rows_of(PlanVersion).filter(state__in=IN_FORCE).select_related("plan").order_by("pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        found = super().list(request, *args, **kwargs)
        lights = rows_of(ActionTerms).filter(plan_version__state__in=IN_FORCE)
        by_light = lights.values("plan_version_id", "action__state", "action__light").annotate(n=Count("*"))
        return Response(found.data | {"lights": list(by_light.order_by())})


class ActionList(ListAPIView, SignedIn):
    serializer_class = ListedTermsSerializer
    pagination_class = Pages

    def get_queryset(self) -> Any:
        running = terms().filter(plan_version__state__in=IN_FORCE, action__state__in=["open", "closing"])
        return running.select_related("action", "plan_version__plan").order_by("action__due_on", "action_id")


class Coverage(SignedIn):
    """What leads, has a part, pays or announces something in the country, the plan's actions, its balance."""

    def get(self, request: Request, pk: UUID) -> Response:
        shown = next(row for row in versions_of(pk) if row.state in IN_FORCE)
        here = rows_of(ActivityCountry).filter(country=shown.plan.country_id, state="current")
        inside = {"activity__in": here.values("activity")}
        theme, status = "activity__themes__theme_id", "activity__status"
        current = rows_of(ActivityTheme).filter(state="current")
        partners = rows_of(ActivityPartner).filter(organisation__isnull=False, **inside)
        money = rows_of(ActivityAmount).filter(**inside).exclude(instrument="")
        cards = rows_of(ExistenceCard).filter(country=shown.plan.country_id, state="current")
        balance = rows_of(ActionTerms).filter(plan_version__plan=pk)
        grouped = {
            "led": current.filter(**inside).values("theme_id", "lead_id", "status"),
            "elsewhere": current.values("theme_id", "lead_id", "status"),
            "partners": partners.values(theme, "organisation_id", "role", status),
            "paid": money.values(theme, "instrument", status),
            "cards": cards.values("theme_id", "lead_id"),
            "balance": balance.values("plan_version_id", "objective_id", "serves"),
        }
        found: dict[str, Any] = {
            name: list(rows.annotate(n=Count("*")).order_by()) for name, rows in grouped.items()
        }
        mine = terms().filter(plan_version=shown)
        return Response(found | {"actions": TermsSerializer(mine, many=True).data})


class PlanThen(SignedIn):
    """The plan at the end of each of some days: its rows, set back line by line of their history.

    Parts stay as they are: a line does not say which one of them changed.
    """

    def get(self, request: Request, pk: UUID) -> Response:
        versions = versions_of(pk)
        days = [datetime.date.fromisoformat(day) for day in request.query_params.getlist("day")]
        return Response([self._on(day, versions) for day in days])

    def _on(self, day: datetime.date, versions: list[PlanVersion]) -> dict[str, Any]:
        agreed = (row for row in versions if row.agreed_on and row.agreed_on <= day)
        then = next(row for row in agreed if row.superseded_on is None or day < row.superseded_on)
        mine = list(terms().filter(plan_version=then))
        rows: dict[UUID, Any] = {row.pk: row for row in mine} | {row.action_id: row.action for row in mine}
        lines = rows_of(HistoryLine).filter(
            noun__in=["actionplans_planversion", "actionplans_actionterms", "actionplans_action"],
            record__in=[then.pk, *rows],
        )
        for record, at, part, fields in lines.order_by("-id").values_list("record", "at", "part", "fields"):
            if at.date() > day and not part and record in rows:
                for name, values in fields.items():
                    setattr(rows[record], name, values[0])
        objectives = rows_of(Objective).filter(plan_version=then).order_by("number")
        return VersionSerializer(then).data | {
            "objectives": PARTS[Objective](objectives, many=True).data,
            "actions": TermsSerializer(mine, many=True).data,
        }


urlpatterns = [
    path("plans/", PlanList.as_view()),
    path("plans/actions/", ActionList.as_view()),
    path("plans/<uuid:pk>/", PlanDetail.as_view()),
    path("plans/<uuid:pk>/coverage/", Coverage.as_view()),
    path("plans/<uuid:pk>/difference/", Difference.as_view()),
    path("plans/<uuid:pk>/then/", PlanThen.as_view()),
]
