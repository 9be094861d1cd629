"""All addresses of action plans and fiches, slice by slice, and their API."""

from django.urls import URLPattern, URLResolver, include, path
from rest_framework.routers import SimpleRouter

router = SimpleRouter(use_regex_path=False)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(router.urls)),
    path("", include("actionplans.plans.urls")),
]
