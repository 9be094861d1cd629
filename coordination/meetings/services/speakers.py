"""The list of speakers of an item: who asked when, was called when, and had spoken when."""

import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused

from ..models import AgendaItem, ItemRun, Participation, Speaker
from ..queries.attendance import takes_part
from ..room_kinds import RunState
from .turns import enter, readable_item


@transaction.atomic
def list_speaker(*, actor: Actor, item: AgendaItem, organisation_id: int) -> Speaker:
    """Put a delegation on the list; one that waits already keeps its place."""
    item = readable_item(actor, item)
    enter(actor, "assist", item.meeting_id)
    if organisation_id not in takes_part(item, _invited(actor, item)):
        raise ValidationError({"organisation": _("This organisation is not in the room for this item.")})
    return _listed(actor, item, organisation_id)


@transaction.atomic
def ask_floor(*, actor: Actor, item: AgendaItem) -> Speaker:
    """Ask for the floor in the name of one's own organisation."""
    item = readable_item(actor, item)
    enter(actor, "floor", item.meeting_id)
    own = sorted(takes_part(item, _invited(actor, item)) & actor.speaks_for)
    if not own:
        raise Refused(_("Your organisation is not in the room for this item. Ask the convenor."))
    run = ItemRun.objects.visible_to(actor).filter(item=item).first()
    if run is None or run.state == RunState.CLOSED:
        raise Refused(_("This item is not running. Ask for the floor once it is opened."))
    if run.list_closed_at is not None:
        raise Refused(_("The list of speakers is closed. Ask the chair."))
    return _listed(actor, item, own[0])


@transaction.atomic
def call_speaker(*, actor: Actor, item: AgendaItem, key: UUID | None = None) -> Speaker | None:
    """Give the floor to the next on the list, or to whom `key` names; None where nobody waits."""
    item = readable_item(actor, item)
    enter(actor, "assist", item.meeting_id)
    waiting = Speaker.objects.visible_to(actor).filter(item=item).waiting()
    speaker = (waiting.filter(key=key) if key else waiting).first()
    if speaker is None:
        if key:
            raise Hidden("speaker")
        return None
    now = timezone.now()
    _end_current(actor, item, now)
    speaker.called_at = now
    speaker.save(update_fields=["called_at"])
    return speaker


@transaction.atomic
def end_speech(*, actor: Actor, item: AgendaItem) -> None:
    """Whoever has the floor has spoken."""
    item = readable_item(actor, item)
    enter(actor, "assist", item.meeting_id)
    _end_current(actor, item, timezone.now())


@transaction.atomic
def take_off_list(*, actor: Actor, item: AgendaItem, key: UUID) -> None:
    """Take a delegation off the list: by itself, or by those who keep the list."""
    item = readable_item(actor, item)
    speaker = Speaker.objects.visible_to(actor).filter(item=item, key=key).first()
    if speaker is None:
        raise Hidden("speaker")
    enter(actor, "floor" if speaker.organisation_id in actor.speaks_for else "assist", item.meeting_id)
    waiting = Speaker.objects.visible_to(actor).filter(key=key, called_at=None, withdrawn_at=None)
    waiting.update(withdrawn_at=timezone.now())


@transaction.atomic
def move_up(*, actor: Actor, item: AgendaItem, key: UUID) -> None:
    """Let a delegation speak before the one that waits above it."""
    item = readable_item(actor, item)
    enter(actor, "assist", item.meeting_id)
    waiting = list(Speaker.objects.visible_to(actor).filter(item=item).waiting())
    at = next((place for place, row in enumerate(waiting) if row.key == key), None)
    if at is None:
        raise Hidden("speaker")
    if at:
        above, here = waiting[at - 1], waiting[at]
        above.place, here.place = here.place, above.place
        above.save(update_fields=["place"])
        here.save(update_fields=["place"])


@transaction.atomic
def close_list(*, actor: Actor, item: AgendaItem, closed: bool = True) -> ItemRun:
    """Let nobody else ask for the floor by himself, or let them again."""
    item = readable_item(actor, item)
    enter(actor, "assist", item.meeting_id)
    run = ItemRun.objects.visible_to(actor).filter(item=item).first()
    if run is None:
        raise Refused(_("This item has not begun: it has no list yet."))
    run.list_closed_at = timezone.now() if closed else None
    run.save(update_fields=["list_closed_at"])
    return run


def _invited(actor: Actor, item: AgendaItem) -> list[Participation]:
    return list(Participation.objects.visible_to(actor).filter(meeting=item.meeting_id))


def _listed(actor: Actor, item: AgendaItem, organisation_id: int) -> Speaker:
    rows = Speaker.objects.visible_to(actor).filter(item=item)
    waiting = rows.waiting().filter(organisation=organisation_id).first()
    if waiting is not None:
        return waiting
    last = rows.aggregate(last=Max("place"))["last"] or 0
    speaker = Speaker.of(
        item,
        meeting_id=item.meeting_id,
        organisation_id=organisation_id,
        place=last + 1,
        asked_at=timezone.now(),
    )
    speaker.save(force_insert=True)
    return speaker


def _end_current(actor: Actor, item: AgendaItem, now: datetime.datetime) -> None:
    speaking = Speaker.objects.visible_to(actor).filter(item=item, called_at__isnull=False, ended_at=None)
    speaking.update(ended_at=now)
