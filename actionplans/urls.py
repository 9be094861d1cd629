"""All addresses of action plans and fiches, slice by slice, and their API."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from actionplans.fiches.api import FicheViewSet, MeasureViewSet
from actionplans.plans.api import (
    ActionViewSet,
    ContributionViewSet,
    PlanViewSet,
    RemarkViewSet,
    VersionViewSet,
)

router = SimpleRouter(use_regex_path=False)
router.register("plans", PlanViewSet, basename="api-plan")
router.register("versions", VersionViewSet, basename="api-version")
router.register("actions", ActionViewSet, basename="api-action")
router.register("contributions", ContributionViewSet, basename="api-contribution")
router.register("remarks", RemarkViewSet, basename="api-remark")
router.register("fiches", FicheViewSet, basename="api-fiche")
router.register("measures", MeasureViewSet, basename="api-measure")

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(router.urls)),
    path("", include("actionplans.plans.urls")),
    path("", include("actionplans.fiches.urls")),
    path("", include("actionplans.reports.urls")),
]
