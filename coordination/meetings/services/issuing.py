"""The notice and the agenda go out, first and with each revision; the Secretariat numbers them."""

import datetime
import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history

from ..audiences import Invited, of_item_issued
from ..checks import red
from ..kinds import ItemState, MeetingState
from ..models import AgendaItem, Meeting
from ..queries.arranging import PLACED, SAID, Arranged, arranged, planned_times
from ..queries.building import looked_at
from .saving import circles_of_meeting, invited_to, is_narrow, save, stamp
from .telling import tell_issued

REFERENCE = re.compile(r"^(CM|WK|ST)? ?\d{1,5}(/\d)?/\d{2}(\d{2})?( (ADD|REV|COR) \d{1,2})*$")


class NotReady(Refused):
    """Something is to be solved before the agenda goes out."""


@dataclass
class Changes:
    """What an issue changes: what everybody sees, and what only readers of narrower items see."""

    wide: bool = False
    narrow: bool = False
    items: list[Arranged] = field(default_factory=list)


@transaction.atomic
def issue(*, actor: Actor, meeting: Meeting) -> Meeting:
    """Send out the agenda as arranged. A later issue is a revision, and marks what it changes.

    A revision that touches only items with a narrower circle reaches that circle alone: the meeting,
    its number of revision and its date say nothing of it. Raises `Refused` when nothing changed.
    """
    meeting = authorise(actor, "issue", meeting)
    entries = arranged(actor, meeting)
    if found := red(looked_at(actor, meeting)):
        words = " ".join(f"{check.title}: {check.words}" for check in found)
        raise NotReady(_("Not ready to be issued. %(words)s") % {"words": words})
    first = meeting.first_issued_at is None
    if not any(not entry.withdrawn for entry in entries):
        raise Refused(_("The agenda is empty. Add an item, then issue it."))
    times = planned_times(meeting, entries)
    changes = _changes(meeting, entries, times)
    if not first and not (changes.wide or changes.narrow or meeting.changed_fields):
        raise Refused(_("Nothing changed since the agenda was last issued."))
    wide = first or changes.wide or bool(meeting.changed_fields)
    if wide:
        now = timezone.now()
        meeting.state, meeting.issued_at = MeetingState.ISSUED, now
        meeting.revision = 0 if first else meeting.revision + 1
        meeting.first_issued_at = meeting.first_issued_at or now
        stamp(meeting)
        meeting.marked_fields, meeting.changed_fields = ([] if first else meeting.changed_fields), []
    invited = invited_to(actor, meeting)
    if wide:
        meeting.audience = intern(actor=actor, circles=circles_of_meeting(actor, meeting, invited))
        save(meeting)
        history.record(actor=actor, verb="issued" if first else "revised", row=meeting)
    for entry in entries:
        _issue_item(actor, meeting, entry, times, invited, changed=entry in changes.items)
    tell_issued(actor, meeting, None if wide else [entry.row for entry in changes.items])
    return meeting


@transaction.atomic
def give_number(*, actor: Actor, meeting: Meeting, version: int | None, reference: str) -> Meeting:
    """The General Secretariat gives the number under which the notice is issued; we never make one."""
    meeting = authorise(actor, "number", meeting, version=version)
    reference = " ".join(reference.upper().split())
    if not REFERENCE.match(reference):
        raise ValidationError(
            {
                "reference": _(
                    "Write the number as the Council does: CM 2533/23, WK 5247/2024 REV 1 or 8255/23."
                )
            }
        )
    meeting.reference = reference
    return save(meeting)


def _changes(meeting: Meeting, entries: list[Arranged], times: dict[object, datetime.datetime]) -> Changes:
    found = Changes()
    for entry in entries:
        if entry.is_new:
            changed = not entry.withdrawn
        else:
            changed = entry.is_changed
            # A shifted hour is read by all, and is no change of the item's words.
            found.wide |= (
                not entry.row.narrow and times.get(entry.pk, entry.row.starts_at) != entry.row.starts_at
            )
        if changed:
            found.items.append(entry)
            if entry.item.narrow and (entry.is_new or entry.row.narrow):
                found.narrow = True
            else:
                found.wide = True
    return found


def _issue_item(
    actor: Actor,
    meeting: Meeting,
    entry: Arranged,
    times: dict[object, datetime.datetime],
    invited: list[Invited],
    *,
    changed: bool,
) -> None:
    row, preparation = entry.row, entry.preparation
    if entry.withdrawn:
        row.state, row.changed_in = ItemState.WITHDRAWN, meeting.revision
        save(row)
        return
    before = _seen(row)
    for name in (*SAID, *PLACED):
        setattr(row, name, getattr(entry.item, name))
    row.number, row.starts_at = entry.number, times[entry.pk]
    row.narrow = is_narrow(actor, meeting, row, invited)
    if row.state == ItemState.PREPARED:
        row.state, row.issued_in = ItemState.ISSUED, meeting.revision
        row.version = 0  # how often the draft was saved is its organisers' own business
    elif changed:
        row.changed_in = meeting.revision
    row.audience = intern(actor=actor, circles=of_item_issued(actor, meeting, row, invited))
    if _seen(row) != before:
        save(row)
    else:
        row.save(update_fields=["position"])
    if preparation is not None and (preparation.changes or preparation.issued_minutes != preparation.minutes):
        preparation.changes, preparation.issued_minutes = {}, preparation.minutes
        save(preparation)


def _seen(row: AgendaItem) -> list[object]:
    """What readers see of an item: a save that leaves it alone is none."""
    return [
        getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in ("position", "version")
    ]
