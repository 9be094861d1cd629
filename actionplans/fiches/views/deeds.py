"""One page for all deeds that take a sentence: a form with its consequence, and what it answers."""

import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from coordination.access.actor import Actor
from coordination.access.errors import KeyReused, Refused
from coordination.access.gate import permissions
from coordination.access.models import Gated
from coordination.access.routes import GatedRequest
from coordination.access.services import once
from coordination.people.audiences import AudienceWords, in_words

from ..models import Fiche, FicheContribution, Measure
from ..queries import reading


def fiche_or_404(actor: Actor, pk: UUID) -> Fiche:
    fiche = reading.one(actor, pk)
    if fiche is None:
        raise Http404
    return fiche


def measure_or_404(actor: Actor, pk: UUID) -> tuple[Measure, Fiche]:
    measure = reading.measure(actor, pk)
    if measure is None:
        raise Http404
    return measure, fiche_or_404(actor, measure.fiche_id)


def contribution_or_404(actor: Actor, pk: UUID) -> tuple[FicheContribution, Fiche]:
    contribution = reading.contribution(actor, pk)
    if contribution is None:
        raise Http404
    return contribution, fiche_or_404(actor, contribution.fiche_id)


def refuse_unless(actor: Actor, action: str, row: Gated) -> None:
    """Raise `Refused` with the policy's reason before a form is shown."""
    if reason := permissions(actor, row)[action]:
        raise Refused(reason)


def audience_of(fiche: Fiche, actor: Actor) -> AudienceWords:
    """Who can read the fiche, in words."""
    return in_words(fiche.audience.circles, fiche.originator_id, actor)


def marked(fiche: Fiche, actor: Actor, **page: Any) -> dict[str, Any]:
    """The head of a page on a fiche: its marking and its readers."""
    audience = audience_of(fiche, actor)
    marking = {"label": audience.marking, "narrow": audience.narrow, "note": ""}
    return {"marking": marking, "audience": audience, **page}


def sent_version(request: GatedRequest) -> int:
    """The saves that the form was filled at; 0 for what is no number."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def complain(form: forms.Form, error: ValidationError) -> None:
    """Put a service's complaints beside the fields that they are about, others above the form."""
    errors = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, messages in errors.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)


def deed(form: forms.Form, run: Callable[[], Any]) -> Any:
    """What the deed made, or None: the form then says what to change, and keeps what was typed."""
    if not form.is_valid():
        return None
    try:
        return run()
    except ValidationError as error:
        complain(form, error)
    return None


def deed_page(
    request: GatedRequest,
    fiche: Fiche,
    form: forms.Form,
    *,
    title: str,
    submit: str,
    subtitle: str = "",
    consequence: str = "",
    hidden: dict[str, Any] | None = None,
    again: str = "",
) -> HttpResponse:
    """The form; 400 when it was sent and could not be taken. `again` labels a second way to save."""
    context = {
        "page": marked(fiche, request.actor, title=title, subtitle=subtitle or fiche.title),
        "form": form,
        "consequence": consequence,
        "submit_label": submit,
        "again_label": again,
        "hidden": [{"name": name, "value": value} for name, value in (hidden or {}).items()],
        "back_url": reverse("fiche", args=[fiche.pk]),
    }
    return render(request, "fiches/deed.html", context, status=400 if form.errors else 200)


def made_once(request: GatedRequest, form: forms.Form, make: Callable[[], UUID], reused: str) -> UUID | None:
    """Make a row unless this very form made it already; `reused` says what to do when it made another."""
    key = request.POST.get("idempotency_key") or str(uuid.uuid4())
    sent = {name: request.POST.getlist(name) for name in request.POST if name != "csrfmiddlewaretoken"}
    try:
        made = deed(
            form, lambda: once(actor=request.actor, key=f"{request.path}:{key}", sent=sent, make=make)
        )
    except KeyReused:
        form.add_error(None, reused)
        return None
    return made[0] if made else None


def key_of(request: GatedRequest) -> dict[str, Any]:
    """The hidden field by which a form that is sent twice is known."""
    return {"idempotency_key": request.POST.get("idempotency_key") or uuid.uuid4()}


def posted(request: GatedRequest) -> Any:
    """What was sent, or nothing while the form is only asked for."""
    return request.POST if request.method == "POST" else None
