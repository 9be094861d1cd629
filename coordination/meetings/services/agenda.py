"""The agenda is arranged: items added, changed, put in order, taken off.

Before the first issue the items themselves are written; afterwards what changes waits in the
preparation of each until a revision is issued, and readers see what was issued.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise
from coordination.access.services import intern

from ..kinds import ItemKind, ItemState, Standing
from ..models import AgendaItem, ItemPreparation, Meeting
from ..queries.arranging import PLACED, SAID, Arranged, arranged, as_stored, numbered, with_changes
from .saving import invited_to, is_narrow, of_organisers, save, share_item

DEFAULT_MINUTES = 15


@dataclass(frozen=True)
class ItemWords:
    """What an item says (`SAID` by column name), and what its organisers alone know."""

    fields: dict[str, Any] = field(default_factory=dict)
    minutes: int = DEFAULT_MINUTES
    reason: str = ""
    standing: str = Standing.NONE


@transaction.atomic
def add_item(
    *,
    actor: Actor,
    meeting: Meeting,
    words: ItemWords,
    parent: AgendaItem | None = None,
) -> AgendaItem:
    """Add an item before any other business, or as a part of another; not yet read by others.

    Raises `Refused` for a meeting that was held or is locked.
    """
    meeting = authorise(actor, "arrange", meeting)
    entries = arranged(actor, meeting)
    item = AgendaItem(
        meeting=meeting,
        originator_id=meeting.originator_id,
        position=_place(entries, parent, words),
        standing=words.standing,
    )
    item.parent_id = _parent(entries, parent)
    _write(item, words.fields)
    _complete(item)
    item.audience = intern(actor=actor, circles=of_organisers(actor, meeting, kind=item.kind))
    item.narrow = is_narrow(actor, meeting, item, invited_to(actor, meeting))
    item.save(force_insert=True)
    preparation = ItemPreparation.objects.create(
        meeting=meeting,
        item=item,
        originator_id=meeting.originator_id,
        audience_id=item.audience_id,
        minutes=_minutes(words.minutes),
        reason=words.reason[:300],
    )
    _put_in_order(actor, meeting, [*entries, Arranged(item, with_changes(item, None), preparation)])
    return item


@transaction.atomic
def change_item(*, actor: Actor, item: AgendaItem, version: int | None, words: ItemWords) -> ItemPreparation:
    """Save what an item says, at the version of its preparation that was read."""
    meeting, row, preparation = _opened(actor, item, version)
    changed = with_changes(row, preparation)
    _write(changed, words.fields)
    _complete(changed)
    if row.state == ItemState.PREPARED:
        for name in SAID:
            setattr(row, name, getattr(changed, name))
        row.narrow = is_narrow(actor, meeting, row, invited_to(actor, meeting))
        save(row)
    else:
        _keep_changes(preparation, row, {name: getattr(changed, name) for name in SAID})
        changed.narrow = is_narrow(actor, meeting, changed, invited_to(actor, meeting))
        _keep_changes(preparation, row, {"narrow": changed.narrow})
    preparation.minutes = _minutes(words.minutes)
    preparation.reason = words.reason[:300]
    save(preparation)
    entry = Arranged(row, changed, preparation)
    share_item(actor, meeting, entry, invited_to(actor, meeting))
    return preparation


@transaction.atomic
def arrange(*, actor: Actor, meeting: Meeting, order: Sequence[tuple[UUID, UUID | None]]) -> None:
    """Put the agenda in an order: every item with the item that it is a part of, if any.

    Items that are not named keep their place at the end. A part has no parts of its own.
    """
    meeting = authorise(actor, "arrange", meeting)
    entries = {entry.pk: entry for entry in arranged(actor, meeting)}
    parents = dict(order)
    if unknown := [pk for pk in parents if pk not in entries]:
        raise Hidden(str(unknown[0]))
    last = len(entries) + 1
    for place, (pk, parent_id) in enumerate(order, start=1):
        if parent_id is not None and (parent_id == pk or parents.get(parent_id) or parent_id not in entries):
            raise ValidationError(_("A part of an item cannot have parts of its own."))
        entries[pk].item.position, entries[pk].item.parent_id = place, parent_id
    for entry in entries.values():
        if entry.pk not in parents:
            entry.item.position += last
    _put_in_order(actor, meeting, list(entries.values()))


@transaction.atomic
def move_item(*, actor: Actor, item: AgendaItem, by: int) -> None:
    """Move an item up (-1) or down (1) among those beside it, its parts with it."""
    meeting, row, _kept = _opened(actor, item, None)
    entries = arranged(actor, meeting)
    here = next(entry for entry in entries if entry.pk == row.pk)
    beside = [entry for entry in entries if entry.parent_id == here.parent_id]
    place = beside.index(here)
    target = max(0, min(len(beside) - 1, place + by))
    beside.insert(target, beside.pop(place))
    for number, entry in enumerate(beside, start=1):
        entry.item.position = number
    _put_in_order(actor, meeting, entries)


@transaction.atomic
def remove_item(*, actor: Actor, item: AgendaItem) -> AgendaItem:
    """Take an item off; one that was issued stays until the revision that takes it off."""
    meeting, row, preparation = _opened(actor, item, None)
    parts = [entry for entry in arranged(actor, meeting) if entry.parent_id == row.pk]
    for entry in (*parts, Arranged(row, row, preparation)):
        _take_off(entry)
    _put_in_order(actor, meeting, arranged(actor, meeting))
    return row


@transaction.atomic
def restore_item(*, actor: Actor, item: AgendaItem) -> AgendaItem:
    """Leave an issued item on the agenda after all."""
    meeting, row, preparation = _opened(actor, item, None)
    preparation.withdrawn = False
    save(preparation)
    _put_in_order(actor, meeting, arranged(actor, meeting))
    return row


def _take_off(entry: Arranged) -> None:
    if entry.row.state == ItemState.PREPARED:
        entry.row.state = ItemState.WITHDRAWN
        save(entry.row)
    elif entry.preparation is not None:
        entry.preparation.withdrawn = True
        save(entry.preparation)


def _opened(
    actor: Actor, item: AgendaItem, version: int | None
) -> tuple[Meeting, AgendaItem, ItemPreparation]:
    """The meeting, the item and its preparation, locked in this order; raises what `authorise` raises."""
    found = AgendaItem.objects.visible_to(actor).filter(pk=item.pk).first()
    if found is None:
        raise Hidden("agenda item")
    meeting = Meeting.objects.visible_to(actor).get(pk=found.meeting_id)
    meeting = authorise(actor, "arrange", meeting)
    row = authorise(actor, "change", found)
    return meeting, row, authorise(actor, "change", preparation_of(actor, meeting, row), version=version)


def preparation_of(actor: Actor, meeting: Meeting, item: AgendaItem) -> ItemPreparation:
    """What the actor's side keeps about an item; made anew where a former Presidency kept it to itself."""
    kept = ItemPreparation.objects.visible_to(actor).filter(item=item).order_by("-created_at", "-pk").first()
    return kept or ItemPreparation.objects.create(
        meeting=meeting,
        item=item,
        originator_id=meeting.originator_id,
        audience=intern(actor=actor, circles=of_organisers(actor, meeting, kind=item.kind)),
    )


