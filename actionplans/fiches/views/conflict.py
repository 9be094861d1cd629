"""A stale save of a fiche or a measure: both texts side by side."""

from typing import Any

from django import forms
from django.http import HttpResponse

from coordination.access import conflicts
from coordination.access.conflicts import differing
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
    page = marked(fiche, request.actor, title=title, subtitle=subtitle)
    return conflicts.conflict_page(
        request,
        page,
        differing(form, stored),
        version=version,
        discard_url=discard_url,
        saved=(last.organisation, last.at) if last else ("", None),
    )
