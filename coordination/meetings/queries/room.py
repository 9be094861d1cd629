"""What a room holds, as far as the reader may read: one statement for each panel of its page."""

from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions

from ..kinds import ItemState
from ..models import (
    AgendaItem,
    FollowUp,
    IssuedLine,
    ItemPreparation,
    Meeting,
    NoteLine,
    Outcome,
    Pen,
    PrivateNote,
    RoomChange,
    Speaker,
)
from ..room_kinds import FollowUpState
from .reading import with_papers

PEN = {name: name for name in ("user_id", "originator_id", "post", "text", "base", "at")}


def stage(actor: Actor, pk: UUID) -> Outcome | None:
    """The notes of a meeting with the meeting itself, what this reader may do, and `told_at`.

    `told_at` is the time of the last change that this reader may read: from when on to ask for more.
    None for a meeting that was not opened, or is hidden.
    """
    told = RoomChange.objects.visible_to(actor).filter(meeting_id=OuterRef("pk")).order_by("-at")
    rows = Outcome.objects.visible_to(actor).filter(pk=pk)
    found = with_permissions(actor, rows, "write", "assist", "floor")
    # Who reads the notes reads the meeting: their audiences are one (`GatePart`).
    found = found.select_related("meeting", "meeting__audience")
    return found.annotate(told_at=Subquery(told.values("at")[:1])).first()


def items(actor: Actor, meeting: Meeting, only: UUID | None = None) -> list[AgendaItem]:
    """The agenda with how far each item is, its papers, whether the actor may run it, and for its organisers
    the planned minutes; or `only` one item of it.
    """
    kept = (
        ItemPreparation.objects.visible_to(actor).filter(item=OuterRef("pk")).order_by("-created_at", "-pk")
    )
    rows = AgendaItem.objects.visible_to(actor).filter(meeting=meeting, state=ItemState.ISSUED).on_agenda()
    # The run of an item is read by whoever reads the item.
    if only is not None:
        rows = rows.filter(pk=only)
    found = with_papers(with_permissions(actor, rows, "run")).select_related("run")
    return list(found.annotate(planned=Subquery(kept.values("minutes")[:1])))


def lines(actor: Actor, item: AgendaItem) -> list[NoteLine]:
    """The lines of an item as they are written; for those who keep the notes."""
    return list(with_pens(actor, NoteLine.objects.visible_to(actor).filter(item=item).kept()))


def lines_by_id(actor: Actor, ids: set[UUID]) -> list[NoteLine]:
    """Some lines, those that were taken out too."""
    found = NoteLine.objects.visible_to(actor).filter(pk__in=ids)
    return list(with_pens(actor, found.order_by("position", "pk")))


def line(actor: Actor, pk: UUID) -> NoteLine | None:
    """One line."""
    return with_pens(actor, NoteLine.objects.visible_to(actor).filter(pk=pk)).first()


def with_pens(actor: Actor, rows: QuerySet[NoteLine]) -> QuerySet[NoteLine]:
    """Lines with `pen_list`, what somebody types on them, and `objectors`, who objects to what they say."""
    pens = Pen.objects.within("line").order_by("at", "pk").values(said=JSONObject(**PEN))
    objections = NoteLine.objects.visible_to(actor).filter(about=OuterRef("pk"), removed_at=None)
    return rows.annotate(
        pen_list=ArraySubquery(pens),
        objectors=ArraySubquery(objections.order_by("position").values("organisation_id")),
    )


def said(actor: Actor, item: AgendaItem) -> list[IssuedLine]:
    """What the room reads of the notes on an item."""
    return list(with_objectors(actor, IssuedLine.objects.visible_to(actor).filter(item=item).current()))


def said_by_id(actor: Actor, ids: set[UUID]) -> list[IssuedLine]:
    return list(with_objectors(actor, IssuedLine.objects.visible_to(actor).filter(line__in=ids).current()))


def with_objectors(actor: Actor, rows: QuerySet[IssuedLine]) -> QuerySet[IssuedLine]:
    """Lines sent out with `objectors`: who objects to what they say."""
    objections = IssuedLine.objects.visible_to(actor).filter(about=OuterRef("line"), until_issue=None)
    return rows.annotate(objectors=ArraySubquery(objections.order_by("position").values("organisation_id")))


def speakers(actor: Actor, item: AgendaItem) -> list[Speaker]:
    """The list of an item: who speaks, who waits, who has spoken."""
    return list(Speaker.objects.visible_to(actor).filter(item=item).listed())


def follow_ups(actor: Actor, item: AgendaItem) -> list[FollowUp]:
    """What an item asks of whom, with `may`; what was dropped before it was sent out is left away."""
    rows = with_permissions(actor, FollowUp.objects.visible_to(actor).filter(item=item), "change")
    rows = rows.exclude(state=FollowUpState.DROPPED, issued_on=None)
    return list(rows.order_by("position", "pk"))


def own_notes(actor: Actor, item: AgendaItem) -> list[PrivateNote]:
    """What one's own delegation noted for itself on an item, and what others show it."""
    rows = with_permissions(actor, PrivateNote.objects.visible_to(actor).filter(item=item), "change")
    return list(rows.kept())
