"""Follow-ups: written beside the item, sent out when the meeting ends, reported on, closed with evidence."""

import datetime
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.models import today
from coordination.people.queries import organisations

from .. import targets
from ..kinds import PAST, MeetingState, News
from ..models import AgendaItem, FollowUp, Meeting, NoteLine
from ..room_kinds import FollowUpState, OutcomeState
from .saving import of_organisers, save
from .telling import tell_follow_up
from .turns import enter, readable_item, take_turn

SAID = ("title", "words", "owner_id", "country_id", "due_on", "target_noun", "target_id")


@transaction.atomic
def add_follow_up(
    *, actor: Actor, item: AgendaItem, fields: Mapping[str, Any], line: NoteLine | None = None
) -> FollowUp:
    """A follow-up of an item, read by those who keep the notes until it is sent out.

    After the first issue of the notes it is sent out at once: who reads them reads it.
    """
    item = readable_item(actor, item)
    outcome = enter(actor, "write", item.meeting_id)
    meeting = Meeting.objects.visible_to(actor).get(pk=item.meeting_id)
    last = FollowUp.objects.visible_to(actor).filter(item=item).aggregate(last=Max("position"))["last"] or 0
    row = FollowUp(
        meeting_id=item.meeting_id,
        item=item,
        originator_id=meeting.originator_id,
        audience=intern(actor=actor, circles=of_organisers(actor, meeting, kind=item.kind)),
        by_presidency=outcome.by_presidency,
        position=last + 1,
        country_id=item.country_id,
        line=line.pk if line else None,
        is_example=meeting.is_example,
    )
    _write(actor, row, fields)
    row.save(force_insert=True)
    if outcome.state == OutcomeState.COMMENTS:
        _send_out(actor, row, item)
    return row


@transaction.atomic
def change_follow_up(
    *, actor: Actor, follow_up: FollowUp, version: int | None, fields: Mapping[str, Any], reason: str = ""
) -> FollowUp:
    """Save what is asked; once it was sent out a new date needs a reason, and the first stays on record.

    A save that changes what it serves alone is not counted: not every reader may know of that record.
    """
    row = _locked(actor, "change", follow_up, version)
    before, due_before = _told(row), row.due_on
    _write(actor, row, fields)
    if row.state == FollowUpState.OPEN:
        _refuse_silent_move(row, due_before, reason)
    if row.due_on != due_before:
        return _saved_and_told(actor, News.TASK_MOVED, row)
    if _told(row) != before:
        return save(row)
    row.save()
    return row


def _told(row: FollowUp) -> list[Any]:
    """What every reader reads of what is asked."""
    return [getattr(row, name) for name in SAID if not name.startswith("target")]


@transaction.atomic
def send_follow_up(*, actor: Actor, follow_up: FollowUp) -> FollowUp:
    """Send one follow-up to its owner, before the meeting ends: whoever reads the item reads it."""
    row = _locked(actor, "change", follow_up, None)
    item = readable_item(actor, AgendaItem(pk=row.item_id))
    if row.state == FollowUpState.DRAFT:
        _send_out(actor, row, item)
    return row


def send_out_all(actor: Actor, meeting_id: UUID) -> None:
    """Send out what is written, when the meeting ends or its notes go out."""
    items = {row.pk: row for row in AgendaItem.objects.visible_to(actor).filter(meeting=meeting_id)}
    drafts = FollowUp.objects.visible_to(actor).filter(meeting=meeting_id, state=FollowUpState.DRAFT)
    for row in drafts.order_by("pk").select_for_update(of=("self",)):
        if row.item_id in items:
            _send_out(actor, row, items[row.item_id])


@transaction.atomic
def report_follow_up(
    *, actor: Actor, follow_up: FollowUp, version: int | None, words: str, on: datetime.date | None = None
) -> FollowUp:
    """Say how an open follow-up stands."""
    row = _locked(actor, "report", follow_up, version)
    if not words.strip():
        raise ValidationError({"words": _("Say how it stands, in a sentence.")})
    row.standing, row.reported_on = words.strip(), on or today()
    return _saved_and_told(actor, News.TASK_REPORTED, row)


@transaction.atomic
def close_follow_up(
    *,
    actor: Actor,
    follow_up: FollowUp,
    version: int | None,
    evidence: str,
    address: str = "",
    closed_in: Meeting | None = None,
    on: datetime.date | None = None,
) -> FollowUp:
    """Close a follow-up with what shows that it was done; it then shows at its meeting and at `closed_in`."""
    row = _locked(actor, "close", follow_up, version)
    if not evidence.strip():
        words = _("A follow-up is closed with evidence: say what shows that it was done.")
        raise ValidationError({"evidence": words})
    if closed_in is not None:
        row.closed_in_id = _later_meeting(actor, row, closed_in).pk
    row.evidence, row.address = evidence.strip(), address
    row.state, row.done_on = FollowUpState.DONE, on or today()
    history.record(actor=actor, verb="closed", row=row)
    return _saved_and_told(actor, News.TASK_CLOSED, row)


