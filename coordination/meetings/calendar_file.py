"""Meetings as calendar files: one meeting, or everything that a feed shows, with the rights of its reader."""

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.exchange.ics import Entry, Sheet, calendar_bytes
from coordination.people.audiences import in_words

from .calendar import Dated, Kind
from .kinds import ItemState, MeetingState
from .models import AgendaItem, Meeting
from .notice import marking
from .rows import revision_words, strictest

DOMAIN = "roundtable"


def uid(name: str) -> str:
    """The name of an entry for all time, whoever reads it in whichever calendar."""
    return f"{name}@{DOMAIN}"


def agenda_words(items: Iterable[AgendaItem]) -> str:
    """The agenda in lines."""
    shown = (item for item in items if item.state != ItemState.WITHDRAWN)
    return "\n".join(f"{item.number} {item.name}" for item in shown)


def meeting_entry(meeting: Meeting, items: Sequence[AgendaItem], *, url: str = "") -> Entry:
    """A meeting as an entry; what was not issued is tentative, what was called off stays as cancelled."""
    cancelled = meeting.state == MeetingState.CANCELLED
    said = (
        _("Cancelled: %(reason)s") % {"reason": meeting.cancel_reason} if cancelled else agenda_words(items)
    )
    return Entry(
        uid=uid(f"meeting-{meeting.pk}"),
        title=" ".join(filter(None, [meeting.name, revision_words(meeting)])),
        starts=meeting.starts_at,
        ends=meeting.ends_at,
        changed_at=meeting.stamped_at,
        sequence=meeting.sequence,
        cancelled=cancelled,
        tentative=meeting.first_issued_at is None,
        place=meeting.venue,
        words=said,
        url=url or meeting.address,
        category=str(Kind.MEETING.label),
    )


def meeting_file(actor: Actor, meeting: Meeting, items: Sequence[AgendaItem]) -> bytes:
    """One meeting for a calendar, with the agenda that this reader sees."""
    sheet = Sheet(meeting.name, marking(actor, meeting, items), _organisation(actor), timezone.now())
    return calendar_bytes([meeting_entry(meeting, items)], sheet=sheet)


def feed(actor: Actor, entries: Sequence[Dated], *, name: str, address: str) -> bytes:
    """All entries of a calendar; each begins with its own marking, the strictest stands on the whole."""
    listed = [(entry, _marking(actor, entry)) for entry in entries]
    sheet = Sheet(
        name,
        strictest(["LIMITE", *(words for _entry, words in listed)]),
        _organisation(actor),
        timezone.now(),
    )
    return calendar_bytes((_entry(entry, words, address) for entry, words in listed), sheet=sheet)


def _entry(entry: Dated, words: str, address: str) -> Entry:
    return Entry(
        uid=uid(entry.uid),
        title=entry.title,
        starts=entry.starts,
        ends=entry.ends,
        changed_at=entry.changed_at or timezone.now(),
        sequence=entry.sequence,
        cancelled=entry.cancelled,
        tentative=entry.tentative,
        place=entry.place,
        words="\n".join(filter(None, [words, entry.second, entry.words])),
        url=f"{address}{entry.url}" if entry.url.startswith("/") else entry.url,
        category=str(entry.kind.label),
    )


def _marking(actor: Actor, entry: Dated) -> str:
    return in_words(entry.circles, entry.originator_id, actor).marking if entry.circles else "LIMITE"


def _organisation(actor: Actor) -> str:
    return actor.organisation.name if actor.organisation else ""
