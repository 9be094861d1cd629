"""The addresses as the demonstration has them."""

from django.urls import include, path

from coordination.people.views import demonstration

handler404 = "coordination.access.pages.not_found"
urlpatterns = [
    path("demo/sign-in/", demonstration.demo_sign_in, name="demo-sign-in"),
    path("", include("config.urls")),
]
