"""A stale save: both texts side by side, chosen line by line, nothing typed lost."""

from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from coordination.access.routes import GatedRequest
from coordination.register.forms.values import in_words

from ..history_words import history_of
from ..models import Fiche
from .deeds import marked


def with_choices(sent: QueryDict, stored: dict[str, Any]) -> QueryDict:
    """The posted form with the fields for which the other text was chosen."""
    chosen = sent.copy()
    for name, value in stored.items():
        if sent.get(f"keep_{name}") != "theirs":
            continue
        if isinstance(value, list):
            chosen.setlist(name, [str(item) for item in value])
        elif value in (None, False):
            chosen.pop(name, None)
        else:
            chosen[name] = "on" if value is True else str(value)
    return chosen


def conflict_page(
    request: GatedRequest,
    fiche: Fiche,
    form: forms.Form,
    stored: dict[str, Any],
    *,
    title: str,
    subtitle: str,
    version: int,
    discard_url: str,
) -> HttpResponse:
    """409 with the fields that differ, mine and theirs."""
    changes, _older = history_of(request.actor, fiche, limit=1)
    last = changes[0] if changes else None
    context = {
        "page": marked(fiche, request.actor, title=title, subtitle=subtitle),
        "saved_by": last.organisation if last else _("somebody else"),
        "saved_at": last.at if last else None,
        "fields": list(_different(form, stored)),
        "hidden": [
            {"name": name, "value": value}
            for name, values in request.POST.lists()
            if name not in {"csrfmiddlewaretoken", "version"} and not name.startswith("keep_")
            for value in values
        ],
        "version": version,
        "action_url": request.path,
        "discard_url": discard_url,
    }
    return render(request, "fiches/conflict.html", context, status=409)


def _different(form: forms.Form, stored: dict[str, Any]) -> Any:
    for name, field in form.fields.items():
        if name not in stored:
            continue
        mine, theirs = in_words(field, form.cleaned_data.get(name)), in_words(field, stored[name])
        if mine != theirs:
            yield {"name": name, "label": field.label or name, "mine": mine, "theirs": theirs}
