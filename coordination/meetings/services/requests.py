"""Points that wait for an agenda: delegations ask, the convenor answers or keeps a point for later."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.models import today
from coordination.people.queries import circles, presidency

from .. import audiences
from ..kinds import Handling, Input, ItemKind, RequestKind, RequestState, Standing
from ..models import AgendaItem, AgendaRequest, Body, Meeting
from ..queries.arranging import arranged
from .agenda import ItemWords, add_item
from .saving import save
from .telling import tell_answered, tell_asked


@transaction.atomic
def ask(*, actor: Actor, meeting: Meeting, fields: dict[str, Any]) -> AgendaRequest:
    """Ask for an item on the agenda of an issued meeting; read by whoever asks and by its organisers."""
    meeting = authorise(actor, "ask", meeting)
    return _file(actor, _body_of(actor, meeting), meeting, fields)


@transaction.atomic
def keep(*, actor: Actor, body: Body, fields: dict[str, Any]) -> AgendaRequest:
    """Keep a point for a later meeting of a body that one convenes."""
    body = authorise(actor, "convene", body)
    return _file(actor, body, None, {**fields, "kind": RequestKind.BACKLOG})


@transaction.atomic
def keep_item(*, actor: Actor, item: AgendaItem) -> AgendaRequest:
    """Keep an item that was taken off for a later meeting of its body."""
    found = AgendaItem.objects.visible_to(actor).filter(pk=item.pk).first()
    if found is None:
        raise Hidden("agenda item")
    meeting = Meeting.objects.visible_to(actor).get(pk=found.meeting_id)
    fields = {
        "title": found.title,
        "title_fr": found.title_fr,
        "country_id": found.country_id,
        "source_noun": found.source_noun,
        "source_id": found.source_id,
        "minutes": 15,
        "item_kind": found.kind,
        "circle_ids": found.circle_ids,
    }
    return keep(actor=actor, body=_body_of(actor, meeting), fields=fields)


@transaction.atomic
def change_request(
    *, actor: Actor, request: AgendaRequest, version: int | None, fields: dict[str, Any]
) -> AgendaRequest:
    """Change what was asked, until it is answered."""
    request = authorise(actor, "change", request, version=version)
    _write(request, fields)
    return save(request)


@transaction.atomic
def withdraw_request(*, actor: Actor, request: AgendaRequest) -> AgendaRequest:
    """Take a request back."""
    request = authorise(actor, "withdraw", request)
    request.state = RequestState.WITHDRAWN
    history.record(actor=actor, verb="withdrawn", row=request)
    return save(request)


@transaction.atomic
def decline(*, actor: Actor, request: AgendaRequest, words: str) -> AgendaRequest:
    """Decline a request; whoever asked reads why."""
    request = authorise(actor, "answer", request)
    if not words.strip():
        raise ValidationError({"answer": _("Say why, or when it will be taken up.")})
    request.state, request.answer, request.answered_on = RequestState.DECLINED, words.strip(), today()
    if request.meeting_id:
        tell_answered(actor, Meeting.objects.visible_to(actor).get(pk=request.meeting_id), request)
    return save(request)


@transaction.atomic
def accept(*, actor: Actor, request: AgendaRequest, meeting: Meeting) -> AgendaItem:
    """Put a point on the agenda of a meeting, presented by whoever asked for it."""
    request = authorise(actor, "answer", request)
    asked = request.kind != RequestKind.BACKLOG
    line = {"input": Input.INFORMATION, "parties": [request.originator_id], "words": ""}
    last = None
    if request.kind == RequestKind.AOB:
        entries = arranged(actor, meeting)
        last = next((entry.row for entry in entries if entry.item.standing == Standing.AOB), None)
    item = add_item(
        actor=actor,
        meeting=meeting,
        parent=last,
        words=ItemWords(
            fields={
                "title": request.title,
                "title_fr": request.title_fr,
                "country_id": request.country_id,
                "presenters": [line] if asked else [],
                "handling": Handling.INFORMATION,
                "kind": request.item_kind,
                "circle_ids": request.circle_ids,
                "source_noun": request.source_noun,
                "source_id": request.source_id,
            },
            minutes=request.minutes,
            reason=_reason(request),
        ),
    )
    request.state, request.item_id, request.answered_on = RequestState.ACCEPTED, item.pk, today()
    request.meeting_id = meeting.pk
    save(request)
    if asked:
        tell_answered(actor, meeting, request)
    return item


def _reason(request: AgendaRequest) -> str:
    return (
        _("Kept for a later meeting")
        if request.kind == RequestKind.BACKLOG
        else _("Asked for by a delegation")
    )


def _file(actor: Actor, body: Body, meeting: Meeting | None, fields: dict[str, Any]) -> AgendaRequest:
    authorise_create(actor, AgendaRequest)
    request = AgendaRequest(
        body=body,
        meeting=meeting,
        by_presidency=body.by_presidency,
        convenor_id=body.originator_id,
        originator_id=min(actor.speaks_for),
    )
    _write(request, fields)
    request.audience = intern(actor=actor, circles=_readers(actor, body, meeting, request.item_kind))
    request.save(force_insert=True)
    if meeting is not None:
        tell_asked(actor, meeting, request)
    return request


def _readers(actor: Actor, body: Body, meeting: Meeting | None, item_kind: str) -> set[int]:
    """Whoever asks, and those who run the body.

    A point kept for later passes to the next Presidency, unless it was closed: then it stays with this one.
    """
    closed = item_kind == ItemKind.CLOSED
    own = {circles().of_organisation[min(actor.speaks_for)]}
    if not body.by_presidency:
        return own | audiences.organisers(body.originator_id, None)
    chairs = presidency()
    passed_on = [] if closed else [chairs.next_term]
    terms = [chairs.term, *passed_on] if meeting is None else []
    found = set(own)
    for term_id in [*(term.pk for term in terms if term), *([meeting.term_id] if meeting else [])]:
        found |= audiences.organisers(body.originator_id, term_id, closed=closed)
    return found


def _write(request: AgendaRequest, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(request, name, value)
    request.title = request.title.strip()
    if not request.title:
        raise ValidationError({"title": _("Say which point you ask for.")})


def _body_of(actor: Actor, meeting: Meeting) -> Body:
    body = Body.objects.visible_to(actor).filter(pk=meeting.body_id).first()
    if body is None:
        raise Hidden("body")
    return body
