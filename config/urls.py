"""All addresses, slice by slice."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("actionplans.urls")),
    path("", include("coordination.urls")),
]

handler403 = "coordination.access.pages.refused"
handler404 = "coordination.access.pages.not_found"
handler500 = "coordination.access.pages.server_error"
