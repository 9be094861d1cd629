"""The room goes through its agenda: one item at a time, and the time is kept."""

import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from coordination.access.actor import Actor
from coordination.access.gate import authorise

from ..models import AgendaItem, ItemRun, Speaker
from ..room_kinds import USUAL_RESULT, Result, RunState
from .turns import readable_item, take_turn


@transaction.atomic
def open_item(*, actor: Actor, item: AgendaItem) -> ItemRun:
    """Begin an item, or take it up again; another that runs is paused."""
    item = _run(actor, item)
    now = timezone.now()
    running = ItemRun.objects.visible_to(actor).filter(meeting=item.meeting_id, state=RunState.OPEN)
    for other in running.exclude(item=item):
        _stop(actor, other, now, RunState.PAUSED)
    run = ItemRun.objects.visible_to(actor).filter(item=item).first()
    if run is None:
        run = ItemRun.of(item, meeting_id=item.meeting_id, since=now, began_at=now)
        run.save(force_insert=True)
    elif run.state != RunState.OPEN:
        run.state, run.since, run.closed_at = RunState.OPEN, now, None
        run.save()
    return run


@transaction.atomic
def pause_item(*, actor: Actor, item: AgendaItem) -> ItemRun | None:
    """Stop the time of the item that runs; None where it does not run."""
    run = _running(actor, _run(actor, item))
    return _stop(actor, run, timezone.now(), RunState.PAUSED) if run else None


@transaction.atomic
def close_item(*, actor: Actor, item: AgendaItem, result: str | None = None) -> ItemRun:
    """End an item with what became of it, by default what its handling suggests."""
    item = _run(actor, item)
    now = timezone.now()
    run = ItemRun.objects.visible_to(actor).filter(item=item).first()
    if run is None:
        # Taken without debate: it has a result and no time.
        run = ItemRun.of(item, meeting_id=item.meeting_id, state=RunState.PAUSED, began_at=now)
    run.result = USUAL_RESULT.get(item.handling, Result.NONE) if result is None else Result(result)
    run.closed_at = now
    return _stop(actor, run, now, RunState.CLOSED)


def close_all(actor: Actor, meeting_id: UUID, now: datetime.datetime) -> None:
    """End what still runs, when the meeting ends."""
    left = ItemRun.objects.visible_to(actor).filter(meeting=meeting_id).exclude(state=RunState.CLOSED)
    for run in left:
        run.closed_at = now
        _stop(actor, run, now, RunState.CLOSED)


def _run(actor: Actor, item: AgendaItem) -> AgendaItem:
    """The item, locked in its turn."""
    found = readable_item(actor, item)
    take_turn(found.meeting_id)
    return authorise(actor, "run", found)


def _running(actor: Actor, item: AgendaItem) -> ItemRun | None:
    return ItemRun.objects.visible_to(actor).filter(item=item, state=RunState.OPEN).first()


def _stop(actor: Actor, run: ItemRun, now: datetime.datetime, state: str) -> ItemRun:
    """Stop the time, and whoever has the floor."""
    if run.since is not None:
        run.seconds += max(int((now - run.since).total_seconds()), 0)
    run.since, run.state = None, state
    run.save()
    speaking = Speaker.objects.visible_to(actor).filter(
        item=run.item_id, called_at__isnull=False, ended_at=None
    )
    speaking.update(ended_at=now)
    return run
