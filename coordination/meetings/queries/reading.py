"""Meetings with what hangs on them, as far as the reader may read."""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.documents.links import links
from coordination.notices.queries import followed
from coordination.people.queries import organisations
from coordination.register.models import FormDraft

from ..kinds import ItemState, MeetingState
from ..models import (
    AgendaItem,
    AgendaPaper,
    AgendaRequest,
    Body,
    BodyMember,
    CalendarFeed,
    ItemPreparation,
    Meeting,
    Participation,
)

# How far back the record is looked at where a body has not met yet.
FIRST_LOOK = datetime.timedelta(days=90)
PAPER = {
    name: name
    for name in (
        "key",
        "title",
        "reference",
        "state",
        "author_id",
        "due_on",
        "chased_on",
        "issued_on",
        "document_id",
    )
}


def one(actor: Actor, pk: UUID) -> Meeting | None:
    """A meeting with its audience, `may`: what this reader may do, and whether it is `followed`."""
    found = with_permissions(actor, Meeting.objects.visible_to(actor).filter(pk=pk))
    return found.annotate(followed=followed(actor)).select_related("audience").first()


def papers_due_after(actor: Actor, day: datetime.date) -> datetime.date | None:
    """The first day after another by which papers for a meeting of all members are due, as far as it was issued."""
    issued = Meeting.objects.visible_to(actor).filter(state=MeetingState.ISSUED)
    called = issued.filter(for_members=True, term__isnull=False)
    due = (meeting.papers_due_on for meeting in called.filter(starts_at__date__gt=day))
    return min((papers for papers in due if papers > day), default=None)


def several(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Meeting]:
    """Meetings by id."""
    rows = Meeting.objects.visible_to(actor).filter(pk__in=set(ids)).select_related("audience")
    return {row.pk: row for row in rows}


def bodies(actor: Actor) -> dict[UUID, Body]:
    """All bodies that the reader knows, by id: those of the Presidency first, then by name."""
    rows = with_permissions(actor, Body.objects.visible_to(actor)).select_related("audience")
    ordered = sorted(rows, key=lambda row: (not row.by_presidency, row.kind, row.name.casefold()))
    return {row.pk: row for row in ordered}


def body(actor: Actor, pk: UUID) -> Body | None:
    return bodies(actor).get(pk)


def members(actor: Actor, found: Body) -> list[BodyMember]:
    """Who is usually invited, in protocol order."""
    return in_protocol(BodyMember.objects.visible_to(actor).filter(body=found))


def participations(actor: Actor, meeting: Meeting) -> list[Participation]:
    """Who is invited, members before guests, in protocol order."""
    rows = in_protocol(Participation.objects.visible_to(actor).filter(meeting=meeting))
    return sorted(rows, key=lambda row: row.capacity != "member")


def in_protocol(rows: Iterable[Any]) -> list[Any]:
    """Rows with an organisation, in protocol order."""
    known = organisations().by_id
    places = {pk: place for place, pk in enumerate(known)}
    return sorted(rows, key=lambda row: places[row.organisation_id])


def with_papers(found: QuerySet[Any]) -> QuerySet[Any]:
    """Items with their papers as plain values."""
    papers = AgendaPaper.objects.within("item").order_by("number", "pk").values(said=JSONObject(**PAPER))
    return found.annotate(paper_list=ArraySubquery(papers))


def link_papers(actor: Actor, items: Iterable[AgendaItem]) -> None:
    """Give the papers of items the documents that they are, as far as the reader may read those too."""
    papers = [paper for item in items for paper in item.paper_list if paper["document_id"]]
    found = links(actor, (UUID(paper["document_id"]) for paper in papers))
    for paper in papers:
        paper["document"] = found.get(UUID(paper["document_id"]))


def items(actor: Actor, meeting: Meeting) -> list[AgendaItem]:
    """The agenda as it was issued, in order, with its papers; what the last revision took off too."""
    found = with_papers(AgendaItem.objects.visible_to(actor).as_read().filter(meeting=meeting))
    return list(found.select_related("audience"))


def items_of(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, list[AgendaItem]]:
    """The agendas of several meetings, each in order; one statement for a whole page."""
    found: dict[UUID, list[AgendaItem]] = {}
    rows = with_papers(AgendaItem.objects.visible_to(actor).as_read().filter(meeting__in=list(ids)))
    rows = rows.exclude(state=ItemState.WITHDRAWN)
    for row in rows.select_related("audience"):
        found.setdefault(row.meeting_id, []).append(row)
    return found


