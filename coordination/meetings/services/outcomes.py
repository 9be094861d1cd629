"""The notes after the meeting: sent out for comments, agreed, opened again, locked."""

import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.errors import Hidden, Refused
from coordination.history import services as history
from coordination.people.models import BRUSSELS

from ..kinds import News
from ..models import AgendaItem, IssuedLine, Meeting, NoteLine, NoteRemark, Outcome, Pen
from ..room_kinds import OutcomeState, RemarkKind
from .follow_ups import send_out_all
from .notes import SAID
from .saving import save
from .telling import tell
from .turns import enter

# What a reader of the notes sees of a line.
READ = tuple(name for name in SAID if name != "read_out_at")
LONGEST_WAIT = datetime.timedelta(days=366)


class NotYet(Refused):
    """Something is still missing before notes are sent out or agreed; the reason says what."""


@transaction.atomic
def issue_notes(*, actor: Actor, meeting: Meeting, comments_until: datetime.datetime) -> Outcome:
    """Send the notes to those who were in the room, for comments until a time; each line with its item.

    A later issue is a revision: it brings what was changed since, and former texts stay on record. One
    that touches only items with a narrower circle reaches that circle alone: number and date of the
    notes say nothing of it. Raises `NotYet` when there is nothing to send, or nothing new.
    """
    outcome = enter(actor, "issue", meeting.pk)
    _refuse_time(comments_until)
    changed = Changes(actor, meeting)
    if not changed.wide_written:
        raise NotYet(
            _("Nothing is noted yet on an item that everybody reads. Write it, then send the notes out.")
        )
    if outcome.issues and not changed:
        raise NotYet(
            _("Nothing changed since the notes were last sent out. Extend the time for comments instead.")
        )
    send_out_all(actor, meeting.pk)
    if outcome.issues and not changed.wide:
        changed.issue(outcome.issues)
        for audience in sorted(changed.audiences):
            tell(actor, News.NOTES_OUT, meeting, audience_then=audience)
        return outcome
    outcome.issues += 1
    changed.issue(outcome.issues)
    outcome.state, outcome.issued_at, outcome.comments_until = (
        OutcomeState.COMMENTS,
        timezone.now(),
        comments_until,
    )
    history.record(actor=actor, verb="notes issued", row=outcome)
    tell(actor, News.NOTES_OUT, meeting)
    return save(outcome)


@transaction.atomic
def extend_comments(*, actor: Actor, meeting: Meeting, comments_until: datetime.datetime) -> Outcome:
    """Give delegations more time for comments, or less."""
    outcome = enter(actor, "issue", meeting.pk)
    if outcome.state != OutcomeState.COMMENTS:
        raise NotYet(_("The notes are not out for comments yet. Send them first."))
    _refuse_time(comments_until)
    outcome.comments_until = comments_until
    return save(outcome)


@transaction.atomic
def agree_notes(
    *, actor: Actor, meeting: Meeting, version: int | None, agreed_in: Meeting | None = None
) -> Outcome:
    """Record that the notes are agreed as they were sent out, in a later meeting where one approved them.

    Raises `NotYet` while corrections are open, or while lines differ from what was sent out.
    """
    outcome = enter(actor, "agree", meeting.pk, version=version)
    if reason := why_not_agreed(actor, meeting):
        raise NotYet(reason)
    if agreed_in is not None:
        _refuse_meeting(actor, meeting, agreed_in)
    outcome.state, outcome.agreed_at, outcome.agreed_in = OutcomeState.AGREED, timezone.now(), agreed_in
    history.record(actor=actor, verb="notes agreed", row=outcome)
    tell(actor, News.NOTES_AGREED, meeting)
    return save(outcome)


