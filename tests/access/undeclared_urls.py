"""A route whose gate was forgotten."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def forgotten(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody should read this")


urlpatterns = [path("forgotten/", forgotten, name="forgotten")]
