"""Writers of one room take turns, and write only once their meeting was opened."""

from uuid import UUID

from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise
from coordination.access.services import take_turns
from coordination.people.models import today

from ..kinds import MeetingState
from ..models import AgendaItem, Meeting, Outcome


class NotHeld(Refused):
    """The meeting has not taken place: there is nothing to note yet."""


def take_turn(meeting_id: UUID) -> None:
    """Wait for the other writers of a meeting, before any of its rows is locked: so nobody waits crosswise.

    The number is the one of `roundtable_room_number`.
    """
    take_turns("room", int.from_bytes(meeting_id.bytes[-4:], "big", signed=True))


def enter(actor: Actor, action: str, meeting_id: UUID, *, version: int | None = None) -> Outcome:
    """The notes of a meeting, locked, once the actor may do this in its room.

    Raises `NotHeld` with the day while the meeting was not opened, `Hidden` where it is not readable.
    """
    take_turn(meeting_id)
    try:
        # The notes bear the id of their meeting.
        return authorise(actor, action, Outcome(pk=meeting_id), version=version)
    except Hidden:
        meeting = Meeting.objects.visible_to(actor).filter(pk=meeting_id).first()
        if meeting is None:
            raise
        raise NotHeld(why_not_held(meeting)) from None


def why_not_held(meeting: Meeting) -> str:
    """Why nothing can be noted on a meeting, and what to do."""
    names = {"day": date_format(meeting.day, "j F Y")}
    if meeting.state == MeetingState.CANCELLED:
        return _("The meeting of %(day)s was cancelled: there is nothing to note on it.") % names
    if meeting.state == MeetingState.ISSUED and meeting.day <= today():
        return _("The meeting of %(day)s has not been opened. Open it, then take notes.") % names
    return _("The meeting takes place on %(day)s. Notes are taken once it is opened.") % names


def readable_item(actor: Actor, item: AgendaItem) -> AgendaItem:
    """The item as it stands; raises `Hidden`."""
    found = AgendaItem.objects.visible_to(actor).on_agenda().filter(pk=item.pk).first()
    if found is None:
        raise Hidden("agenda item")
    return found
