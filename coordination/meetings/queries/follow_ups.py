"""Which follow-ups were asked for, and a page of them by key: what is due first comes first."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, DateField, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, JSONObject

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.access.paging import NEVER, Page, page_by
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.search.queries import holding

from ..models import AgendaItem, FollowUp, Meeting
from ..room_kinds import CLOSED, FollowUpState

WEEK = datetime.timedelta(days=7)
LATE, SOON = "late", "week"
OPEN = (FollowUpState.DRAFT, FollowUpState.OPEN)
OF_MEETING = {name: name for name in ("title", "title_fr", "starts_at")}
OF_ITEM = {name: name for name in ("number", "title", "title_fr")}


@dataclass(frozen=True)
class FollowUpSelection:
    """What the filters ask for: ids, states, words, and whether something is late or due within a week."""

    states: tuple[str, ...] = ()
    owners: tuple[int, ...] = ()
    countries: tuple[int, ...] = ()
    due: tuple[str, ...] = ()
    bodies: tuple[UUID, ...] = ()
    meetings: tuple[UUID, ...] = ()
    mine: bool = False
    words: str = ""


def select(actor: Actor, selection: FollowUpSelection) -> QuerySet[FollowUp]:
    """The follow-ups of the selection that the actor may read; without a state, those that are not over."""
    found = FollowUp.objects.visible_to(actor).filter(state__in=selection.states or OPEN)
    # What was given up before anybody was asked is no follow-up.
    found = found.exclude(state=FollowUpState.DROPPED, issued_on=None)
    if selection.owners:
        bodies = organisations().by_id
        parts = {pk for pk, row in bodies.items() if row.party_id in selection.owners}
        found = found.filter(owner__in=parts | set(selection.owners))
    if selection.countries:
        found = found.filter(country__in=selection.countries)
    if selection.due:
        last = today() + WEEK + datetime.timedelta(days=1) if SOON in selection.due else today()
        found = found.filter(due_on__lt=last)
    if selection.bodies:
        of_body = Meeting.objects.visible_to(actor).filter(body__in=selection.bodies)
        found = found.filter(meeting__in=of_body.values("pk"))
    if selection.meetings:
        asked = Meeting.objects.visible_to(actor).filter(pk__in=selection.meetings)
        found = found.filter(Q(meeting__in=asked) | Q(closed_in__in=asked))
    if selection.mine:
        found = found.filter(Q(owner_party__in=actor.speaks_for) | Q(owner=None))
    if selection.words:
        found = found.filter(pk__in=holding(FollowUp._meta.db_table, selection.words))
    return found


def with_places(actor: Actor, rows: QuerySet[FollowUp]) -> QuerySet[Any]:
    """Follow-ups with `may`, their audience, and what their meeting, their item and the meeting that closed
    them are called, as far as the reader may read those.
    """
    meetings = Meeting.objects.visible_to(actor)
    items = AgendaItem.objects.visible_to(actor).filter(pk=OuterRef("item"))
    return (
        with_permissions(actor, rows)
        .select_related("audience")
        .annotate(
            of_meeting=Subquery(
                meetings.filter(pk=OuterRef("meeting")).values(said=JSONObject(**OF_MEETING))[:1]
            ),
            of_item=Subquery(items.values(said=JSONObject(**OF_ITEM))[:1]),
            heard_in=Subquery(
                meetings.filter(pk=OuterRef("closed_in")).values(said=JSONObject(**OF_MEETING))[:1]
            ),
        )
    )


def one(actor: Actor, pk: UUID) -> FollowUp | None:
    """A follow-up with its places and `may`."""
    return with_places(actor, FollowUp.objects.visible_to(actor).filter(pk=pk)).first()


def several(actor: Actor, ids: Iterable[UUID]) -> list[FollowUp]:
    return list(with_places(actor, FollowUp.objects.visible_to(actor).filter(pk__in=list(ids))))


def of_meeting(actor: Actor, meeting: Meeting) -> list[FollowUp]:
    """What a meeting asked, and what it closed of earlier ones, in the order of the agenda."""
    rows = FollowUp.objects.visible_to(actor).filter(Q(meeting=meeting) | Q(closed_in=meeting))
    rows = rows.exclude(state=FollowUpState.DROPPED, issued_on=None)
    return list(with_places(actor, rows).order_by("item__position", "position", "pk"))


def serving(actor: Actor, noun: str, ids: Iterable[UUID]) -> list[FollowUp]:
    """What meetings asked for the sake of some records that the actor reads, the first due first."""
    rows = FollowUp.objects.visible_to(actor).filter(target_noun=noun, target_id__in=list(ids))
    rows = rows.exclude(state=FollowUpState.DROPPED, issued_on=None)
    return list(with_permissions(actor, rows).order_by("due_on", "pk"))


def _by_day(found: QuerySet[FollowUp]) -> QuerySet[Any]:
    never = Value(NEVER, output_field=DateField())
    day = Case(
        When(state__in=CLOSED, then=never), default=Coalesce(F("due_on"), never), output_field=DateField()
    )
    return found.annotate(sorted_by=day)


def page(
    actor: Actor, selection: FollowUpSelection, *, after: UUID | None = None, limit: int = 50
) -> Page[Any]:
    """A page of follow-ups by key; `after` is the last one seen, read again through the gate."""
    found = with_places(actor, _by_day(select(actor, selection)))
    known = _by_day(FollowUp.objects.visible_to(actor))
    return page_by(found, known, "sorted_by", "pk", after=after, limit=limit)
