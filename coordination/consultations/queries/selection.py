"""Which consultations were asked for, and a page of them by key: what is due first comes first."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Extract
from django.utils import timezone

from coordination.access.actor import Actor
from coordination.access.paging import Page, page_by
from coordination.search.queries import holding

from ..kinds import Kind, Standing, State
from ..models import Consultation, Position, Reply
from .reading import with_all

# Seconds since 1970 that sort after every day that can be written; what is over counts back from it.
NEVER = 300_000_000_000.0


@dataclass(frozen=True)
class Selection:
    """What the filters ask for: kinds, how they stand now, countries by id, own ones, words."""

    kinds: tuple[str, ...] = ()
    standings: tuple[str, ...] = ()
    countries: tuple[int, ...] = ()
    mine: bool = False
    words: str = ""


def standing_is(*wanted: str) -> Q:
    """Consultations that stand so at this moment, whether or not the clock has written it down."""
    now, none = timezone.now(), Q(pk__in=[])
    over = Q(state=State.OPEN, deadline__lte=now)
    rules = {
        Standing.RUNNING: Q(state=State.OPEN, deadline__gt=now),
        Standing.OVER: over & Q(kind=Kind.QUESTIONS),
        Standing.CLOSED: Q(state=State.CLOSED) | (over & Q(kind=Kind.SILENCE)),
    }
    found = none
    for standing in wanted:
        found |= rules.get(Standing(standing), Q(state=standing))
    return found


def select(actor: Actor, selection: Selection) -> QuerySet[Consultation]:
    """The consultations of the selection that the actor may read; without a standing, all but discarded drafts."""
    found: Any = Consultation.objects.visible_to(actor)
    if selection.standings:
        found = found.filter(standing_is(*selection.standings))
    else:
        found = found.exclude(state=State.DISCARDED)
    if selection.kinds:
        found = found.filter(kind__in=selection.kinds)
    if selection.countries:
        found = found.filter(country__in=selection.countries)
    if selection.mine:
        found = found.filter(originator__in=actor.speaks_for)
    if selection.words:
        answered = Reply.objects.visible_to(actor).filter(
            pk__in=holding(Reply._meta.db_table, selection.words)
        )
        found = found.filter(
            Q(pk__in=holding(Consultation._meta.db_table, selection.words))
            | Q(pk__in=answered.values("consultation"))
        )
    return found


def in_order(found: QuerySet[Any]) -> QuerySet[Any]:
    """With the number by which lists are sorted: drafts, what is due first, then what ended last."""
    return found.annotate(
        sorted_by=Case(
            When(state=State.OPEN, then=Extract("deadline", "epoch")),
            When(state=State.DRAFT, then=Value(0.0)),
            default=Value(NEVER) - Extract(Coalesce(F("closed_at"), F("created_at")), "epoch"),
            output_field=FloatField(),
        )
    )


def page(
    actor: Actor, selection: Selection, *, after: UUID | None = None, limit: int = 50
) -> Page[Consultation]:
    """A page of consultations by key; `after` is the last one seen, read again through the gate."""
    found = in_order(with_all(select(actor, selection)))
    known = in_order(Consultation.objects.visible_to(actor))
    return page_by(found, known, "sorted_by", "pk", after=after, limit=limit)


def unanswered(actor: Actor) -> QuerySet[Any]:
    """What is open, asks the actor's delegation, and has neither a reply nor a position of it."""
    own = {"consultation": OuterRef("pk"), "originator__in": actor.speaks_for}
    replied = Exists(Reply.objects.visible_to(actor).filter(**own))
    stated = Exists(Position.objects.visible_to(actor).filter(**own))
    asked = Consultation.policy.rule("reply", actor) | Consultation.policy.rule("position", actor)
    return Consultation.objects.visible_to(actor).running().filter(asked, ~Q(replied), ~Q(stated))
