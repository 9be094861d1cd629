"""Files of private notes: exactly what was selected, with codes and labels, marking, reader and time."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.tables import Column
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .private_note_rows import listed_row
from .queries import private_notes
from .queries.private_notes import NoteSelection

BATCH = 200

COLUMNS = [
    Column("id", gettext_lazy("Id"), "code"),
    Column("held_on", gettext_lazy("Date"), "date"),
    Column("title", gettext_lazy("Title"), width=48),
    Column("text", gettext_lazy("Note"), width=60),
    Column("counterpart", gettext_lazy("With whom")),
    Column("who_code", gettext_lazy("Delegation, code"), "code"),
    Column("who", gettext_lazy("Delegation")),
    Column("meeting_id", gettext_lazy("Meeting, id"), "code"),
    Column("meeting", gettext_lazy("Meeting")),
    Column("item", gettext_lazy("Item")),
    Column("country_code", gettext_lazy("Country, ISO code"), "code"),
    Column("country", gettext_lazy("Country")),
    Column("marked", gettext_lazy("Marking of the row")),
    Column("audience", gettext_lazy("Who can read it")),
]


def rows(actor: Actor, selected: NoteSelection) -> Iterator[dict[str, Any]]:
    """One row a note."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = private_notes.page(actor, selected, after=after, limit=BATCH)
        return [_values(row, actor) for row in page.rows], page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Private notes"), "private-notes", COLUMNS, rows)


def _values(row: Any, actor: Actor) -> dict[str, Any]:
    said = listed_row(row, actor)
    place = countries().by_id.get(row.country_id or 0)
    return {
        "id": str(row.pk),
        "held_on": row.held_on,
        "title": row.title,
        "text": row.text,
        "counterpart": row.counterpart,
        "who_code": organisations().by_id[row.originator_id].code,
        "who": said["who"],
        "meeting_id": str(row.meeting_id) if row.of_meeting else "",
        "meeting": said["meeting"],
        "item": said["item"],
        "country_code": place.code if place else "",
        "country": said["country_label"],
        "marked": said["audience"].marking,
        "audience": said["audience"].words,
    }
