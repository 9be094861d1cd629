"""Private notes that somebody reads: their own, and those that others show them."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.search.queries import holding

from ..models import AgendaItem, Meeting, PrivateNote
from .follow_ups import OF_ITEM, OF_MEETING


@dataclass
class Page:
    """Some notes, the newest first, and whether more follow."""

    rows: list[Any] = field(default_factory=list)
    next_cursor: UUID | None = None


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


def page(actor: Actor, words: str = "", *, after: UUID | None = None, limit: int = 50) -> Page:
    """A page of notes by key; `after` is the last one seen, read again through the gate."""
    found = PrivateNote.objects.visible_to(actor).kept()
    if words:
        found = found.filter(pk__in=holding(PrivateNote._meta.db_table, words))
    if after is not None:
        seen = (
            PrivateNote.objects.visible_to(actor)
            .filter(pk=after)
            .values_list("held_on", "created_at")
            .first()
        )
        if seen is not None:
            same_day = Q(held_on=seen[0], created_at__lt=seen[1])
            found = found.filter(Q(held_on__lt=seen[0]) | same_day)
    rows = list(_with_places(actor, found)[: limit + 1])
    return Page(rows[:limit], rows[limit - 1].pk if len(rows) > limit else None)