@transaction.atomic
def reopen_notes(
    *, actor: Actor, meeting: Meeting, reason: str, comments_until: datetime.datetime
) -> Outcome:
    """Open agreed notes for comments again, with a reason."""
    outcome = enter(actor, "reopen", meeting.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the notes are open again.")})
    _refuse_time(comments_until)
    outcome.state, outcome.agreed_at, outcome.agreed_in = OutcomeState.COMMENTS, None, None
    outcome.comments_until = comments_until
    history.record(actor=actor, verb="notes reopened", row=outcome, reason=reason)
    return save(outcome)


def why_not_agreed(actor: Actor, meeting: Meeting) -> str:
    """What stands in the way of agreeing the notes, as far as the actor reads them; empty for nothing."""
    remarks = NoteRemark.objects.visible_to(actor).filter(meeting=meeting, resolved_at=None)
    if found := remarks.filter(kind=RemarkKind.CORRECTION).count():
        words = ngettext(
            "%(n)s correction is not resolved. Take it in or answer it, then agree.",
            "%(n)s corrections are not resolved. Take them in or answer them, then agree.",
            found,
        )
        return words % {"n": found}
    if Pen.objects.visible_to(actor).filter(meeting=meeting).exists():
        return _("Somebody has text that is not saved. Save it or leave it aside, then agree.")
    if Changes(actor, meeting):
        return _("Lines were changed since the notes were last sent out. Send them again, then agree.")
    return ""


class Changes:
    """What the notes as they are written would change of what was sent out; three statements."""

    def __init__(self, actor: Actor, meeting: Meeting) -> None:
        self.actor, self.meeting = actor, meeting
        items = AgendaItem.objects.visible_to(actor).filter(meeting=meeting)
        self.items: dict[UUID, AgendaItem] = {row.pk: row for row in items}
        rows = [
            row
            for row in NoteLine.objects.visible_to(actor).filter(meeting=meeting)
            if row.item_id in self.items
        ]
        self.written = [row for row in rows if row.removed_at is None and row.text]
        sent = IssuedLine.objects.visible_to(actor).filter(meeting=meeting, until_issue=None)
        self.sent: dict[UUID, IssuedLine] = {row.line: row for row in sent}
        self.new = [row for row in self.written if self._differs(row)]
        kept, known = {row.pk for row in self.written}, {row.pk for row in rows}
        # A line that this writer may not read is none that was taken out.
        self.gone = [row for pk, row in self.sent.items() if pk in known - kept]

    def __bool__(self) -> bool:
        return bool(self.new or self.gone)

    @property
    def wide(self) -> bool:
        """Whether everybody who reads the meeting would read some of it."""
        touched = [row.item_id for row in self.new] + [row.item_id for row in self.gone]
        return any(not self.items[pk].narrow for pk in touched)

    @property
    def audiences(self) -> set[int]:
        """Who reads some of it, item by item."""
        touched = [row.item_id for row in self.new] + [row.item_id for row in self.gone]
        return {self.items[pk].audience_id for pk in touched}

    @property
    def wide_written(self) -> bool:
        """Whether there is a line that everybody who reads the meeting would read."""
        return any(not self.items[row.item_id].narrow for row in self.written)

    def _differs(self, row: NoteLine) -> bool:
        sent = self.sent.get(row.pk)
        return sent is None or any(getattr(sent, name) != getattr(row, name) for name in READ)

    def issue(self, number: int) -> None:
        """Write the texts of an issue and end those that they follow; a text of this very issue is replaced."""
        now = timezone.now()
        fresh = []
        for row in self.new:
            sent = self.sent.get(row.pk)
            replaced = sent is not None and sent.since_issue == number
            if sent is not None and not replaced:
                self._end(sent, number)
            issued = sent if sent is not None and replaced else self._of(row, number)
            for name in SAID:
                setattr(issued, name, getattr(row, name))
            issued.at = now
            if replaced:
                issued.save()
            else:
                fresh.append(issued)
        for sent in self.gone:
            if sent.since_issue == number:
                sent.delete()
            else:
                self._end(sent, number)
        IssuedLine.objects.bulk_create(fresh)

    def _of(self, row: NoteLine, number: int) -> IssuedLine:
        item = self.items[row.item_id]
        return IssuedLine.of(item, meeting_id=row.meeting_id, line=row.pk, since_issue=number)

    def _end(self, sent: IssuedLine, number: int) -> None:
        sent.until_issue = number
        sent.save(update_fields=["until_issue"])


def _refuse_meeting(actor: Actor, meeting: Meeting, agreed_in: Meeting) -> None:
    """Raise `Hidden` or `ValidationError` unless a meeting could have approved the notes of another."""
    found = Meeting.objects.visible_to(actor).filter(pk=agreed_in.pk).first()
    if found is None:
        raise Hidden("meeting")
    if found.began_at is None or found.body_id != meeting.body_id or found.starts_at <= meeting.starts_at:
        words = _("Notes are agreed in a later meeting of the same body that was opened.")
        raise ValidationError({"agreed_in": words})


def _refuse_time(comments_until: Any) -> None:
    now = timezone.now()
    if comments_until <= now:
        words = _("This time is over. Give delegations until a later one.")
        raise ValidationError({"comments_until": words})
    if comments_until > now + LONGEST_WAIT:
        raise ValidationError({"comments_until": _("That is more than a year away. Check the year.")})


def moment_words(moment: datetime.datetime) -> str:
    """A time in Brussels, in words."""
    return date_format(moment.astimezone(BRUSSELS), "j F Y, H.i")
