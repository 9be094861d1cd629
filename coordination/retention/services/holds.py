"""Legal holds: laid by an administrator, lifted by one at the word of another."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.history.models import Verb
from coordination.history.trail import note
from coordination.people.policy import require_administrator

from ..models import Hold
from ..policy import SOMEBODY_ELSE_LIFTS, require_another


@dataclass(frozen=True)
class Scope:
    """What a hold covers; all that is set must fit. A record is named by its id, and need not be known here."""

    record: UUID | None = None
    country_id: int | None = None
    organisation_id: int | None = None
    user_id: int | None = None
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@transaction.atomic
def lay(*, actor: Actor, scope: Scope, reason: str) -> Hold:
    """Hold what is in scope from now on; raises `ValidationError` for a hold on nothing."""
    require_administrator(actor)
    named = scope.record or scope.country_id or scope.organisation_id or scope.user_id
    if not named and not (scope.starts_on and scope.ends_on):
        raise ValidationError(
            _("Name a record, a country, an organisation, a person, or a period with both its days.")
        )
    if scope.starts_on and scope.ends_on and scope.ends_on < scope.starts_on:
        raise ValidationError({"ends_on": _("The last day comes after the first.")})
    hold = Hold.objects.create(
        reason=reason.strip(), laid_by_id=actor.user_id, laid_at=timezone.now(), **vars(scope)
    )
    _note(actor, Verb.HELD, hold)
    return hold


@transaction.atomic
def ask_to_lift(*, actor: Actor, hold_id: UUID, words: str) -> Hold:
    """Say why a hold can be lifted; another administrator then lifts it, or leaves it."""
    hold = _standing(actor, hold_id)
    hold.lift_reason = words.strip()
    hold.lift_asked_by_id, hold.lift_asked_at = actor.user_id, timezone.now()
    hold.save(update_fields=["lift_reason", "lift_asked_by_id", "lift_asked_at"])
    return hold


@transaction.atomic
def lift(*, actor: Actor, hold_id: UUID) -> Hold:
    """Lift a hold that another administrator asked to lift."""
    hold = _standing(actor, hold_id)
    if hold.lift_asked_by_id is None:
        raise Refused(_("Nobody has said yet why this hold can be lifted."))
    require_another(actor, hold.lift_asked_by_id, SOMEBODY_ELSE_LIFTS)
    hold.lifted_by_id, hold.lifted_at = actor.user_id, timezone.now()
    hold.save(update_fields=["lifted_by_id", "lifted_at"])
    _note(actor, Verb.RELEASED, hold)
    return hold


def _note(actor: Actor, verb: Verb, hold: Hold) -> None:
    note(verb=verb, user_id=actor.user_id, about_id=hold.user_id, noun=hold._meta.db_table, record=hold.pk)


def _standing(actor: Actor, hold_id: UUID) -> Hold:
    require_administrator(actor)
    hold = Hold.objects.select_for_update().filter(pk=hold_id).first()
    if hold is None:
        raise Hidden("hold")
    if hold.lifted_at is not None:
        raise Refused(_("This hold was lifted already."))
    return hold
