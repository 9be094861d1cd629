"""What the room and its record show on the page of a meeting: the way in, the notes, the follow-ups."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor

from . import notes_page
from .follow_up_rows import follow_up_row
from .kinds import PAST, MeetingState
from .models import Meeting
from .panels import MeetingPanel, MeetingStep, register_panel, register_step
from .queries import follow_ups, outcomes
from .sources import sources

OPENED = (MeetingState.RUNNING, *PAST)


def way_in(actor: Actor, meeting: Meeting) -> dict[str, Any] | None:
    """Into the room while it runs, to the notes afterwards."""
    if meeting.state == MeetingState.RUNNING:
        words = _("The meeting is under way.")
        return {"words": words, "label": _("Go into the room"), "url": reverse("room", args=[meeting.pk])}
    if meeting.state in PAST:
        return {"words": "", "label": _("Read the notes"), "url": reverse("notes", args=[meeting.pk])}
    return None


def record(actor: Actor, meeting: Meeting) -> dict[str, Any] | None:
    """How far the notes are, and what was asked of whom, in this meeting or closed in it."""
    if meeting.state not in OPENED:
        return None
    notes = outcomes.one(actor, meeting.pk)
    rows = follow_ups.of_meeting(actor, meeting)
    served = sources(actor, ((row.target_noun, row.target_id) for row in rows))
    return {
        "head": notes_page.head(notes) if notes else None,
        "notes_url": reverse("notes", args=[meeting.pk]),
        "rows": [follow_up_row(row, served, actor) for row in rows],
        "follow_ups_url": f"{reverse('follow-ups')}?meeting={meeting.pk}",
        "meeting_url": reverse("meeting", args=[meeting.pk]),
    }


def register() -> None:
    """Called once, when the apps are ready."""
    register_step(MeetingStep(5, way_in))
    register_panel(MeetingPanel(20, "meetings/panels/record.html", record))
