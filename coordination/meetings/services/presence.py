"""Attendance by delegation."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor

from ..models import Meeting, Participation
from ..room_kinds import PRESENT, Presence
from .turns import enter


@transaction.atomic
def note_presence(
    *, actor: Actor, meeting: Meeting, organisation_ids: Iterable[int], presence: str, left: bool = False
) -> None:
    """Note how some of those invited take part; with `left`, that they have gone.

    Kept until the notes are agreed: an attendance list is corrected after the meeting too.
    """
    enter(actor, "write", meeting.pk)
    wanted = set(organisation_ids)
    rows = list(Participation.objects.visible_to(actor).filter(meeting=meeting, organisation__in=wanted))
    if len(rows) != len(wanted):
        raise ValidationError(_("Somebody named is not invited. Invite them first."))
    now = timezone.now()
    for row in rows:
        before = (row.presence, row.arrived_at, row.left_at)
        if left:
            row.left_at = now if row.arrived_at else None
        else:
            row.presence = Presence(presence)
            row.left_at = None
            row.arrived_at = (row.arrived_at or now) if row.presence in PRESENT else None
        if (row.presence, row.arrived_at, row.left_at) != before:
            row.save(update_fields=["presence", "arrived_at", "left_at"])
