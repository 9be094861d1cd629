"""What the pages of consultations share: the row behind the address, its marking, the page of one deed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.conflicts import differing, typed
from coordination.access.routes import GatedRequest
from coordination.history.queries import saved_last
from coordination.people.audiences import AudienceWords
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


def deed_page(
    request: GatedRequest,
    form: forms.Form,
    *,
    page: dict[str, Any],
    submit: str,
    back_url: str,
    consequence: str = "",
    hidden: dict[str, Any] | None = None,
    quoted: str = "",
    again: str = "",
    long: bool = False,
    draft: dict[str, Any] | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The form; 400 when it was sent and could not be taken. `again` labels a second way to save it."""
    context = {
        "page": page,
        "form": form,
        "consequence": consequence,
        "quoted": quoted,
        "submit_label": submit,
        "again_label": again,
        "hidden": [{"name": name, "value": value} for name, value in (hidden or {}).items()],
        "back_url": back_url,
        "long": long,
        "draft": draft,
    }
    status = status or (400 if form.errors else 200)
    return render(request, "consultations/deed.html", context, status=status)


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
    last = saved_last(request.actor, stored)
    who = organisations().by_id.get(last.organisation_id or 0) if last else None
    context = {
        "page": page,
        "what": _("Somebody saved this text while you were writing."),
        "saved_by": who.name if who else _("somebody else"),
        "saved_at": last.at if last else None,
        "fields": list(differing(form, values)),
        "hidden": typed(request.POST),
        "version": stored.version,
        "action_url": request.path,
        "discard_url": discard_url,
    }
    return render(request, "access/conflict.html", context, status=409)


def kept(actor: Actor, key: str) -> dict[str, Any]:
    """Where what is being typed is kept, for `consultations/deed.html`."""
    found = reading.kept_draft(actor, key)
    return {
        "url": reverse("draft-keep", args=[key]),
        "kept_at": found.kept_at if found else None,
        "fields": found.fields if found else {},
    }


def who_reads(row: Consultation) -> str:
    """The consequence of answering: who reads it, and when."""
    return readership_words(row) + "."
