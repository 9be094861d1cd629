"""A meeting begins, ends and is locked; what happens in between belongs to the room."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.errors import Refused
from coordination.access.gate import authorise
from coordination.history import services as history
from coordination.people.models import today

from ..kinds import MeetingState
from ..models import Meeting
from .saving import save


@transaction.atomic
def begin(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Open an issued meeting, on its day at the earliest."""
    meeting = authorise(actor, "begin", meeting)
    if meeting.day > today():
        words = _("The meeting takes place on %(day)s. Open it then, or move it.")
        raise Refused(words % {"day": date_format(meeting.day, "j F Y")})
    meeting.state, meeting.began_at = MeetingState.RUNNING, timezone.now()
    save(meeting)
    history.record(actor=actor, verb="begun", row=meeting)
    return meeting


@transaction.atomic
def end(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Close a meeting that is under way."""
    meeting = authorise(actor, "run", meeting)
    meeting.state, meeting.ended_at = MeetingState.HELD, timezone.now()
    save(meeting)
    history.record(actor=actor, verb="ended", row=meeting)
    return meeting


@transaction.atomic
def lock(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Lock a meeting that was held; its record does not change any more."""
    meeting = authorise(actor, "conclude", meeting)
    meeting.state, meeting.locked_at = MeetingState.LOCKED, timezone.now()
    save(meeting)
    history.record(actor=actor, verb="locked", row=meeting)
    return meeting