@transaction.atomic
def drop_follow_up(
    *, actor: Actor, follow_up: FollowUp, version: int | None, reason: str, closed_in: Meeting | None = None
) -> FollowUp:
    """Give a follow-up up; one that was sent out with a reason."""
    row = _locked(actor, "drop", follow_up, version)
    if row.issued_on is not None and not reason.strip():
        raise ValidationError({"reason": _("Say why the follow-up is dropped.")})
    if closed_in is not None:
        row.closed_in_id = _later_meeting(actor, row, closed_in).pk
    row.state, row.drop_reason = FollowUpState.DROPPED, reason.strip()
    history.record(actor=actor, verb="dropped", row=row, reason=reason)
    return _saved_and_told(actor, News.TASK_CLOSED, row)


@transaction.atomic
def reopen_follow_up(*, actor: Actor, follow_up: FollowUp, reason: str) -> FollowUp:
    """Open a closed follow-up again; its evidence stays in the history."""
    row = _locked(actor, "reopen", follow_up, None)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the follow-up is open again.")})
    row.state = FollowUpState.DRAFT if row.issued_on is None else FollowUpState.OPEN
    row.done_on, row.evidence, row.address, row.drop_reason, row.closed_in = None, "", "", "", None
    history.record(actor=actor, verb="reopened", row=row, reason=reason)
    return _saved_and_told(actor, News.TASK_REOPENED, row)


def _saved_and_told(actor: Actor, kind: News, row: FollowUp) -> FollowUp:
    """Save it; what was not sent out yet is nobody's news."""
    row = save(row)
    if row.issued_on is not None:
        tell_follow_up(actor, kind, row)
    return row


def _locked(actor: Actor, action: str, follow_up: FollowUp, version: int | None) -> FollowUp:
    take_turn(follow_up.meeting_id)
    return authorise(actor, action, follow_up, version=version)


def _send_out(actor: Actor, row: FollowUp, item: AgendaItem) -> None:
    row.audience_id = item.audience_id
    row.state, row.issued_on, row.agreed_due_on = FollowUpState.OPEN, today(), row.due_on
    save(row)
    history.record(actor=actor, verb="sent out", row=row)
    tell_follow_up(actor, News.TASK_ASKED if row.owner_party_id else News.TASK_OF_ALL, row)


def _write(actor: Actor, row: FollowUp, fields: Mapping[str, Any]) -> None:
    """Set what is asked; raises `ValidationError` on what it lacks, `Hidden` for a target not readable."""
    kept = (row.target_noun, row.target_id)
    for name, value in fields.items():
        if name not in SAID:
            raise TypeError(f"{name} is not what a follow-up says")
        setattr(row, name, value)
    row.title = row.title.strip()
    if not row.title:
        raise ValidationError({"title": _("Say what is asked.")})
    row.owner_party_id = organisations().by_id[row.owner_id].party_id if row.owner_id else None
    row.target_noun, row.target_id = targets.readable_target(actor, (row.target_noun, row.target_id), kept)


def _refuse_silent_move(row: FollowUp, due_before: datetime.date | None, reason: str) -> None:
    """A date that others were told moves with a reason; back to the first it needs none."""
    if row.due_on == due_before:
        return
    if row.agreed_due_on is None:
        row.agreed_due_on = row.due_on
    if row.due_on == row.agreed_due_on:
        row.moved_reason = ""
    elif not reason.strip():
        raise ValidationError({"reason": _("Say why the date moves. The first date stays on record.")})
    else:
        row.moved_reason = reason.strip()


def _later_meeting(actor: Actor, row: FollowUp, meeting: Meeting) -> Meeting:
    """The meeting that heard of it, as the actor reads it; raises `Hidden` or `ValidationError`."""
    found = Meeting.objects.visible_to(actor).filter(pk=meeting.pk).first()
    if found is None:
        raise Hidden("meeting")
    own = Meeting.objects.visible_to(actor).filter(pk=row.meeting_id).first()
    took_place = found.state in (MeetingState.RUNNING, *PAST)
    if not took_place or (own is not None and found.starts_at < own.starts_at):
        words = _("Choose a meeting that was opened, and not one before the follow-up.")
        raise ValidationError({"closed_in": words})
    return found
