"""The views of the API: actor first, then the record, then the request; versions, lists, keys."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from rest_framework import exceptions, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from ..actor import Actor
from ..errors import Hidden, Stale
from ..gate import authorise
from ..models import Gated
from ..paging import Page
from ..reader import set_reader
from ..rest import JSONParser, PreconditionRequired
from ..routes import SIGNED_IN, Gate
from ..services import once

LONGEST_KEY = 200
PAGE, LARGEST_PAGE = 50, 200


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
        request._request.actor = actor  # type: ignore[attr-defined]
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

    def paged(self, page: Page[Any], results: list[dict[str, Any]]) -> Response:
        """A page of rows as they are shown; raises `ValidationError` where its cursor leads nowhere."""
        if page.restarted:
            raise lost_cursor()
        following = str(page.next_cursor) if page.next_cursor else None
        return Response({"results": results, "next": following})


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

    def found(self, pk: Any) -> Any:
        """The row as it stands now; raises `Hidden`."""
        row = self.find(pk)
        if row is None:
            raise Hidden()
        return row

    def body(self, row: Any) -> dict[str, Any]:
        """A row that was found, as the API shows it."""
        raise NotImplementedError

    def represent(self, row: Any) -> dict[str, Any]:
        """The row as it stands now; sent along when a change came too late."""
        return self.body(self.found(row.pk))

    def shown(self, pk: UUID, code: int = status.HTTP_200_OK, **headers: str) -> Response:
        """A row as it stands now, with its version."""
        row = self.found(pk)
        body = self.body(row)
        return Response(body, status=code, headers=self.tag(row, body) | headers)

    def tag(self, row: Any, body: dict[str, Any]) -> dict[str, str]:
        """The header that carries the version of what was shown."""
        return etag(row)

    def sent(self, serializer: type[Any], **rest: Any) -> dict[str, Any]:
        """The body of the request as a serializer understands it; raises `ValidationError`."""
        given = serializer(data=self.request.data, context={"actor": self.actor}, **rest)
        given.is_valid(raise_exception=True)
        return given.validated_data

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
