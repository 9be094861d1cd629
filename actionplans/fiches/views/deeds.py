"""One page for all deeds that take a sentence: a form with its consequence, and what it answers."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access import deeds
from coordination.access.actor import Actor
from coordination.access.deeds import (
    complain,
    deed,
    key_of,
    made_once,
    posted,
    refuse_unless,
    sent_version,
)
from coordination.access.routes import GatedRequest
from coordination.people.audiences import AudienceWords, in_words

from ..models import Fiche, FicheContribution, Measure
from ..queries import reading

__all__ = [
    "audience_of",
    "complain",
    "contribution_or_404",
    "deed",
    "deed_page",
    "fiche_or_404",
    "key_of",
    "made_once",
    "marked",
    "measure_or_404",
    "posted",
    "refuse_unless",
    "sent_version",
]


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


def audience_of(fiche: Fiche, actor: Actor) -> AudienceWords:
    """Who can read the fiche, in words."""
    return in_words(fiche.audience.circles, fiche.originator_id, actor)


def marked(fiche: Fiche, actor: Actor, **page: Any) -> dict[str, Any]:
    """The head of a page on a fiche: its marking and its readers."""
    audience = audience_of(fiche, actor)
    marking = {"label": audience.marking, "narrow": audience.narrow, "note": ""}
    return {"marking": marking, "audience": audience, **page}


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
    """The form of a deed on a fiche; `again` labels a second way to save."""
    return deeds.deed_page(
        request,
        marked(fiche, request.actor, title=title, subtitle=subtitle or fiche.title),
        form,
        submit=submit,
        again=again,
        consequence=consequence,
        hidden=hidden,
        half=("date", "select", "radioselect"),
        back_url=reverse("fiche", args=[fiche.pk]),
        back_label=_("Back to the fiche"),
    )
