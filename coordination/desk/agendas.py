"""What others changed lately of meetings, their notes and what they ask, for the desk: deeds alone."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from coordination.access.actor import Actor
from coordination.meetings.follow_up_rows import meeting_words
from coordination.meetings.kinds import News
from coordination.meetings.models import FollowUp, Meeting, Outcome
from coordination.notices.nouns import KINDS
from coordination.world.queries import countries

from .changes import Source, Told, row_of

MEETING, NOTES, FOLLOW_UP = (model._meta.db_table for model in (Meeting, Outcome, FollowUp))
LINES = 100
# By table and verb of the history; what has no deed of its own is told by its page alone.
DEEDS = {
    (MEETING, "issued"): News.ISSUED,
    (MEETING, "revised"): News.REVISED,
    (MEETING, "cancelled"): News.CANCELLED,
    (NOTES, "notes issued"): News.NOTES_OUT,
    (NOTES, "notes agreed"): News.NOTES_AGREED,
    (FOLLOW_UP, "sent out"): News.TASK_ASKED,
    (FOLLOW_UP, "closed"): News.TASK_CLOSED,
    (FOLLOW_UP, "dropped"): News.TASK_CLOSED,
    (FOLLOW_UP, "reopened"): News.TASK_REOPENED,
}


def about(actor: Actor) -> Any:
    """What a line of history is about; empty for what the reader may not read now. Notes have their meeting's id."""
    meeting = Meeting.objects.visible_to(actor).filter(pk=OuterRef("record"))
    task = FollowUp.objects.visible_to(actor).filter(pk=OuterRef("record"))
    words = JSONObject(title="title", title_fr="title_fr", starts_at="starts_at", place="country_id")
    return JSONObject(
        meeting=Subquery(meeting.values(said=words)),
        task=Subquery(task.values(said=JSONObject(title="title", place="country_id"))),
    )


def tell(actor: Actor, lines: Iterable[Any]) -> Iterator[Told]:
    """The newest deed of each meeting and follow-up."""
    seen: set[UUID] = set()
    for line in lines:
        said = line.about["meeting"] or line.about["task"]
        deed = DEEDS.get((line.noun, line.verb))
        if said is None or deed is None or line.part or line.record in seen:
            continue
        seen.add(line.record)
        asked = line.noun == FOLLOW_UP
        place = countries().by_id.get(said["place"])
        yield row_of(
            at=line.at,
            who=line.organisation_id,
            system=line.system,
            country=place.name if place else "",
            title=said["title"] if asked else meeting_words(said),
            url=reverse("follow-up" if asked else "meeting", args=[line.record]),
            words=str(KINDS[deed].verb),
        )


SOURCE = Source((MEETING, NOTES, FOLLOW_UP), LINES, about, tell)
