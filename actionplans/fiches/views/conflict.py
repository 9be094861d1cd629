"""A stale save of a fiche or a measure: both texts side by side."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from coordination.access.conflicts import differing, typed
from coordination.access.routes import GatedRequest

from ..history_words import history_of
from ..models import Fiche
from .deeds import marked


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
        "what": _("Somebody saved this text while you were writing."),
        "saved_by": last.organisation if last else _("somebody else"),
        "saved_at": last.at if last else None,
        "fields": list(differing(form, stored)),
        "hidden": typed(request.POST),
        "version": version,
        "action_url": request.path,
        "discard_url": discard_url,
    }
    return render(request, "access/conflict.html", context, status=409)
