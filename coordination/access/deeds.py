"""What all pages that do something share: a form is tried, its complaints shown, nothing made twice."""

import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import render

from .actor import Actor
from .errors import KeyReused, Refused
from .gate import permissions
from .models import Gated
from .routes import GatedRequest
from .services import once


def refuse_unless(actor: Actor, action: str, row: Gated) -> None:
    """Raise `Refused` with the policy's reason before a form is shown."""
    if reason := permissions(actor, row)[action]:
        raise Refused(reason)


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


def deed_page(
    request: GatedRequest,
    page: dict[str, Any],
    form: forms.Form,
    *,
    submit: str,
    back_url: str,
    back_label: str,
    consequence: str = "",
    hidden: dict[str, Any] | None = None,
    half: tuple[str, ...] = ("date",),
    again: str = "",
    quoted: str = "",
    long: bool = False,
    draft: dict[str, Any] | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The form of a deed; 400 when it was sent and could not be taken.

    `half` names the kinds of fields that take half the width, `again` labels a second way to save.
    """
    context = {
        "page": page,
        "form": form,
        "half": half,
        "consequence": consequence,
        "quoted": quoted,
        "submit_label": submit,
        "again_label": again,
        "hidden": [{"name": name, "value": value} for name, value in (hidden or {}).items()],
        "back_url": back_url,
        "back_label": back_label,
        "long": long,
        "draft": draft,
    }
    return render(request, "deed.html", context, status=status or (400 if form.errors else 200))
