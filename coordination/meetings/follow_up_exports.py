"""Files of follow-ups: exactly what was selected, with codes and labels, marking, reader and time."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.exchange import selections
from coordination.exchange.tables import Column
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .follow_up_rows import Served, follow_up_row
from .queries import follow_ups
from .queries.follow_ups import FollowUpSelection
from .sources import sources

BATCH = 200

COLUMNS = [
    Column("id", gettext_lazy("Follow-up, id"), "code"),
    Column("title", gettext_lazy("What is asked"), width=60),
    Column("words", gettext_lazy("Details"), width=48),
    Column("owner_code", gettext_lazy("Owner, code"), "code"),
    Column("owner", gettext_lazy("Owner")),
    Column("due_on", gettext_lazy("Due"), "date"),
    Column("due_before", gettext_lazy("Due as sent out"), "date"),
    Column("moved_reason", gettext_lazy("Reason for the new date")),
    Column("late", gettext_lazy("How late")),
    Column("state_code", gettext_lazy("State, code"), "code"),
    Column("state", gettext_lazy("State")),
    Column("standing", gettext_lazy("How it stands")),
    Column("reported_on", gettext_lazy("Reported on"), "date"),
    Column("evidence", gettext_lazy("Evidence")),
    Column("address", gettext_lazy("Where it can be read")),
    Column("done_on", gettext_lazy("Done on"), "date"),
    Column("drop_reason", gettext_lazy("Why it was dropped")),
    Column("meeting_id", gettext_lazy("Meeting, id"), "code"),
    Column("meeting", gettext_lazy("Meeting")),
    Column("item", gettext_lazy("Item")),
    Column("closed_in", gettext_lazy("Closed in")),
    Column("country_code", gettext_lazy("Country, ISO code"), "code"),
    Column("country", gettext_lazy("Country")),
    Column("target_kind", gettext_lazy("Serves, kind")),
    Column("target", gettext_lazy("Serves")),
    Column("marked", gettext_lazy("Marking of the row")),
    Column("audience", gettext_lazy("Who can read it")),
]


def rows(actor: Actor, selected: FollowUpSelection) -> Iterator[dict[str, Any]]:
    """One row a follow-up."""

    def batch(actor: Actor, after: UUID | None) -> tuple[list[selections.Row], UUID | None]:
        page = follow_ups.page(actor, selected, after=after, limit=BATCH)
        served = sources(actor, ((row.target_noun, row.target_id) for row in page.rows))
        return [_values(row, served, actor) for row in page.rows], page.next_cursor

    return selections.in_batches(actor, batch)


TABLE = selections.SelectedTable(gettext_lazy("Follow-ups"), "follow-ups", COLUMNS, rows)


def _values(row: Any, served: Served, actor: Actor) -> dict[str, Any]:
    said = follow_up_row(row, served, actor)
    place = countries().by_id.get(row.country_id or 0)
    target = said["target"] or {"label": "", "title": ""}
    return {
        "id": str(row.pk),
        "title": row.title,
        "words": row.words,
        "owner_code": organisations().by_id[row.owner_id].code if row.owner_id else "",
        "owner": ", ".join(filter(None, [said["owner"], said["owner_part"]])),
        "due_on": row.due_on,
        "due_before": said["due_before"],
        "moved_reason": said["moved_reason"],
        "late": said["late_label"],
        "state_code": row.state,
        "state": said["state_label"],
        "standing": row.standing,
        "reported_on": row.reported_on,
        "evidence": row.evidence,
        "address": row.address,
        "done_on": row.done_on,
        "drop_reason": row.drop_reason,
        "meeting_id": str(row.meeting_id) if row.of_meeting else "",
        "meeting": said["meeting"],
        "item": said["item"],
        "closed_in": said["heard_in"],
        "country_code": place.code if place else "",
        "country": said["country_label"],
        "target_kind": target["label"],
        "target": target["title"],
        "marked": said["audience"].marking,
        "audience": said["audience"].words,
    }
