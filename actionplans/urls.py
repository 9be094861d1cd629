"""All addresses of action plans and fiches, slice by slice, and their API."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

from actionplans.fiches.api import FicheViewSet, MeasureViewSet

router = SimpleRouter(use_regex_path=False)
router.register("fiches", FicheViewSet, basename="api-fiche")
router.register("measures", MeasureViewSet, basename="api-measure")

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(router.urls)),
    path("", include("actionplans.plans.urls")),
    path("", include("actionplans.fiches.urls")),
]
