"""Every route declares its gate; one that does not stops the start."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django_htmx.middleware import HtmxDetails

from .actor import Actor
from .errors import Refused
from .reader import set_reader

View = Callable[..., HttpResponse]


class GatedRequest(HttpRequest):
    """What a view behind a gate gets: a request that knows its actor."""

    actor: Actor
    htmx: HtmxDetails


@dataclass(frozen=True)
class Gate:
    """Whom a route lets in at all; what they then see is the rows' own affair.

    `builder` makes the actor where the usual one would cost too much. `halfway` lets in sessions
    that still lack what the sign-in of their person needs: there they get it.
    """

    name: str
    admits: Callable[[Actor], bool]
    reason: Any = ""
    builder: str = ""
    halfway: bool = False

    def __call__(self, view: View) -> View:
        """Declare this gate for a function view."""

        @wraps(view)
        def gated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refusal = self.enter(request)
            return refusal or view(request, *args, **kwargs)

        gated.gate = self  # type: ignore[attr-defined]
        return gated

    def enter(self, request: HttpRequest) -> HttpResponse | None:
        """Build the request's actor and reader; a response when the visitor must sign in first."""
        actor = import_string(self.builder or settings.ACTOR_BUILDER)(request)
        request.actor = actor  # type: ignore[attr-defined]
        if actor is not None:
            set_reader(actor.reader)
        if self is EVERYONE:
            return None
        if actor is None:
            return _to_sign_in(request)
        if not self.halfway and (step := next_step(request, actor)):
            return _to(request, f"{step}?next={quote(request.get_full_path())}")
        if not self.admits(actor):
            raise Refused(str(self.reason))
        return None


EVERYONE = Gate("everyone", lambda actor: True)
SIGNED_IN = Gate(
    "signed in", lambda actor: bool(actor.functions), _("Your access to the workspace has ended.")
)
# The pages on which somebody completes and keeps the own sign-in.
OWN_SIGN_IN = replace(SIGNED_IN, name="own sign-in", halfway=True)
# As `SIGNED_IN`, for what a page asks for by itself every few seconds.
POLLING = replace(SIGNED_IN, builder=settings.POLL_ACTOR_BUILDER)
ADMINISTRATORS = Gate(
    "administrators",
    lambda actor: actor.is_administrator,
    _("Only administrators manage accounts and grants."),
)
CONTRIBUTORS = Gate(
    "contributors", lambda actor: actor.may_contribute, _("Your function reads here; it does not write.")
)
RUNNING = Gate(
    "focal points",
    lambda actor: bool(actor.runs),
    _("Only focal points and heads of delegation run the people of their organisation."),
)
ACCOUNTS = Gate(
    "administrators and focal points",
    lambda actor: actor.is_administrator or bool(actor.runs),
    _("Only administrators and focal points decide on accounts."),
)


def next_step(request: HttpRequest, actor: Actor) -> str:
    """The address at which a session gets what it lacks of its person's sign-in; empty for a whole one."""
    step: str = import_string(settings.SIGN_IN_CHECK)(request, actor)
    return step


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    return _to(request, f"{resolve_url(settings.LOGIN_URL)}?next={quote(request.get_full_path())}")


def _to(request: HttpRequest, address: str) -> HttpResponse:
    if getattr(request, "htmx", False):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return redirect(address)


def declared_gate(view: Any) -> Gate | None:
    """The gate of a view function, or of the class behind it."""
    for holder in (view, getattr(view, "cls", None), getattr(view, "view_class", None)):
        gate = getattr(holder, "gate", None)
        if isinstance(gate, Gate):
            return gate
    return None


def routes(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every route of the product with its view, as (path, view)."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, path)
        elif isinstance(entry, URLPattern):
            yield path, entry.callback


def refuse_undeclared_routes() -> None:
    """Raise `ImproperlyConfigured` when a route has no declared gate (SECURITY 1)."""
    undeclared = [path for path, view in routes() if declared_gate(view) is None]
    if undeclared:
        raise ImproperlyConfigured(f"Routes without a declared gate: {', '.join(undeclared)}")
