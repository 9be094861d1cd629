"""Sharing fiches with the next Presidency, where their drafter renews the confidence."""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.audiences import circles_by_audience
from coordination.people.renewals import Renewable, register_renewable, with_circle

from ..models import Fiche
from .telling import tell_shared


@transaction.atomic
def renew(*, actor: Actor, row: Fiche, circle: int, reason: str) -> Fiche:
    """Let one circle more read a fiche. The saves are not counted: others would learn of it."""
    fiche = authorise(actor, "share", row)
    before = set(circles_by_audience([fiche.audience_id])[fiche.audience_id])
    if circle in before:
        return fiche
    fiche.audience = intern(actor=actor, circles=with_circle(before, circle))
    fiche.save(update_fields=["audience"])
    history.record(actor=actor, verb="shared", row=fiche, reason=reason)
    tell_shared(actor, fiche, {circle})
    return fiche


def register() -> None:
    """Called once, when the apps are ready."""
    register_renewable(
        Renewable(
            "fiche",
            _("Fiche"),
            Fiche,
            "share",
            lambda actor: F("title"),
            lambda pk: reverse("fiche", args=[pk]),
            renew,
        )
    )