def item(actor: Actor, pk: UUID) -> AgendaItem | None:
    """An item with its papers, its audience and `may`."""
    found = with_permissions(actor, AgendaItem.objects.visible_to(actor).filter(pk=pk))
    item = with_papers(found).select_related("audience").first()
    link_papers(actor, [item] if item else [])
    return item


def with_paper(actor: Actor, documents: Iterable[UUID]) -> QuerySet[AgendaItem]:
    """The items of issued agendas that some documents are papers of, the newest first."""
    papers = AgendaPaper.objects.visible_to(actor).filter(document_id__in=list(documents))
    return _issued(actor).filter(pk__in=papers.values("item"))


def about(actor: Actor, noun: str, pk: UUID) -> QuerySet[AgendaItem]:
    """The items of issued agendas that are about a record, the newest first."""
    return _issued(actor).filter(source_noun=noun, source_id=pk)


def _issued(actor: Actor) -> QuerySet[AgendaItem]:
    meetings = Meeting.objects.visible_to(actor).exclude(first_issued_at=None)
    found = AgendaItem.objects.visible_to(actor).as_read().exclude(state=ItemState.WITHDRAWN)
    return found.filter(meeting__in=meetings).order_by("-meeting__starts_at", "pk")


def preparations(actor: Actor, meeting: Meeting) -> dict[UUID, ItemPreparation]:
    """What the organisers keep about the items, by item; nothing for anybody else."""
    rows = ItemPreparation.objects.visible_to(actor).filter(meeting=meeting).order_by("created_at", "pk")
    return {row.item_id: row for row in rows}


def requests(actor: Actor, meeting: Meeting) -> list[AgendaRequest]:
    """What was asked for this meeting, with `may`, newest last."""
    found = with_permissions(actor, AgendaRequest.objects.visible_to(actor).filter(meeting=meeting))
    return list(_with_places(actor, found).order_by("created_at", "pk"))


def waiting_requests(actor: Actor, limit: int = 500) -> list[AgendaRequest]:
    """The requests that wait for an answer, oldest first."""
    rows = AgendaRequest.objects.visible_to(actor).waiting()
    return list(_with_places(actor, rows).order_by("created_at", "pk")[:limit])


def request(actor: Actor, pk: UUID) -> AgendaRequest | None:
    """A request with its audience and `may`."""
    found = with_permissions(actor, AgendaRequest.objects.visible_to(actor).filter(pk=pk))
    return _with_places(actor, found).select_related("audience").first()


def _with_places(actor: Actor, found: QuerySet[AgendaRequest]) -> QuerySet[Any]:
    """Requests with `on_meeting` and `as_item`: where they stand, as far as the actor reads of it."""
    meetings = Meeting.objects.visible_to(actor).filter(pk=OuterRef("meeting"))
    items = AgendaItem.objects.visible_to(actor).filter(pk=OuterRef("item"))
    return found.annotate(
        on_meeting=Subquery(meetings.values("pk")[:1]), as_item=Subquery(items.values("pk")[:1])
    )


def previous(actor: Actor, meeting: Meeting) -> Meeting | None:
    """The meeting of the same body before this one, of those that were issued and not cancelled."""
    took_place = [MeetingState.ISSUED, MeetingState.RUNNING, MeetingState.HELD, MeetingState.LOCKED]
    found = Meeting.objects.visible_to(actor).filter(
        body=meeting.body_id, starts_at__lt=meeting.starts_at, state__in=took_place
    )
    return found.exclude(pk=meeting.pk).order_by("-starts_at", "-pk").first()


def since(actor: Actor, meeting: Meeting) -> tuple[Meeting | None, datetime.date]:
    """The last meeting of the body, and the day since which the record is looked at."""
    last = previous(actor, meeting)
    return last, last.day if last else meeting.day - FIRST_LOOK


def templates(actor: Actor, body_id: UUID) -> list[Meeting]:
    """The agendas that are kept to begin with, by title."""
    rows = Meeting.objects.visible_to(actor).filter(body=body_id, state=MeetingState.TEMPLATE)
    return list(rows.order_by("title", "pk"))


def feeds(actor: Actor) -> list[CalendarFeed]:
    """The calendar addresses that a person has in use."""
    return list(CalendarFeed.objects.live().filter(user_id=actor.user_id))


def kept_draft(actor: Actor, key: str) -> FormDraft | None:
    """What this person was typing when the page was last open."""
    return FormDraft.objects.filter(user_id=actor.user_id, key=key).first()
