"""All addresses, slice by slice."""

from django.urls import include, path



urlpatterns = [
    path("", include("coordination.urls")),
]

handler403 = "coordination.access.pages.refused"
handler404 = "coordination.access.pages.not_found"
handler500 = "coordination.access.pages.server_error"
