"""The description of the API, for programs and for people; its own parts of the schema."""

from functools import cache, lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_serializer
from drf_spectacular.views import SpectacularAPIView
from rest_framework import serializers

from ..routes import SIGNED_IN
from .gated import LARGEST_PAGE, PAGE, GatedView


class SchemaView(GatedView, SpectacularAPIView):
    """The API in OpenAPI 3.1, as YAML or JSON by the `Accept` header."""

    permission_classes = GatedView.permission_classes
    authentication_classes = GatedView.authentication_classes
    parameters = ("lang", "version")


@require_safe
@SIGNED_IN
def docs(request: HttpRequest) -> HttpResponse:
    """The same description to read; addresses that only read open with the reader's own session."""
    title = _("Programming interface")
    page = {"title": title, "subtitle": _("REST, JSON, version 1"), "marking": {"label": "", "narrow": False}}
    return render(request, "api/docs.html", {"page": page, "groups": _groups()})


@lru_cache(maxsize=1)
def _groups() -> list[dict[str, Any]]:
    """The operations by noun, as `api/docs.html` shows them."""
    description = SchemaGenerator().get_schema(request=None, public=True)
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "opens": method == "get" and "{" not in path,
                    "words": operation.get("description") or operation.get("summary", ""),
                    "parameters": [
                        {"name": item["name"], "place": item["in"], "words": item.get("description", "")}
                        for item in operation.get("parameters", [])
                        if item["name"] not in {"format"}
                    ],
                    "answers": ", ".join(sorted(operation["responses"])),
                }
            )
    return [{"noun": noun, "operations": operations} for noun, operations in sorted(groups.items())]


class SessionScheme(OpenApiAuthenticationExtension):
    """The browser's session; a change carries the token against forgery."""

    target_class = "coordination.access.rest.SessionAuthentication"
    name = "session"
    priority = 1

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "session"}


class Problem(serializers.Serializer):
    """What went wrong (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = serializers.DictField(required=False, help_text="What cannot be taken, by field.")  # type: ignore[assignment]
    current = serializers.DictField(required=False, help_text="The record as it now stands, with 412.")


WORDS = {
    400: "Something in the request cannot be taken; `errors` says what, by field.",
    401: "Nobody is signed in.",
    403: "Visible, but not allowed; `detail` says why.",
    404: "Nothing there that this reader may read.",
    412: "Saved by somebody else in the meantime; `current` is how it stands.",
    413: "The request is too large.",
    415: "The request is no JSON.",
    422: "The idempotency key was used for another request.",
    428: "`If-Match` is missing.",
}
JSON, PROBLEM = "application/json", "application/problem+json"


def answers(shown: Any, *problems: int, status: int = 200) -> dict[Any, Any]:
    """The responses of an operation: what it shows, and which problems it may answer with."""
    described: dict[Any, Any] = {(status, JSON): shown} if shown is not None else {status: OpenApiResponse()}
    for code in sorted({401, *problems}):
        described[code, PROBLEM] = OpenApiResponse(Problem, WORDS[code])
    return described


def header(name: str, words: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name, OpenApiTypes.STR, OpenApiParameter.HEADER, required=required, description=words
    )


IF_MATCH = header(
    "If-Match", "The `ETag` of the version that was read; `*` for whichever it is.", required=True
)
IDEMPOTENCY_KEY = header("Idempotency-Key", "Any text of your own: sent again, it creates nothing new.")
PAGING = [
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
        description="How many rows at most.",
    ),
    OpenApiParameter("cursor", OpenApiTypes.STR, description="What `next` said on the page before."),
]


@cache
def page_shape(row: type[serializers.Serializer]) -> Any:
    """The shape of a list: a page of rows, and the cursor of the next."""
    fields = {
        "results": row(many=True),
        "next": serializers.CharField(
            allow_null=True, help_text="The cursor of the next page; null on the last."
        ),
        "__doc__": "A page, and where the next one begins.",
    }
    name = row.__name__.removesuffix("Serializer") + "Page"
    return extend_schema_serializer(many=False)(type(name, (serializers.Serializer,), fields))


class CodedSerializer(serializers.Serializer):
    """Something of a list, by its code, with its name in the reader's language."""

    code = serializers.CharField()
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]


def coded(code: str, label: Any) -> dict[str, str]:
    """The JSON of a `CodedSerializer`."""
    return {"code": code, "label": str(label)}
