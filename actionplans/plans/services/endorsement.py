"""What the partner endorsed of a text: recorded with its source, and taken back where it was recorded wrongly."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise
from coordination.people.models import today

from ..models import Objective, PartnerEndorsement, PlanVersion


@transaction.atomic
def record_endorsement(
    *, actor: Actor, plan_version: PlanVersion, fields: dict[str, Any]
) -> PartnerEndorsement:
    """Record that the partner endorsed a text or one of its objectives; the text itself does not change."""
    plan_version = authorise(actor, "endorse", plan_version)
    if fields["endorsed_on"] > today():
        raise ValidationError({"endorsed_on": _("Record it once the partner has endorsed it.")})
    key = fields.get("objective_key")
    objectives = Objective.objects.visible_to(actor).filter(plan_version=plan_version)
    if key and not objectives.filter(key=key).exists():
        raise Hidden("objective")
    row = PartnerEndorsement.of(plan_version, organisation_id=min(actor.speaks_for), **fields)
    row.save(force_insert=True)
    return row


@transaction.atomic
def take_back_endorsement(*, actor: Actor, plan_version: PlanVersion, key: UUID) -> None:
    """Take a record back that one's own organisation made; what it said stays in the history."""
    plan_version = authorise(actor, "endorse", plan_version)
    found = PartnerEndorsement.objects.visible_to(actor).filter(plan_version=plan_version, key=key)
    row = found.first()
    if row is None:
        raise Hidden("endorsement")
    if row.organisation_id not in actor.speaks_for:
        raise Refused(_("A record is taken back by the organisation that made it."))
    found.delete()
