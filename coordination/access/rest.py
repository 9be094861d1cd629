"""The API's side of the gate: actor, permissions, paging, versions, problem details."""

from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback
from rest_framework.viewsets import GenericViewSet

from .actor import Actor
from .errors import KeyReused, Refused, Stale
from .pages import NOT_FOUND_PROBLEM
from .reader import set_reader
from .routes import SIGNED_IN, Gate
from .services import once

PROBLEM = "application/problem+json"


class ThroughTheGate(BasePermission):
    """The route's gate: signed in, and with a function today."""

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = request._request.actor
        if actor is None:
            raise exceptions.NotAuthenticated()
        gate: Gate = view.gate
        if not gate.admits(actor):
            raise Refused(str(gate.reason))
        return True


class GatedView(APIView):
    """An API view that acts as its actor; the reader is set once the token is known."""

    gate: ClassVar[Gate] = SIGNED_IN
    actor: Actor

    def perform_authentication(self, request: Request) -> None:
        super().perform_authentication(request)
        actor = None
        if request.user is not None:
            request._request.user = request.user
            actor = import_string(settings.ACTOR_BUILDER)(request._request)
        request._request.actor = actor
        if actor is not None:
            self.actor = actor
            set_reader(actor.reader)


class GatedViewSet(GatedView, GenericViewSet):
    """A view set over rows that passed the gate."""

    lookup_value_converter = "uuid"

    def expected_version(self) -> int:
        """The version in `If-Match`; a change without one is refused with 428 (RFC 6585)."""
        tag = self.request.headers.get("If-Match", "").removeprefix("W/").strip('"')
        if not tag:
            raise PreconditionRequired()
        return int(tag) if tag.isdecimal() and len(tag) < 10 else -1

    def created_once(self, make: Callable[[], UUID]) -> tuple[UUID, bool]:
        """Create through an `Idempotency-Key` where the client sent one."""
        key = self.request.headers.get("Idempotency-Key", "")
        if not key:
            return make(), True
        return once(actor=self.actor, key=f"api:{self.request.path}:{key}", sent=self.request.data, make=make)


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_detail = "Send the version that you read, as If-Match."


def etag(row: Any) -> dict[str, str]:
    """The header that carries a row's version."""
    return {"ETag": f'"{row.version}"'}


def problem_details(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Every error of the API in the form of RFC 9457."""
    view = context.get("view")
    set_rollback()
    if isinstance(error, Http404):
        return HttpResponse(NOT_FOUND_PROBLEM, status=404, content_type=PROBLEM)
    body: dict[str, Any] = {"type": "about:blank"}
    headers = {}
    if isinstance(error, Stale):
        body |= {"title": _("Somebody saved this record in the meantime"), "status": 412}
        body["current"] = view.get_serializer(error.current).data if hasattr(view, "get_serializer") else None
        headers = etag(error.current)
    elif isinstance(error, KeyReused):
        body |= {"title": _("This idempotency key was used for another request"), "status": 422}
    elif isinstance(error, PermissionDenied):
        reason = error.reason if isinstance(error, Refused) else str(error)
        body |= {"title": _("You may read this but not do this"), "status": 403, "detail": reason}
    elif isinstance(error, ValidationError):
        errors = error.message_dict if hasattr(error, "error_dict") else {"non_field_errors": error.messages}
        body |= {"title": _("Something in the request cannot be taken"), "status": 400, "errors": errors}
    elif isinstance(error, exceptions.APIException):
        body |= {"title": str(error.default_detail), "status": error.status_code}
        if isinstance(error, exceptions.ValidationError):
            body |= {"title": _("Something in the request cannot be taken"), "errors": error.detail}
        else:
            body["detail"] = str(error.detail)
        if auth := getattr(error, "auth_header", None):
            headers["WWW-Authenticate"] = auth
        if wait := getattr(error, "wait", None):
            headers["Retry-After"] = str(int(wait))
    else:
        return None
    return Response(body, status=body["status"], headers=headers, content_type=PROBLEM)


