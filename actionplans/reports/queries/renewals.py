"""What an organisation shared with the term that ended, and has not been asked about or not answered yet."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce

from coordination.access.actor import Actor
from coordination.people.models import PresidencyTerm
from coordination.people.renewals import RENEWABLES, Change, Renewable, last_change, shared_with_old

from ..models import LeftAsItIs

# So many are shown at once; the rest comes when these are answered.
AT_MOST = 200


@dataclass(frozen=True)
class Asked:
    """One record about which its originator is asked."""

    code: str
    pk: UUID
    title: str
    audience_id: int
    originator_id: int
    created_at: datetime.datetime

    @property
    def renewable(self) -> Renewable:
        return RENEWABLES[self.code]


def unanswered(actor: Actor, renewable: Renewable, change: Change) -> QuerySet[Any]:
    """The rows of one kind that wait for an answer."""
    left = LeftAsItIs.objects.visible_to(actor).filter(code=renewable.code, renewal__term=change.new)
    return shared_with_old(actor, renewable, change).exclude(pk__in=left.values("record"))


def asked(actor: Actor, change: Change) -> list[Asked]:
    """All that waits for an answer of the actor's organisation, by kind, the oldest first. One statement."""
    if not actor.speaks_for:
        return []
    places = list(RENEWABLES)
    parts = [
        unanswered(actor, renewable, change)
        .order_by("created_at", "pk")
        .annotate(asked_code=Value(renewable.code), asked_title=Cast(renewable.title(actor), TextField()))
        .values_list("asked_code", "pk", "asked_title", "audience_id", "originator_id", "created_at")[
            :AT_MOST
        ]
        for renewable in RENEWABLES.values()
    ]
    found = [
        Asked(code, pk, title or "", *rest) for code, pk, title, *rest in parts[0].union(*parts[1:], all=True)
    ]
    return sorted(found, key=lambda row: (places.index(row.code), row.created_at, row.pk))[:AT_MOST]


def waiting(actor: Actor) -> QuerySet[PresidencyTerm]:
    """The term of today with `waiting`, the number of unanswered records; no row where there are none."""
    change = last_change()
    if change is None or not actor.speaks_for:
        return PresidencyTerm.objects.none()
    total: Any = Value(0, IntegerField())
    for renewable in RENEWABLES.values():
        total = total + _count(unanswered(actor, renewable, change))
    return PresidencyTerm.objects.filter(pk=change.new.pk).annotate(waiting=total).filter(waiting__gt=0)


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
