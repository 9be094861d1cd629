"""What all writes of meetings share: counted saves, the term of a day, who reads what."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.services import intern
from coordination.people.models import BRUSSELS
from coordination.people.queries import circles, presidency

from .. import audiences
from ..audiences import Invited
from ..kinds import ItemKind, ItemState, MeetingState
from ..models import AgendaItem, Body, FollowUp, ItemPreparation, Meeting, Participation
from ..queries.arranging import Arranged, arranged


def save[Row: Any](row: Row) -> Row:
    """Save a row and count the save."""
    row.version += 1
    row.save()
    return row


def stamp(meeting: Meeting) -> None:
    """Let calendars know that the entry of a meeting changed."""
    meeting.sequence += 1
    meeting.stamped_at = timezone.now()


def term_of(body: Body, starts_at: datetime.datetime) -> int | None:
    """The Presidency term of a meeting's day, where the Presidency convenes.

    Raises `ValidationError` for a day beyond the rota.
    """
    if not body.by_presidency:
        return None
    term = presidency(starts_at.astimezone(BRUSSELS).date()).term
    if term is None:
        raise ValidationError(
            {"starts_at": _("No Presidency is known for this day. Choose a day within the rota.")}
        )
    return term.pk


def invited_to(actor: Actor, meeting: Meeting) -> list[Invited]:
    """Who is in the room, for the audiences of a meeting."""
    rows = Participation.objects.visible_to(actor).filter(meeting=meeting)
    return [Invited(*pair) for pair in rows.values_list("organisation", "capacity")]


def of_organisers(actor: Actor, meeting: Meeting, *, kind: str = ItemKind.COMMON) -> set[int]:
    """The circles that prepare a meeting or an item of a kind, the writer's own among them.

    A template passes to the next Presidency too, which may make it its own.
    """
    following = presidency().next_term
    if meeting.state == MeetingState.TEMPLATE and meeting.term_id and following:
        return audiences.organisers(meeting.originator_id, meeting.term_id) | {
            circles().of_term[following.pk]
        }
    return audiences.of_preparers(actor, meeting, closed=kind == ItemKind.CLOSED)


def circles_of_meeting(actor: Actor, meeting: Meeting, invited: Iterable[Invited]) -> set[int]:
    """The circles that read a meeting as it stands: its organisers alone until it is issued."""
    if meeting.first_issued_at is None:
        return of_organisers(actor, meeting)
    return audiences.of_meeting_issued(actor, meeting, invited)


def is_narrow(actor: Actor, meeting: Meeting, item: AgendaItem, invited: Iterable[Invited]) -> bool:
    """Whether somebody reads the meeting, once issued, and not the item."""
    invited = list(invited)
    everybody = audiences.of_meeting_issued(actor, meeting, invited)
    readers = audiences.of_item_issued(actor, meeting, item, invited)
    # The Secretariat prepares what everybody reads; that it is not in a closed circle makes it narrow.
    return not everybody <= readers


def share_again(actor: Actor, meeting: Meeting) -> None:
    """Let those read a meeting, its items and their preparations who are to read them as it now stands.

    Saves of items are not counted: who reads something is no change of its text.
    """
    invited = invited_to(actor, meeting)
    meeting.audience = intern(actor=actor, circles=circles_of_meeting(actor, meeting, invited))
    for entry in arranged(actor, meeting, with_withdrawn=True):
        share_item(actor, meeting, entry, invited)


def share_item(actor: Actor, meeting: Meeting, entry: Arranged, invited: Iterable[Invited]) -> None:
    """Let those read an item, its preparation and what was asked on it who are to read them.

    Until it is issued they are its organisers alone.
    """
    row, item, preparation = entry.row, entry.item, entry.preparation
    # What is or will be closed is prepared by those few, until a revision opens it.
    kind = ItemKind.CLOSED if ItemKind.CLOSED in (row.kind, item.kind) else item.kind
    prepared_by = intern(actor=actor, circles=of_organisers(actor, meeting, kind=kind))
    if preparation is not None and preparation.audience_id != prepared_by.pk:
        kept = ItemPreparation.objects.visible_to(actor).filter(pk=preparation.pk)
        kept.update(audience=prepared_by)
    if row.state == ItemState.PREPARED:
        wanted = prepared_by
    else:
        wanted = intern(actor=actor, circles=audiences.of_item_issued(actor, meeting, row, invited))
    narrow = is_narrow(actor, meeting, row, invited)
    if (row.audience_id, row.narrow) != (wanted.pk, narrow):
        asked = FollowUp.objects.visible_to(actor).filter(item=row.pk).exclude(issued_on=None)
        asked.update(audience=wanted)
        AgendaItem.objects.visible_to(actor).filter(pk=row.pk).update(audience=wanted, narrow=narrow)
        row.audience_id, row.narrow = wanted.pk, narrow
