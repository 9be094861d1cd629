"""Bodies are set up and changed by those who convene them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern
from coordination.history import services as history

from .. import audiences
from ..audiences import Invited
from ..kinds import Capacity
from ..models import Body, BodyMember
from ..policy import is_secretariat
from .saving import save


@dataclass(frozen=True)
class BodyWords:
    """What a body is: its fields by column name, and who is usually invited."""

    fields: dict[str, Any]
    members: Sequence[Invited] = field(default=())


@transaction.atomic
def set_up(*, actor: Actor, words: BodyWords) -> Body:
    """A new body. One that the Presidency convenes is set up by the General Secretariat alone."""
    authorise_create(actor, Body)
    body = Body(originator_id=min(actor.speaks_for))
    _write(body, words)
    if body.by_presidency and not is_secretariat(actor):
        raise Refused(_("The General Secretariat sets up the bodies that the Presidency convenes."))
    if Body.objects.visible_to(actor).filter(originator=body.originator_id, code=body.code).exists():
        raise ValidationError({"code": _("You have a body of this code already. Choose another.")})
    body.audience = intern(actor=actor, circles=_readers(actor, body, words))
    body.save(force_insert=True)
    _write_members(actor, body, words.members)
    return body


@transaction.atomic
def change_body(*, actor: Actor, body: Body, version: int | None, words: BodyWords) -> Body:
    """Save what a body is; meetings that were called already keep what they have."""
    body = authorise(actor, "change", body, version=version)
    led = body.by_presidency
    _write(body, words)
    body.by_presidency = led
    body.audience = intern(actor=actor, circles=_readers(actor, body, words))
    save(body)
    _write_members(actor, body, words.members)
    return body


@transaction.atomic
def close_body(*, actor: Actor, body: Body, on: datetime.date, reason: str = "") -> Body:
    """A body does not meet any more; its meetings stay."""
    body = authorise(actor, "change", body)
    body.closed_on = on
    save(body)
    history.record(actor=actor, verb="closed", row=body, reason=reason)
    return body


def _write(body: Body, words: BodyWords) -> None:
    for name, value in words.fields.items():
        setattr(body, name, value)
    if body.for_country_team and body.country_id is None:
        raise ValidationError({"country": _("Choose the country whose team reads its meetings.")})


def _readers(actor: Actor, body: Body, words: BodyWords) -> set[int]:
    found = audiences.of_body(
        body.originator_id,
        for_members=body.for_members,
        country_team=body.country_id if body.for_country_team else None,
        members=[row.organisation_id for row in words.members],
    )
    return audiences.with_writer(found, actor)


def _write_members(actor: Actor, body: Body, members: Sequence[Invited]) -> None:
    wanted = {row.organisation_id: row.capacity for row in members}
    if not body.by_presidency:
        wanted.setdefault(body.originator_id, Capacity.MEMBER)  # whoever convenes takes part
    stored = BodyMember.objects.visible_to(actor).filter(body=body)
    stored.exclude(organisation__in=wanted).delete()
    kept = {row.organisation_id: row for row in stored.filter(organisation__in=wanted)}
    BodyMember.objects.bulk_create(
        BodyMember.of(body, organisation_id=pk, capacity=capacity)
        for pk, capacity in wanted.items()
        if pk not in kept
    )
    for pk, row in kept.items():
        if row.capacity != wanted[pk]:
            row.capacity = wanted[pk]
            row.save(update_fields=["capacity"])