def _write(item: AgendaItem, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in SAID:
            raise TypeError(f"{name} is not what an item says")
        setattr(item, name, value)


def _complete(item: AgendaItem) -> None:
    """What follows from what an item says; raises `ValidationError` on what it lacks."""
    item.title = item.title.strip()
    if not item.title:
        raise ValidationError({"title": _("Give the item a title.")})
    item.party_ids = sorted({pk for line in item.presenters for pk in line.get("parties", ())})
    if item.kind != ItemKind.CLOSED:
        item.circle_ids = []
    elif not item.circle_ids:
        raise ValidationError({"circle": _("Name who is in the room for a closed item.")})


def _minutes(value: int) -> int:
    if not 0 <= value <= 24 * 60:
        raise ValidationError({"minutes": _("Give the time in minutes, at most a day.")})
    return value


def _parent(entries: Sequence[Arranged], parent: AgendaItem | None) -> UUID | None:
    if parent is None:
        return None
    found = next((entry for entry in entries if entry.pk == parent.pk), None)
    if found is None:
        raise Hidden("agenda item")
    if found.parent_id is not None:
        raise ValidationError(_("A part of an item cannot have parts of its own."))
    return found.pk


def _place(entries: Sequence[Arranged], parent: AgendaItem | None, words: ItemWords) -> int:
    """The place before any other business, or the last one; `_put_in_order` makes room."""
    own = parent is None and not words.standing
    closing = next((entry for entry in entries if own and entry.item.standing == Standing.AOB), None)
    if closing is None:
        return max((entry.item.position for entry in entries), default=0) + 1
    place = closing.item.position
    for entry in entries:
        if entry.item.position >= place:
            entry.item.position += 1
    return place


def _put_in_order(actor: Actor, meeting: Meeting, entries: Sequence[Arranged]) -> None:
    """Store the places and numbers of the agenda: in the items until issued, then with what will change."""
    for place, entry in enumerate(numbered(entries), start=1):
        entry.item.position = place
        row, preparation = entry.row, entry.preparation
        placed = {name: getattr(entry.item, name) for name in PLACED}
        if row.state == ItemState.PREPARED:
            stored = AgendaItem.objects.visible_to(actor).filter(pk=row.pk)
            if (
                any(getattr(row, name) != value for name, value in placed.items())
                or row.number != entry.number
            ):
                stored.update(**placed, number=entry.number)
                row.position, row.parent_id, row.number = place, entry.item.parent_id, entry.number
        elif preparation is not None and _keep_changes(preparation, row, placed):
            ItemPreparation.objects.visible_to(actor).filter(pk=preparation.pk).update(
                changes=preparation.changes
            )


def _keep_changes(preparation: ItemPreparation, row: AgendaItem, values: dict[str, Any]) -> bool:
    """Note what the next revision changes; False when nothing did."""
    before = dict(preparation.changes)
    for name, value in values.items():
        if getattr(row, name) == value:
            preparation.changes.pop(name, None)
        else:
            preparation.changes[name] = as_stored(value)
    return preparation.changes != before
