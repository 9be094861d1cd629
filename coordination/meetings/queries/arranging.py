"""The agenda as its organisers arrange it: what was issued, with what the next revision will change."""

import copy
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coordination.access.actor import Actor

from ..kinds import ItemState
from ..models import AgendaItem, ItemPreparation, Meeting
from ..numbering import numbers_of
from .reading import items, link_papers, with_papers

# What an item says: what is arranged, and what a revision changes.
SAID = (
    "title",
    "title_fr",
    "kind",
    "presenters",
    "party_ids",
    "handling",
    "circle_ids",
    "country_id",
    "source_noun",
    "source_id",
)
PLACED = ("position", "parent_id")
AS_ID = ("source_id", "parent_id")


@dataclass
class Arranged:
    """An item as it will stand once issued, beside the row as it is read today.

    `preparation` is None for whoever may not read it.
    """

    row: AgendaItem
    item: AgendaItem
    preparation: ItemPreparation | None
    withdrawn: bool = False
    number: str = ""

    @property
    def pk(self) -> UUID:
        return self.item.pk

    @property
    def parent_id(self) -> UUID | None:
        return self.item.parent_id

    @property
    def narrow(self) -> bool:
        return self.item.narrow

    @property
    def minutes(self) -> int:
        return self.preparation.minutes if self.preparation else 0

    @property
    def is_new(self) -> bool:
        return self.row.state == ItemState.PREPARED

    @property
    def is_changed(self) -> bool:
        """Whether the next issue changes what is read of it; another place alone is no change of words."""
        words = self.preparation.changes if self.preparation else {}
        return self.withdrawn or bool(words.keys() - {"position"}) or self.number != self.row.number


def arranged(actor: Actor, meeting: Meeting, *, with_withdrawn: bool = False) -> list[Arranged]:
    """The agenda that the actor arranges, in order and numbered. Two statements.

    Without what was withdrawn, unless it is asked for: that has its readers too.
    """
    rows = list(
        with_papers(AgendaItem.objects.visible_to(actor).filter(meeting=meeting)).select_related("audience")
    )
    kept = {row.item_id: row for row in ItemPreparation.objects.visible_to(actor).filter(meeting=meeting)}
    found = [
        Arranged(row, with_changes(row, kept.get(row.pk)), kept.get(row.pk))
        for row in rows
        if row.state != ItemState.WITHDRAWN or with_withdrawn
    ]
    for entry in found:
        entry.withdrawn = entry.preparation is not None and entry.preparation.withdrawn
    return numbered(found)


def agenda_of(actor: Actor, meeting: Meeting) -> list[AgendaItem]:
    """The agenda as the page shows it: as issued, or for its organisers as it would be. At most four statements."""
    found = as_issued(actor, meeting) if meeting.first_issued_at is None else items(actor, meeting)
    link_papers(actor, found)
    return found


def as_issued(actor: Actor, meeting: Meeting) -> list[AgendaItem]:
    """The items as they would be read if the agenda went out now, with times and marks of change."""
    entries = arranged(actor, meeting)
    times, revision = planned_times(meeting, entries), meeting.revision + 1 if meeting.first_issued_at else 0
    found = []
    for entry in entries:
        item = entry.item
        item.number = entry.number
        if entry.withdrawn:
            item.state, item.changed_in = ItemState.WITHDRAWN, revision
        else:
            item.starts_at = times[entry.pk]
            if entry.is_new:
                item.state, item.issued_in = ItemState.ISSUED, revision
            elif entry.is_changed:
                item.changed_in = revision
        found.append(item)
    return found


def planned_times(meeting: Meeting, entries: Iterable[Arranged]) -> dict[object, datetime.datetime]:
    """When each item begins, as the minutes of those before it add up; its parts share its time."""
    found: dict[object, datetime.datetime] = {}
    at = meeting.starts_at
    for entry in entries:
        if entry.withdrawn:
            continue
        found[entry.pk] = at
        at += datetime.timedelta(minutes=entry.minutes)
    return found


def numbered(entries: Iterable[Arranged]) -> list[Arranged]:
    """Entries in order, parts after their item, with their numbers; what is taken off has none."""
    ordered = in_order(entries)
    numbers = numbers_of(entry for entry in ordered if not entry.withdrawn)
    for entry in ordered:
        entry.number = numbers.get(entry.pk, "")
    return ordered


def in_order(entries: Iterable[Arranged]) -> list[Arranged]:
    """Items by position, each followed by its parts; a part whose item is gone stands for itself."""
    listed = sorted(entries, key=lambda entry: (entry.item.position, str(entry.pk)))
    by_id = {entry.pk: entry for entry in listed}
    parts: dict[UUID, list[Arranged]] = {}
    tops = []
    for entry in listed:
        parent = by_id.get(entry.parent_id) if entry.parent_id else None
        if parent is None or parent.parent_id in by_id:
            tops.append(entry)
        else:
            parts.setdefault(parent.pk, []).append(entry)
    return [row for top in tops for row in (top, *parts.get(top.pk, []))]


def with_changes(row: AgendaItem, preparation: ItemPreparation | None) -> AgendaItem:
    """A copy of an item with what the next revision changes of it."""
    item = copy.copy(row)
    if preparation is not None:
        for name, value in preparation.changes.items():
            setattr(item, name, UUID(value) if name in AS_ID and value else value)
    return item


def as_stored(value: Any) -> Any:
    """A value of a column as `changes` keeps it."""
    return str(value) if isinstance(value, UUID) else value
