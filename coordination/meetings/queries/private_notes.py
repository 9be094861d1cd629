"""Private notes that somebody reads: their own, and those that others show them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.access.paging import Page, page_by
from coordination.search.queries import holding

from ..models import AgendaItem, Meeting, PrivateNote
from .follow_ups import OF_ITEM, OF_MEETING


@dataclass(frozen=True)
class NoteSelection:
    """What the filters ask for; `mine` leaves out what others show."""

    countries: tuple[int, ...] = ()
    mine: bool = False
    words: str = ""


def select(actor: Actor, selection: NoteSelection) -> QuerySet[PrivateNote]:
    """The notes of the selection that the actor may read, without those that were taken away."""
    found = PrivateNote.objects.visible_to(actor).kept()
    if selection.countries:
        found = found.filter(country__in=selection.countries)
    if selection.mine:
        found = found.filter(originator__in=actor.speaks_for)
    if selection.words:
        found = found.filter(pk__in=holding(PrivateNote._meta.db_table, selection.words))
    return found


def _with_places(actor: Actor, rows: QuerySet[PrivateNote]) -> QuerySet[Any]:
    meetings = Meeting.objects.visible_to(actor).filter(pk=OuterRef("meeting"))
    items = AgendaItem.objects.visible_to(actor).filter(pk=OuterRef("item"))
    return (
        with_permissions(actor, rows)
        .select_related("audience")
        .annotate(
            of_meeting=Subquery(meetings.values(said=JSONObject(**OF_MEETING))[:1]),
            of_item=Subquery(items.values(said=JSONObject(**OF_ITEM))[:1]),
        )
    )


def one(actor: Actor, pk: UUID) -> Any:
    """A note with `may`, its audience and what it is tied to; one that was taken away too."""
    return _with_places(actor, PrivateNote.objects.visible_to(actor).filter(pk=pk)).first()


def page(actor: Actor, selection: NoteSelection, *, after: UUID | None = None, limit: int = 50) -> Page[Any]:
    """A page of notes by key, the newest first; `after` is the last one seen, read again through the gate."""
    found = _with_places(actor, select(actor, selection))
    known = PrivateNote.objects.visible_to(actor)
    return page_by(found, known, "-held_on", "-created_at", after=after, limit=limit)
