"""What happens in a room, as those who keep the notes would write it down."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from coordination.access.reader import reading_as
from coordination.meetings import services
from coordination.meetings.kinds import MeetingState
from coordination.meetings.models import (
    AgendaItem,
    FollowUp,
    IssuedLine,
    ItemRun,
    Meeting,
    NoteLine,
    NoteRemark,
    Outcome,
    Pen,
    PrivateNote,
    RoomChange,
    Speaker,
)
from coordination.meetings.room_kinds import LineKind
from coordination.people.actors import for_organisation
from coordination.people.queries import organisations

from .meetings import MeetingFactory, items_of
from .people import organisation
from .plans import speaking_for


def keeper(row: Any) -> Any:
    """Somebody of the convenor, who keeps the record of a meeting and of what hangs on it."""
    return for_organisation(organisations().by_id[row.originator_id])


def running(*items: dict[str, Any], **how: Any) -> tuple[Meeting, list[AgendaItem]]:
    """A meeting of today that is under way, and its items as the convenor reads them."""
    meeting: Any = MeetingFactory(**{"state": MeetingState.RUNNING, "items": items or ({},), **how})
    return meeting, items_of(meeting)


def acting(who: Any, deed: Any, **rest: Any) -> Any:
    """Let somebody do something in a transaction: a persona, an actor, or the code of an organisation."""
    actor = who.actor() if hasattr(who, "actor") else speaking_for(who) if isinstance(who, str) else who
    with transaction.atomic(), reading_as(actor):
        return deed(actor=actor, **rest)


def note(item: AgendaItem, text: str = "Noted.", by: Any = None, **rest: Any) -> NoteLine:
    """A line of the notes; with `organisation` an intervention."""
    if who := rest.pop("organisation", None):
        rest = {"kind": LineKind.INTERVENTION, "organisation_id": organisation(who).pk} | rest
    said = {"kind": LineKind.PARAGRAPH, "text": text} | rest
    return acting(by or keeper(item), services.add_line, item=item, **said)


def follow_up(
    item: AgendaItem, title: str = "Do it", owner: Any = "italy", by: Any = None, **rest: Any
) -> FollowUp:
    """A follow-up of an item; `owner=None`: of all."""
    fields = {"title": title, "owner_id": organisation(owner).pk if owner else None, **rest}
    return acting(by or keeper(item), services.add_follow_up, item=item, fields=fields)


def in_days(days: float) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(days=days)


def end(meeting: Meeting) -> Meeting:
    return acting(keeper(meeting), services.end, meeting=meeting)


def issue_notes(meeting: Meeting, days: float = 10) -> Outcome:
    """Send the notes of a meeting that was held for comments."""
    return acting(keeper(meeting), services.issue_notes, meeting=meeting, comments_until=in_days(days))


def agree(meeting: Meeting, **rest: Any) -> Outcome:
    return acting(keeper(meeting), services.agree_notes, meeting=meeting, version=None, **rest)


def remark(item: AgendaItem, by: Any = "italy", text: str = "Not quite.", **rest: Any) -> NoteRemark:
    return acting(by, services.remark, item=item, text=text, **rest)


def private_note(
    by: Any = "italy", text: str = "Between us.", shown_to: Any = (), **rest: Any
) -> PrivateNote:
    """A note of a delegation, shown to some others."""
    ids = [organisation(row).pk for row in shown_to]
    links = {name: rest.pop(name) for name in ("meeting", "item") if name in rest}
    return acting(by, services.keep_note, fields={"text": text, **rest}, shown_to=ids, **links)


def seen(model: Any, who: Any, **asked: Any) -> list[Any]:
    """The rows of a model that somebody reads."""

    def rows(actor: Any) -> list[Any]:
        return list(model.objects.visible_to(actor).filter(**asked).order_by("pk"))

    return acting(who, rows)


def fresh(row: Any, who: Any = None) -> Any:
    """A row as it is stored now."""
    (found,) = seen(type(row), who or keeper(row), pk=row.pk)
    return found


# Every table of the room, for sweeps.
TABLES = (
    Outcome,
    NoteLine,
    Pen,
    IssuedLine,
    NoteRemark,
    ItemRun,
    Speaker,
    RoomChange,
    FollowUp,
    PrivateNote,
)
