"""What a delegation notes for itself, and to whom it shows it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.models import today
from coordination.people.queries import circles

from ..models import AgendaItem, Meeting, PrivateNote
from .saving import save

SAID = ("title", "text", "counterpart", "held_on", "country_id")


@transaction.atomic
def keep_note(
    *,
    actor: Actor,
    fields: Mapping[str, Any],
    meeting: Meeting | None = None,
    item: AgendaItem | None = None,
    shown_to: Iterable[int] = (),
) -> PrivateNote:
    """A note for one's own delegation, and for the organisations that it names."""
    authorise_create(actor, PrivateNote)
    note = PrivateNote(originator_id=min(actor.speaks_for), held_on=today())
    _link(actor, note, meeting, item)
    _write(note, fields)
    note.audience = intern(actor=actor, circles=_circles(note.originator_id, shown_to))
    note.save(force_insert=True)
    return note


@transaction.atomic
def change_note(
    *, actor: Actor, note: PrivateNote, version: int | None, fields: Mapping[str, Any]
) -> PrivateNote:
    """Save what a note says; who reads it stays."""
    note = authorise(actor, "change", note, version=version)
    _write(note, fields)
    return save(note)


@transaction.atomic
def share_note(*, actor: Actor, note: PrivateNote, shown_to: Iterable[int]) -> PrivateNote:
    """Show a note to exactly these organisations beside one's own.

    The saves are not counted: readers do not learn who else reads it.
    """
    note = authorise(actor, "share", note)
    wanted = intern(actor=actor, circles=_circles(note.originator_id, shown_to))
    if wanted.pk != note.audience_id:
        note.audience = wanted
        note.save(update_fields=["audience"])
        history.record(actor=actor, verb="shared", row=note)
    return note


@transaction.atomic
def discard_note(*, actor: Actor, note: PrivateNote) -> PrivateNote:
    """Take a note away; nobody finds it any more, and its history stays."""
    note = authorise(actor, "discard", note)
    note.discarded_at = timezone.now()
    history.record(actor=actor, verb="discarded", row=note)
    return save(note)


def _circles(originator_id: int, shown_to: Iterable[int]) -> set[int]:
    known = circles().of_organisation
    return {known[originator_id], *(known[pk] for pk in shown_to if pk in known)}


def _link(actor: Actor, note: PrivateNote, meeting: Meeting | None, item: AgendaItem | None) -> None:
    """Tie a note to what its writer may read."""
    if item is not None:
        found = AgendaItem.objects.visible_to(actor).filter(pk=item.pk).first()
        if found is None:
            raise Hidden("agenda item")
        note.item, note.meeting_id, note.country_id = found, found.meeting_id, found.country_id
    elif meeting is not None:
        if not Meeting.objects.visible_to(actor).filter(pk=meeting.pk).exists():
            raise Hidden("meeting")
        note.meeting_id = meeting.pk


def _write(note: PrivateNote, fields: Mapping[str, Any]) -> None:
    for name, value in fields.items():
        if name not in SAID:
            raise TypeError(f"{name} is not what a private note says")
        setattr(note, name, value)
    if not note.text.strip():
        raise ValidationError({"text": _("Write the note.")})
