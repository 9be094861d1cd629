"""The notes of a meeting as they were sent out, what was said about them, and the meetings around it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions

from ..kinds import PAST, ItemState, MeetingState
from ..models import AgendaItem, IssuedLine, Meeting, NoteLine, NoteRemark, Outcome
from ..rows import day_words

NEWEST = 12


def one(actor: Actor, pk: UUID) -> Outcome | None:
    """The notes of a meeting with the meeting, and `may`."""
    found = with_permissions(actor, Outcome.objects.visible_to(actor).filter(pk=pk))
    return found.select_related("meeting", "meeting__audience").first()


def items(actor: Actor, meeting: Meeting) -> list[AgendaItem]:
    """The agenda as it was issued, with how far each item came, and its audience."""
    rows = AgendaItem.objects.visible_to(actor).filter(meeting=meeting, state=ItemState.ISSUED).on_agenda()
    return list(with_permissions(actor, rows).select_related("run", "audience"))


def issued(actor: Actor, meeting: Meeting, issue: int | None = None) -> dict[UUID, list[IssuedLine]]:
    """The lines of each item in order: as last sent out, or as they stood with an issue."""
    rows: QuerySet[Any] = IssuedLine.objects.visible_to(actor).filter(meeting=meeting)
    rows = rows.current() if issue is None else rows.as_of(issue)  # type: ignore[attr-defined]
    return _by_item(rows)


def written(actor: Actor, meeting: Meeting) -> dict[UUID, list[NoteLine]]:
    """The lines of each item as they are written, for those who keep the notes."""
    rows = NoteLine.objects.visible_to(actor).filter(meeting=meeting).exclude(text="")
    return _by_item(rows.kept())


def _by_item(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def remarks(actor: Actor, meeting: Meeting) -> list[NoteRemark]:
    """What was said about the notes, in the order in which it was said."""
    return list(NoteRemark.objects.visible_to(actor).filter(meeting=meeting).order_by("at", "pk"))


def later_meetings(actor: Actor, meeting_id: UUID, *, same_body: bool = False) -> dict[UUID, str]:
    """Meetings that were opened since another one, that one included; of its body first, the newest first.

    With `same_body` only later ones of the same body: those that could have approved its notes.
    """
    own = Meeting.objects.visible_to(actor).filter(pk=meeting_id).first()
    if own is None:
        return {}
    took_place = [MeetingState.RUNNING, *PAST]
    rows = Meeting.objects.visible_to(actor).filter(state__in=took_place, starts_at__gte=own.starts_at)
    if same_body:
        rows = rows.filter(body=own.body_id, starts_at__gt=own.starts_at)
    found = list(rows.order_by("-starts_at", "-pk")[:NEWEST])
    found.sort(key=lambda row: row.body_id != own.body_id)
    return {row.pk: ", ".join([row.name, day_words(row.day)]) for row in found}
