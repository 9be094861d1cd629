"""What Django REST framework finds through the settings: who is let in, what is read, how errors look.

Nothing here may import the framework's views: they import this module while they are loaded.
"""

from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import authentication, exceptions, parsers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from .errors import KeyReused, Refused, Stale, held_refusal
from .pages import NOT_FOUND_PROBLEM
from .routes import Gate, next_step

PROBLEM = "application/problem+json"
LARGEST_FORM = 26 * 1024 * 1024


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = gettext_lazy("Send the version that you read, as If-Match.")
    default_code = "precondition_required"


class TooLarge(exceptions.APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = gettext_lazy("The request is too large.")
    default_code = "too_large"


class SessionAuthentication(authentication.SessionAuthentication):
    """A browser's session; a change needs the token against forgery in `X-CSRFToken`."""

    def enforce_csrf(self, request: Request) -> None:
        # On Django's own request: asked for a form field, the wrapper would parse the body as
        # JSON, and answer for its mistakes, before anybody asked whether the record is there.
        super().enforce_csrf(request._request)  # type: ignore[arg-type]


class JSONParser(parsers.JSONParser):
    """JSON up to the size of any other request; not what nests too deep to follow, and no half characters."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        request = (parser_context or {}).get("request")
        length = request.META.get("CONTENT_LENGTH") if request else None
        if limit is not None and int(length or 0) > limit:
            raise TooLarge()
        try:
            return orjson.loads(stream.read())
        except orjson.JSONDecodeError as error:
            raise exceptions.ParseError(_("This is no JSON: %(why)s") % {"why": error}) from None


class FormParser(parsers.MultiPartParser):
    """A form with a file, up to the size of any other upload."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        request = (parser_context or {}).get("request")
        length = request.META.get("CONTENT_LENGTH") if request else None
        if int(length or 0) > LARGEST_FORM:
            raise TooLarge()
        return super().parse(stream, media_type, parser_context)


class ThroughTheGate(BasePermission):
    """The route's gate: signed in, and with a function today."""

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = request._request.actor  # type: ignore[attr-defined]
        if actor is None:
            raise exceptions.NotAuthenticated()
        if request.auth is None and next_step(request._request, actor):
            raise Refused(_("This session lacks the second factor: complete the sign-in in the browser."))
        gate: Gate = view.gate
        if not gate.admits(actor):
            raise Refused(str(gate.reason))
        return True


def problem_details(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Every error of the API in the form of RFC 9457."""
    from rest_framework.views import set_rollback  # loaded by now, not yet when this module was

    view = context.get("view")
    error = held_refusal(error) or error
    if isinstance(error, Http404):
        set_rollback()
        return HttpResponse(NOT_FOUND_PROBLEM, status=404, content_type=PROBLEM)
    body, headers = _described(error, view)
    # Only now: a transaction that is to be rolled back answers no more queries.
    set_rollback()
    if body is None:
        return None
    return Response(
        {"type": "about:blank"} | body, status=body["status"], headers=headers, content_type=PROBLEM
    )


def _described(error: Exception, view: Any) -> tuple[dict[str, Any] | None, dict[str, str]]:
    if isinstance(error, Stale):
        title = _("Somebody saved this record in the meantime")
        body = {"title": title, "status": 412, "current": view.represent(error.current)}
        return body, {"ETag": f'"{error.current.version}"'}
    if isinstance(error, KeyReused):
        return {"title": _("This idempotency key was used for another request"), "status": 422}, {}
    if isinstance(error, PermissionDenied):
        reason = error.reason if isinstance(error, Refused) else str(error)
        return {"title": _("You may read this but not do this"), "status": 403, "detail": reason}, {}
    if isinstance(error, ValidationError):
        errors = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        return _invalid(errors), {}
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error.detail), {}
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    elif isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError(_("The request cannot be read."))
    if isinstance(error, exceptions.APIException):
        headers = {}
        if auth := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = auth
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait))
        phrase = HTTPStatus(error.status_code).phrase
        return {"title": phrase, "status": error.status_code, "detail": str(error.detail)}, headers
    return None, {}


def _invalid(errors: Any) -> dict[str, Any]:
    if isinstance(errors, list):
        errors = {"non_field_errors": errors}
    detail = "; ".join(sorted(errors))
    body: dict[str, Any] = {"title": _("Something in the request cannot be taken"), "status": 400}
    return body | {"detail": _("Look at: %(names)s") % {"names": detail}, "errors": errors}
