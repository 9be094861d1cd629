"""One page for all deeds that take a sentence: a form with its consequence, and what it answers."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse

from coordination.access import deeds
from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.routes import Gate, GatedRequest

from ..models import AgendaItem, AgendaRequest, Body, Meeting
from ..policy import MeetingPolicy
from ..queries import reading
from ..rows import audience_of, marking_of

CONVENORS = Gate("convenors", lambda actor: bool(actor.speaks_for), MeetingPolicy.create_reason)


def meeting_or_404(actor: Actor, pk: UUID) -> Meeting:
    """A meeting with its audience and `may`."""
    meeting = reading.one(actor, pk)
    if meeting is None:
        raise Http404
    return meeting


def item_or_404(actor: Actor, pk: UUID) -> AgendaItem:
    item = reading.item(actor, pk)
    if item is None:
        raise Http404
    return item


def body_or_404(actor: Actor, pk: UUID) -> Body:
    body = reading.body(actor, pk)
    if body is None:
        raise Http404
    return body


def request_or_404(actor: Actor, pk: UUID) -> AgendaRequest:
    found = reading.request(actor, pk)
    if found is None:
        raise Http404
    return found


def refuse(row: Any, action: str) -> None:
    """Raise `Refused` with the policy's reason, for a row that comes with `may`."""
    if not row.may[action]:
        raise Refused(row.policy.reason(action))


def marked(meeting: Meeting, actor: Actor, **page: Any) -> dict[str, Any]:
    """The head of a page on a meeting: its marking and its readers."""
    audience = audience_of(meeting, actor)
    marking = {"label": marking_of(meeting, audience), "narrow": audience.narrow, "note": ""}
    return {"marking": marking, "audience": audience, **page}


def deed_page(request: GatedRequest, page: dict[str, Any], form: forms.Form, **rest: Any) -> HttpResponse:
    """The form of a deed on a meeting or on what hangs on it."""
    return deeds.deed_page(request, page, form, half=("date", "select", "number", "time"), **rest)


def meeting_url(meeting: Meeting | UUID) -> str:
    return reverse("meeting", args=[meeting.pk if isinstance(meeting, Meeting) else meeting])
