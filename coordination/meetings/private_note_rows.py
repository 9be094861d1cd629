"""A private note as its delegation sees it, and as those see it to whom it is shown."""

from typing import Any

from django.urls import reverse

from coordination.access.actor import Actor
from coordination.people.audiences import in_words
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .follow_up_rows import meeting_words, title_of
from .models import PrivateNote


def note_row(row: PrivateNote, actor: Actor) -> dict[str, Any]:
    """A note with `may`."""
    place = countries().by_id.get(row.country_id or 0)
    return {
        "id": row.pk,
        "url": reverse("private-note", args=[row.pk]),
        "title": row.title,
        "text": row.text,
        "who": organisations().by_id[row.originator_id].name,
        "yours": row.originator_id in actor.speaks_for,
        "counterpart": row.counterpart,
        "held_on": row.held_on,
        "country_label": place.name if place else "",
        "edit_url": reverse("private-note-edit", args=[row.pk]) if row.may["change"] else "",
    }


def listed_row(row: Any, actor: Actor) -> dict[str, Any]:
    """A note of `queries.private_notes` in a list or on its page."""
    item = row.of_item
    return note_row(row, actor) | {
        "meeting": meeting_words(row.of_meeting),
        "meeting_url": reverse("meeting", args=[row.meeting_id]) if row.of_meeting else "",
        "item": " ".join([item["number"], title_of(item)]) if item else "",
        "audience": in_words(row.audience.circles, row.originator_id, actor),
    }
