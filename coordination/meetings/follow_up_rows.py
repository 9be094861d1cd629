"""Follow-ups as people see them: one row of a table, of a panel, of a page."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language, ngettext, pgettext

from coordination.access.actor import Actor
from coordination.people.audiences import in_words
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.rows import actor_words
from coordination.world.queries import countries

from .models import FollowUp
from .room_kinds import FollowUpState
from .rows import day_words, local
from .sources import SourceWords

# The sign of each state.
SIGNS = {
    FollowUpState.DRAFT: "planned",
    FollowUpState.OPEN: "running",
    FollowUpState.DONE: "done",
    FollowUpState.DROPPED: "cancelled",
}
Served = Mapping[tuple[str, UUID], SourceWords]


def owner_words(row: FollowUp) -> tuple[str, str]:
    """Of whom it is asked, and for a department or ministry which part of it; all where no owner is named."""
    if row.owner_id is None:
        return pgettext("owner of a follow-up", "All"), ""
    return actor_words(organisations().by_id[row.owner_id])


def is_late(row: FollowUp) -> bool:
    return row.state == FollowUpState.OPEN and row.due_on is not None and row.due_on < today()


def late_label(due_on: datetime.date | None) -> str:
    """How late, in days up to two months, then in months; nothing for what is still to come."""
    day = today()
    if due_on is None or due_on >= day:
        return ""
    days = (day - due_on).days
    months = (day.year - due_on.year) * 12 + day.month - due_on.month - (day.day < due_on.day)
    if months < 2:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    return ngettext("%(n)s month late", "%(n)s months late", months) % {"n": months}


def target_row(row: FollowUp, served: Served) -> dict[str, str] | None:
    """What it serves, for a reader who may read that."""
    found = served.get((row.target_noun, row.target_id)) if row.target_id else None
    return {"label": found.label, "title": found.title, "url": found.url} if found else None


def title_of(said: Mapping[str, Any] | None) -> str:
    """What a meeting or an item of `queries.follow_ups` is called, in the reader's language."""
    if said is None:
        return ""
    return (said["title_fr"] if get_language() == "fr" else "") or said["title"]


def meeting_words(said: Mapping[str, Any] | None) -> str:
    """A meeting with its day."""
    if said is None:
        return ""
    day = local(datetime.datetime.fromisoformat(said["starts_at"])).date()
    return ", ".join([title_of(said), day_words(day)])


def room_row(row: FollowUp, served: Served) -> dict[str, Any]:
    """A follow-up beside its item."""
    owner, part = owner_words(row)
    return {
        "id": row.pk,
        "url": reverse("follow-up", args=[row.pk]),
        "title": row.title,
        "owner": ", ".join(filter(None, [owner, part])),
        "due_on": row.due_on,
        "state": row.state,
        "state_label": str(row.get_state_display()),
        "sign": "off-track" if is_late(row) else SIGNS[FollowUpState(row.state)],
        "draft": row.state == FollowUpState.DRAFT,
        "late_label": late_label(row.due_on) if is_late(row) else "",
        "target": target_row(row, served),
        "edit_url": reverse("follow-up-edit", args=[row.pk]) if row.may["change"] else "",
        "send_url": reverse("follow-up-send", args=[row.pk])
        if row.may["change"] and row.state == FollowUpState.DRAFT
        else "",
    }


def follow_up_row(row: Any, served: Served, actor: Actor) -> dict[str, Any]:
    """A follow-up of `queries.follow_ups` in a table."""
    owner, part = owner_words(row)
    place = countries().by_id.get(row.country_id or 0)
    moved = row.agreed_due_on and row.agreed_due_on != row.due_on
    item = row.of_item
    return room_row(row, served) | {
        "owner": owner,
        "owner_part": part,
        "yours": row.owner_party_id is not None and row.owner_party_id in actor.speaks_for,
        "words": row.words,
        "due_before": row.agreed_due_on if moved else None,
        "moved_reason": row.moved_reason if moved else "",
        "standing": row.standing,
        "reported_on": row.reported_on,
        "evidence": row.evidence,
        "address": row.address,
        "done_on": row.done_on,
        "drop_reason": row.drop_reason,
        "issued_on": row.issued_on,
        "country_label": place.name if place else "",
        "meeting": meeting_words(row.of_meeting),
        "meeting_url": reverse("meeting", args=[row.meeting_id]) if row.of_meeting else "",
        "item": " ".join([item["number"], title_of(item)]) if item else "",
        "heard_in": meeting_words(row.heard_in),
        "heard_url": reverse("meeting", args=[row.closed_in_id]) if row.heard_in else "",
        "audience": in_words(row.audience.circles, row.originator_id, actor),
    }
