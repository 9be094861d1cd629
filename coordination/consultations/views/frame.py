"""What the pages of consultations share: the row behind the address, its marking, the page of one deed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access import conflicts, deeds
from coordination.access.actor import Actor
from coordination.access.conflicts import differing
from coordination.access.routes import GatedRequest
from coordination.people.audiences import AudienceWords
from coordination.people.conflicts import last_save
from coordination.people.queries import organisations

from ..models import Consultation
from ..queries import reading
from ..rows import audience_of, readership_words


def consultation_or_404(actor: Actor, pk: UUID) -> Consultation:
    row = reading.one(actor, pk)
    if row is None:
        raise Http404
    return row


def question_or_404(row: Consultation, number: int) -> dict[str, Any]:
    found = next((question for question in row.question_list if question["number"] == number), None)
    if found is None:
        raise Http404
    return found


def marked(row: Consultation, actor: Actor, *, note: str = "", **page: Any) -> dict[str, Any]:
    """The head of a page on a consultation: its marking and its readers."""
    audience = audience_of(row, actor)
    marking = {"label": audience.marking, "narrow": audience.narrow, "note": note}
    return {"marking": marking, "audience": audience, **page}


def own_marking(actor: Actor, note: str) -> dict[str, Any]:
    """The marking of what the actor's delegation keeps to itself."""
    owner = organisations().by_id[min(actor.speaks_for)].name
    return {"label": f"LIMITE · {owner.upper()}", "narrow": True, "note": note}


def own_audience(actor: Actor) -> AudienceWords:
    """Who reads what a delegation is still writing."""
    owner = organisations().by_id[min(actor.speaks_for)].name
    return AudienceWords(1, owner, (owner,), f"LIMITE · {owner.upper()}", narrow=True)


def page_of_own(row: Consultation, actor: Actor, *, title: str, note: str) -> dict[str, Any]:
    """The head of a page on what a delegation writes: marked for itself alone."""
    return {
        "title": title,
        "subtitle": row.title,
        "marking": own_marking(actor, note),
        "audience": own_audience(actor),
    }


def deed_page(request: GatedRequest, form: forms.Form, *, page: dict[str, Any], **rest: Any) -> HttpResponse:
    """The form of a deed on a consultation, whose fields are wide."""
    return deeds.deed_page(request, page, form, half=(), back_label=_("Back"), **rest)


def back_to(row: Consultation) -> str:
    return reverse("consultation", args=[row.pk])


def conflict_page(
    request: GatedRequest,
    form: forms.Form,
    stored: Any,
    values: dict[str, Any],
    *,
    page: dict[str, Any],
    discard_url: str,
) -> HttpResponse:
    """409 with both texts: mine and what a colleague saved meanwhile."""
    return conflicts.conflict_page(
        request,
        page,
        differing(form, values),
        version=stored.version,
        discard_url=discard_url,
        saved=last_save(request.actor, stored),
    )


def kept(actor: Actor, key: str) -> dict[str, Any]:
    """Where what is being typed is kept, for `deed.html`."""
    found = reading.kept_draft(actor, key)
    return {
        "url": reverse("draft-keep", args=[key]),
        "kept_at": found.kept_at if found else None,
        "fields": found.fields if found else {},
    }


def who_reads(row: Consultation) -> str:
    """The consequence of answering: who reads it, and when."""
    return readership_words(row) + "."
