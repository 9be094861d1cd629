"""The API's side of the gate: actor, what comes first, versions, lists, problem details."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.http import Http404, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import authentication, exceptions, parsers, status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback
from rest_framework.viewsets import GenericViewSet

from .actor import Actor
from .errors import Hidden, KeyReused, Refused, Stale
from .gate import authorise
from .models import Gated
from .pages import NOT_FOUND_PROBLEM
from .reader import set_reader
from .routes import SIGNED_IN, Gate
from .services import once

PROBLEM = "application/problem+json"
LONGEST_KEY = 200
PAGE, LARGEST_PAGE = 50, 200


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
    """JSON up to the size of any other request, and no deeper than Python can follow."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        request = (parser_context or {}).get("request")
        length = request.META.get("CONTENT_LENGTH") if request else None
        if limit is not None and int(length or 0) > limit:
            raise TooLarge()
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError(_("The JSON is nested too deeply.")) from None


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
    """An API view that acts as its actor; the reader is set once the token is known.

    `parameters` names the query parameters that the view knows; others are refused, because a
    misspelt filter that is ignored shows more than was asked for.
    """

    gate: ClassVar[Gate] = SIGNED_IN
    parameters: Iterable[str] = ()
    parser_classes = [JSONParser]
    metadata_class = None  # OPTIONS would describe what the schema describes better
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

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks, whether the record is there for them, and only then the request itself."""
        super().initial(request, *args, **kwargs)
        self.look_up(**kwargs)
        self.refuse_unknown_parameters()

    def look_up(self, **kwargs: Any) -> None:
        """Find what the address names, or raise `Hidden`, before method, version or body count."""

    def known_parameters(self) -> Iterable[str]:
        return self.parameters

    def refuse_unknown_parameters(self) -> None:
        unknown = sorted(set(self.request.query_params) - set(self.known_parameters()))
        if unknown:
            message = _("There is no such parameter.")
            raise exceptions.ValidationError({name[:100]: [message] for name in unknown[:20]})

    def limit(self) -> int:
        """How many rows the client wants at most."""
        asked = self.request.query_params.get("limit")
        if asked is None:
            return PAGE
        if not (asked.isascii() and asked.isdecimal() and len(asked) < 5 and 1 <= int(asked) <= LARGEST_PAGE):
            message = _("Give a whole number from 1 to %(most)s.") % {"most": LARGEST_PAGE}
            raise exceptions.ValidationError({"limit": [message]})
        return int(asked)

    def cursor(self) -> UUID | None:
        """The last row that the client has seen."""
        asked = self.request.query_params.get("cursor")
        if asked is None:
            return None
        try:
            return UUID(asked)
        except ValueError:
            raise lost_cursor() from None


def lost_cursor() -> exceptions.ValidationError:
    """The error for a cursor that leads nowhere: never issued, or its row is hidden by now."""
    return exceptions.ValidationError({"cursor": [_("This cursor leads nowhere. Start again without one.")]})


def page_of[Row](rows: list[Row], key: Callable[[Row], str], view: GatedView) -> dict[str, Any]:
    """A page of a short list in memory; the cursor is the key of the last row."""
    limit, cursor, start = view.limit(), view.request.query_params.get("cursor"), 0
    if cursor is not None:
        keys = [key(row) for row in rows]
        if cursor not in keys:
            raise lost_cursor()
        start = keys.index(cursor) + 1
    shown = rows[start : start + limit]
    more = start + limit < len(rows)
    return {"results": shown, "next": key(shown[-1]) if more else None}


class GatedViewSet(GatedView, GenericViewSet):
    """A view set over rows that passed the gate; `row` is the one that the address names.

    `parameters_of` names the query parameters by action.
    """

    lookup_value_converter = "uuid"
    parameters_of: ClassVar[Mapping[str, Iterable[str]]] = {}
    row: Any = None

    def find(self, pk: Any) -> Any | None:
        """The row that the actor may read, or None."""
        raise NotImplementedError

    def look_up(self, **kwargs: Any) -> None:
        if self.lookup_field in kwargs:
            self.row = self.find(kwargs[self.lookup_field])
            if self.row is None:
                raise Hidden()

    def known_parameters(self) -> Iterable[str]:
        return self.parameters_of.get(self.action or "", ())

    def represent(self, row: Any) -> dict[str, Any]:
        """The row as the API shows it; also sent along when a change came too late."""
        raise NotImplementedError

    def locked[Row: Gated](self, action: str, row: Row) -> Row:
        """The row under a lock: allowed first, then at the version in `If-Match`.

        Raises `Refused`, `PreconditionRequired` (428, RFC 6585) or `Stale` (412).
        """
        locked = authorise(self.actor, action, row)
        sent = self.request.headers.get("If-Match", "").strip()
        if not sent:
            raise PreconditionRequired()
        tags = {tag.strip().removeprefix("W/") for tag in sent.split(",")}
        if sent != "*" and f'"{locked.version}"' not in tags:
            raise Stale(locked)
        return locked

    def created_once(self, make: Callable[[], UUID]) -> tuple[UUID, bool]:
        """Create through an `Idempotency-Key` where the client sent one."""
        key = self.request.headers.get("Idempotency-Key", "")
        if not key:
            return make(), True
        if len(key) > LONGEST_KEY:
            message = _("An idempotency key has at most %(most)s characters.") % {"most": LONGEST_KEY}
            raise exceptions.ValidationError({"Idempotency-Key": [message]})
        name = hashlib.sha256(f"{self.request.path}\n{key}".encode()).hexdigest()
        return once(actor=self.actor, key=f"api:{name}", sent=self.request.data, make=make)


def etag(row: Any) -> dict[str, str]:
    """The header that carries a row's version."""
    return {"ETag": f'"{row.version}"'}


def problem_details(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Every error of the API in the form of RFC 9457."""
    view = context.get("view")
    if isinstance(error, Http404):
        set_rollback()
        return HttpResponse(NOT_FOUND_PROBLEM, status=404, content_type=PROBLEM)
    body, headers = _described(error, view)
    # Only now: a transaction that is to be rolled back answers no more queries.
    set_rollback()
    if body is None:
        return None
    return Response({"type": "about:blank"} | body, status=body["status"], headers=headers, content_type=PROBLEM)


def _described(error: Exception, view: Any) -> tuple[dict[str, Any] | None, dict[str, str]]:
    if isinstance(error, Stale):
        title = _("Somebody saved this record in the meantime")
        body = {"title": title, "status": 412, "current": view.represent(error.current)}
        return body, etag(error.current)
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
