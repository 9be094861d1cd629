"""Sharing entries and their cards with the next Presidency, where their originator renews the confidence."""

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.audiences import circles_by_audience
from coordination.people.renewals import Renewable, register_renewable, with_circle

from ..kinds import State
from ..models import Activity, ExistenceCard
from .telling import tell_shared


@transaction.atomic
def renew(*, actor: Actor, row: Activity, circle: int, reason: str) -> Activity:
    """Let one circle more read an entry. The saves are not counted: others would learn of it."""
    activity = authorise(actor, "share", row)
    before = set(circles_by_audience([activity.audience_id])[activity.audience_id])
    if circle in before:
        return activity
    activity.audience = intern(actor=actor, circles=with_circle(before, circle))
    activity.save(update_fields=["audience"])
    history.record(actor=actor, verb="shared", row=activity, reason=reason)
    if activity.state == State.CURRENT:
        tell_shared(actor, activity, {circle})
    return activity


@transaction.atomic
def renew_card(*, actor: Actor, row: ExistenceCard, circle: int, reason: str) -> ExistenceCard:
    """Let one circle more read an existence card; the entry behind it stays with its own readers."""
    card = authorise(actor, "change", row)
    before = set(circles_by_audience([card.audience_id])[card.audience_id])
    if circle in before:
        return card
    card.audience = intern(actor=actor, circles=with_circle(before, circle))
    card.save(update_fields=["audience"])
    history.record(actor=actor, verb="shared", row=card, reason=reason)
    return card


def _announced(actor: Actor) -> Subquery:
    """The title of the entry behind a card, which its originator reads."""
    entry = Activity.objects.visible_to(actor).filter(card=OuterRef("pk"))
    return Subquery(entry.values("title")[:1])


def register() -> None:
    """Called once, when the apps are ready."""
    register_renewable(
        Renewable(
            "entry",
            _("Entry of the register"),
            Activity,
            "share",
            lambda actor: F("title"),
            lambda pk: reverse("activity", args=[pk]),
            renew,
        )
    )
    register_renewable(
        Renewable(
            "card",
            _("Existence card"),
            ExistenceCard,
            "change",
            _announced,
            lambda pk: reverse("card", args=[pk]),
            renew_card,
        )
    )
