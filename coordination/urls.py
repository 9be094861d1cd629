"""All addresses of the shared ground."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("coordination.register.urls")),
]
