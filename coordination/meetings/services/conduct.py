"""A meeting begins, ends and is locked; its notes begin with it and are locked with it."""

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
from ..models import Meeting, Outcome
from ..room_kinds import OutcomeState
from .follow_ups import send_out_all
from .room import close_all
from .saving import save
from .turns import take_turn


@transaction.atomic
def begin(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Open an issued meeting, on its day at the earliest; its notes begin."""
    take_turn(meeting.pk)
    meeting = authorise(actor, "begin", meeting)
    if meeting.day > today():
        words = _("The meeting takes place on %(day)s. Open it then, or move it.")
        raise Refused(words % {"day": date_format(meeting.day, "j F Y")})
    meeting.state, meeting.began_at = MeetingState.RUNNING, timezone.now()
    save(meeting)
    # By its id, so that nobody has to look for the notes of a meeting.
    Outcome.objects.create(
        id=meeting.pk,
        meeting=meeting,
        originator_id=meeting.originator_id,
        audience_id=meeting.audience_id,
        by_presidency=meeting.term_id is not None,
    )
    history.record(actor=actor, verb="begun", row=meeting)
    return meeting


@transaction.atomic
def end(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Close a meeting that is under way: the item that runs ends, and follow-ups go to their owners."""
    take_turn(meeting.pk)
    meeting = authorise(actor, "run", meeting)
    meeting.state, meeting.ended_at = MeetingState.HELD, timezone.now()
    close_all(actor, meeting.pk, meeting.ended_at)
    send_out_all(actor, meeting.pk)
    save(meeting)
    history.record(actor=actor, verb="ended", row=meeting)
    return meeting


@transaction.atomic
def lock(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Lock a meeting whose notes are agreed; its record does not change any more."""
    take_turn(meeting.pk)
    meeting = authorise(actor, "conclude", meeting)
    notes = Outcome.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=meeting.pk)
    if notes.state != OutcomeState.AGREED:
        raise Refused(
            _("A meeting is locked once its notes are agreed. Send them for comments, then agree them.")
        )
    meeting.state, meeting.locked_at = MeetingState.LOCKED, timezone.now()
    notes.state, notes.locked_at = OutcomeState.LOCKED, meeting.locked_at
    save(notes)
    save(meeting)
    history.record(actor=actor, verb="locked", row=meeting)
    return meeting
