"""Readings and refusals go into the trail once the answer has left (SECURITY 20)."""

import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.core.signals import request_finished
from django.db import DatabaseError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from coordination.access.opened import Opened, opening
from coordination.access.routes import POLLING, declared_gate

from .models import Verb
from .trail import Event, note_all

log = logging.getLogger(__name__)
_waiting: ContextVar[tuple[Event, ...]] = ContextVar("roundtable_trail", default=())

READING = ("GET", "HEAD")


class Trail:
    """Remembers what a request opened or was refused; it is written when the request has finished.

    Hidden and missing rows leave the same line: which of the two it was, the trail does not know.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _waiting.set(())
        with opening() as found:
            response = self.get_response(request)
        _waiting.set(tuple(_events(request, response, found)))
        return response


@receiver(request_finished)
def write(**kwargs: Any) -> None:
    """Write what waits: a transaction of its own, for that of a refused request is rolled back."""
    events = _waiting.get()
    if not events:
        return
    _waiting.set(())
    try:
        note_all(events)
    except DatabaseError:
        log.exception("%s events of access could not be written to the trail.", len(events))


def _events(request: HttpRequest, response: HttpResponse, found: Opened) -> list[Event]:
    actor, match = getattr(request, "actor", None), request.resolver_match
    if actor is None or match is None:
        return []
    named = [str(value) for value in match.kwargs.values() if isinstance(value, UUID)]
    who = {
        "user_id": actor.user_id,
        "organisation_id": actor.organisation.pk if actor.organisation else None,
        "detail": {"route": match.view_name, "method": request.method},
    }
    if response.status_code == 403:
        return [Event(verb=Verb.REFUSED, record=named[-1] if named else "", **who)]
    if response.status_code == 404 and named:
        return [Event(verb=Verb.NOT_FOUND, record=named[-1], **who)]
    if request.method not in READING or response.status_code != 200 or declared_gate(match.func) is POLLING:
        return []
    leaves = response.get("Content-Disposition", "").startswith("attachment")
    if leaves and not named:
        return [Event(verb=Verb.EXPORTED, **who)]
    verb = Verb.DOWNLOADED if leaves else Verb.READ
    return [
        Event(verb=verb, noun=found[key][0], record=key, audience_id=found[key][1], **who)
        for key in named
        if key in found
    ]
