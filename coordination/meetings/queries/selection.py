"""Which meetings were asked for, and a page of them by key: what comes next comes first, the past backwards."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from coordination.access.actor import Actor
from coordination.access.paging import Page, page_by
from coordination.search.queries import holding

from ..kinds import MeetingState
from ..models import AgendaItem, Body, Meeting, Participation

UPCOMING, PAST = "upcoming", "past"


@dataclass(frozen=True)
class Selection:
    """What the filters ask for."""

    span: str = UPCOMING
    bodies: tuple[UUID, ...] = ()
    kinds: tuple[str, ...] = ()
    countries: tuple[int, ...] = ()
    states: tuple[str, ...] = ()
    mine: bool = False
    words: str = ""


def select(actor: Actor, selection: Selection) -> QuerySet[Meeting]:
    """The meetings of the selection that the actor may read, in the order of its span."""
    found = Meeting.objects.visible_to(actor)
    if selection.states == (MeetingState.TEMPLATE,):
        found = found.filter(state=MeetingState.TEMPLATE).order_by("-starts_at", "-pk")
    else:
        found = found.past() if selection.span == PAST else found.upcoming()
        if selection.states:
            found = found.filter(state__in=selection.states)
    if selection.bodies:
        found = found.filter(body__in=selection.bodies)
    if selection.kinds:
        found = found.filter(body__in=_bodies_of(actor, selection.kinds))
    if selection.countries:
        about = AgendaItem.objects.visible_to(actor).on_agenda().filter(country__in=selection.countries)
        places = Q(country__in=selection.countries) | Q(pk__in=about.order_by().values("meeting"))
        found = found.filter(places)
    if selection.mine:
        invited = Participation.objects.visible_to(actor).filter(
            organisation__in=actor.organisations | actor.speaks_for
        )
        found = found.filter(Q(originator__in=actor.speaks_for) | Q(pk__in=invited.values("meeting")))
    if selection.words:
        items = AgendaItem.objects.visible_to(actor).filter(
            pk__in=holding(AgendaItem._meta.db_table, selection.words)
        )
        found = found.filter(
            Q(pk__in=holding(Meeting._meta.db_table, selection.words)) | Q(pk__in=items.values("meeting"))
        )
    return found


def _bodies_of(actor: Actor, kinds: tuple[str, ...]) -> QuerySet:
    return Body.objects.visible_to(actor).filter(kind__in=kinds).values("pk")


def page(actor: Actor, selection: Selection, *, after: UUID | None = None, limit: int = 50) -> Page[Meeting]:
    """A page of meetings by key; `after` is the last one seen, read again through the gate."""
    found = select(actor, selection).select_related("audience")
    order = ("-starts_at", "-pk") if _backwards(selection) else ("starts_at", "pk")
    return page_by(found, Meeting.objects.visible_to(actor), *order, after=after, limit=limit)


def _backwards(selection: Selection) -> bool:
    return selection.span == PAST or selection.states == (MeetingState.TEMPLATE,)
