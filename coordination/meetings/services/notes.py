"""The lines of the notes: each a row of its own, so that several people write at once and nobody loses a word."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.history import services as history

from ..models import AgendaItem, IssuedLine, Meeting, NoteLine, Outcome, Participation, Pen
from ..queries.attendance import takes_part
from ..room_kinds import LONGEST_LINE, LineKind, OutcomeState, Stance
from .saving import of_organisers, save
from .turns import enter, readable_item, take_turn

# Places lie so far apart that a line can be put between two others without moving any.
STEP = 1024
SAID = ("kind", "organisation_id", "said_at", "stance", "text", "position", "about", "read_out_at")


@transaction.atomic
def add_line(
    *,
    actor: Actor,
    item: AgendaItem,
    kind: str,
    text: str = "",
    organisation_id: int | None = None,
    stance: str = Stance.NONE,
    said_at: datetime.datetime | None = None,
    about: NoteLine | None = None,
) -> NoteLine:
    """A line at the end of its kind; empty while somebody still types it.

    Raises `NotHeld` for a meeting that has not taken place, `Refused` once the notes are agreed.
    """
    item = readable_item(actor, item)
    outcome = enter(actor, "write", item.meeting_id)
    meeting = Meeting.objects.visible_to(actor).get(pk=item.meeting_id)
    last = NoteLine.objects.visible_to(actor).filter(item=item).aggregate(last=Max("position"))["last"] or 0
    now = timezone.now()
    line = NoteLine(
        meeting_id=item.meeting_id,
        item=item,
        originator_id=meeting.originator_id,
        audience=intern(actor=actor, circles=of_organisers(actor, meeting, kind=item.kind)),
        by_presidency=outcome.by_presidency,
        kind=LineKind(kind),
        said_at=said_at or now,
        saved_at=now,
        position=last + STEP,
        about=about.pk if about else None,
    )
    _write(actor, item, line, text=text, organisation_id=organisation_id, stance=stance)
    line.save(force_insert=True)
    _show_at_once(actor, outcome, item, line)
    return line


@transaction.atomic
def save_line(
    *,
    actor: Actor,
    line: NoteLine,
    version: int | None,
    text: str,
    stance: str | None = None,
    organisation_id: int | None = None,
    said_at: datetime.datetime | None = None,
) -> NoteLine:
    """Save what a line says, at the version that was read; the writer's pen is put down.

    Raises `Stale` when somebody saved it since: the writer's text then stays with `keep_pen`.
    """
    outcome, item, line = _opened(actor, line, version)
    before = [getattr(line, name) for name in SAID]
    line.said_at = said_at or line.said_at
    _write(
        actor,
        item,
        line,
        text=text,
        organisation_id=organisation_id or line.organisation_id,
        stance=line.stance if stance is None else stance,
    )
    Pen.objects.visible_to(actor).filter(line=line, user_id=actor.user_id).delete()
    if before == [getattr(line, name) for name in SAID]:
        return line
    line.saved_at = timezone.now()
    save(line)
    _show_at_once(actor, outcome, item, line)
    return line


@transaction.atomic
def keep_pen(*, actor: Actor, line: NoteLine, text: str, base: int) -> Pen:
    """Keep what somebody is typing until it is saved; whoever keeps the notes sees it, and who types.

    It is no save: the line, its version and its history stay as they are.
    """
    take_turn(line.meeting_id)
    line = authorise(actor, "change", line)
    if len(text) > LONGEST_LINE:
        raise ValidationError({"text": _("A line holds at most 20,000 characters. Begin another.")})
    pen, _new = Pen.objects.visible_to(actor).update_or_create(
        line=line,
        user_id=actor.user_id,
        defaults={"text": text.replace("\0", ""), "at": timezone.now()},
        create_defaults={
            "text": text.replace("\0", ""),
            "at": timezone.now(),
            "base": base,
            "meeting_id": line.meeting_id,
            "originator_id": actor.organisation.party_id if actor.organisation else line.originator_id,
            "audience_id": line.audience_id,
            "post": actor.post[:160],
        },
    )
    return pen


@transaction.atomic
def drop_pen(*, actor: Actor, line: NoteLine) -> None:
    """Leave a line as it is stored, and what one typed on it aside."""
    take_turn(line.meeting_id)
    Pen.objects.visible_to(actor).filter(line=line, user_id=actor.user_id).delete()


@transaction.atomic
def move_line(*, actor: Actor, line: NoteLine, by: int) -> None:
    """Move a line up (-1) or down (1) among those of its kind; what it says, and its version, stay.

    The place is counted from where the line stands now, so two who move at once do not undo each other.
    """
    _outcome, item, line = _opened(actor, line, None)
    beside = list(NoteLine.objects.visible_to(actor).filter(item=item, kind=line.kind).kept())
    at = next((place for place, row in enumerate(beside) if row.pk == line.pk), None)
    target = None if at is None else at + by
    if at is None or target is None or not 0 <= target < len(beside) or not by:
        return
    beside.insert(target, beside.pop(at))
    for place, row in enumerate(beside, start=1):
        if row.position != place * STEP:
            row.position = place * STEP
            row.save(update_fields=["position"])


@transaction.atomic
def remove_line(*, actor: Actor, line: NoteLine) -> NoteLine:
    """Take a line out; it can be put back, and its text stays in the history."""
    outcome, item, line = _opened(actor, line, None)
    if line.removed_at is None:
        line.removed_at = timezone.now()
        save(line)
        _show_at_once(actor, outcome, item, line)
    return line


@transaction.atomic
def restore_line(*, actor: Actor, line: NoteLine) -> NoteLine:
    """Put a line back that was taken out."""
    outcome, item, line = _opened(actor, line, None)
    if line.removed_at is not None:
        line.removed_at = None
        save(line)
        _show_at_once(actor, outcome, item, line)
    return line


@transaction.atomic
def read_out(*, actor: Actor, line: NoteLine) -> NoteLine:
    """The chair reads a conclusion out: from then on whoever is in the room for the item reads it too."""
    outcome, item, line = _opened(actor, line, None)
    if line.kind != LineKind.CONCLUSION or not line.text.strip():
        raise ValidationError(_("Write the conclusion, then read it out."))
    if outcome.state != OutcomeState.DRAFT:
        raise ValidationError(_("The notes were sent out: the conclusion is read there."))
    line.read_out_at = timezone.now()
    save(line)
    history.record(actor=actor, verb="read out", row=line)
    _show(actor, item, line)
    return line


@transaction.atomic
def go_live(*, actor: Actor, meeting: Meeting, live: bool) -> Outcome:
    """Let those in the room read each line as it is saved, or from now on not; what they read stays read."""
    outcome = enter(actor, "assist", meeting.pk)
    if outcome.is_live == live:
        return outcome
    outcome.is_live = live
    save(outcome)
    if live:
        lines = NoteLine.objects.visible_to(actor).filter(meeting=meeting).kept().exclude(text="")
        items = {row.pk: row for row in AgendaItem.objects.visible_to(actor).filter(meeting=meeting)}
        for line in lines:
            _show(actor, items[line.item_id], line)
    return outcome


def _opened(actor: Actor, line: NoteLine, version: int | None) -> tuple[Outcome, AgendaItem, NoteLine]:
    """The notes, the item and the line, locked in this order; raises what `authorise` raises."""
    outcome = enter(actor, "write", line.meeting_id)
    locked = authorise(actor, "change", line, version=version)
    item = AgendaItem.objects.visible_to(actor).filter(pk=locked.item_id).first()
    if item is None:
        raise Hidden("line of the notes")
    return outcome, item, locked


def _write(
    actor: Actor, item: AgendaItem, line: NoteLine, *, text: Any, organisation_id: int | None, stance: str
) -> None:
    """Set what a line says; raises `ValidationError` on what it lacks."""
    if len(text) > LONGEST_LINE:
        raise ValidationError({"text": _("A line holds at most 20,000 characters. Begin another.")})
    line.text, line.stance = text.replace("\r\n", "\n").strip(), Stance(stance)
    if line.kind != LineKind.INTERVENTION:
        line.organisation_id = None
        return
    if organisation_id is None:
        raise ValidationError({"organisation": _("Say who spoke: a code such as DE, COM or EEAS.")})
    if organisation_id != line.organisation_id:
        invited = Participation.objects.visible_to(actor).filter(meeting=item.meeting_id)
        if organisation_id not in takes_part(item, invited):
            words = _("This organisation is not in the room for this item. Invite it, or check the code.")
            raise ValidationError({"organisation": words})
    line.organisation_id = organisation_id


def _show_at_once(actor: Actor, outcome: Outcome, item: AgendaItem, line: NoteLine) -> None:
    """What the room reads of a line that was saved: all of it where the notes are live, else nothing new."""
    if outcome.state == OutcomeState.DRAFT and outcome.is_live:
        _show(actor, item, line)


def _show(actor: Actor, item: AgendaItem, line: NoteLine) -> None:
    """Let the room read a line as it stands, before the notes were ever sent out."""
    shown = IssuedLine.objects.visible_to(actor).filter(line=line.pk, until_issue=None).first()
    if line.removed_at is not None or not line.text:
        if shown is not None:
            shown.delete()
        return
    if shown is None:
        shown = IssuedLine.of(item, meeting_id=item.meeting_id, line=line.pk)
    for name in SAID:
        setattr(shown, name, getattr(line, name))
    shown.at = timezone.now()
    shown.save()
