"""The yardstick: what a team would otherwise write, on the same tables and without any access rule.

Django REST framework and django-filter as their manuals show them: model serializers with nested lists,
prefetched, limit and offset with a count. Signed in by session like the pages; reads as `owner`, whom no
wall binds.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.urls import include, path

urlpatterns = [
    path("plain/", include("tests.bench.plain.register")),
    path("plain/", include("tests.bench.plain.plans")),
    path("plain/", include("tests.bench.plain.fiches")),
]


class PlainRoutes:
    """Lead every request of the yardstick's client to the addresses above."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.urlconf = __name__
        return self.get_response(request)


def plain_client(user: Any) -> Client:
    """A signed-in browser of the plain views: the product's middleware without its gate."""
    client = Client(SERVER_NAME="localhost")
    stock = [name for name in settings.MIDDLEWARE if not name.startswith("coordination.")]
    client.handler = ClientHandler()
    with override_settings(MIDDLEWARE=[f"{__name__}.PlainRoutes", *stock]):
        client.handler.load_middleware()
    client.force_login(user)
    return client
