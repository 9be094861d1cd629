"""Which fiches and measures were asked for, and a page of them by key: what is due first comes first."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, DateField, F, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from coordination.access.actor import Actor
from coordination.access.paging import NEVER, Page, page_by
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.search.queries import holding
from coordination.world.queries import themes

from ..kinds import LIVE, RUNNING, MeasureState, Stage
from ..models import Fiche, FicheCountry, Measure

WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Selection:
    """What the filters ask for: ids, stages, words, and whether something is late or due within a week."""

    countries: tuple[int, ...] = ()
    themes: tuple[int, ...] = ()
    stages: tuple[str, ...] = ()
    owners: tuple[int, ...] = ()
    due: tuple[str, ...] = ()
    mine: bool = False
    words: str = ""

    @property
    def due_before(self) -> datetime.date | None:
        """The day before which something must be due; None: any day."""
        if "week" in self.due:
            return today() + WEEK + datetime.timedelta(days=1)
        return today() if "late" in self.due else None


def select(actor: Actor, selection: Selection) -> QuerySet[Fiche]:
    """The fiches of the selection that the actor may read; without a stage, those that are not over."""
    found = Fiche.objects.visible_to(actor).filter(stage__in=selection.stages or LIVE)
    if selection.countries:
        places = FicheCountry.objects.visible_to(actor).filter(country__in=selection.countries)
        found = found.filter(pk__in=places.values("fiche"))
    if selection.themes:
        known = themes()
        ids = {pk for theme_id in selection.themes for pk in known.with_parts(known.by_id[theme_id])}
        found = found.filter(theme__in=ids)
    if selection.owners or selection.due:
        asked = _asked(actor, selection)
        if selection.due:
            asked = asked.filter(due_on__lt=selection.due_before, stage__in=RUNNING)
        found = found.filter(pk__in=asked.values("fiche"))
    if selection.words:
        found = found.filter(pk__in=holding(Fiche._meta.db_table, selection.words))
    if selection.mine:
        owned = Measure.objects.visible_to(actor).filter(owner_party__in=actor.speaks_for)
        found = found.filter(Q(originator__in=actor.speaks_for) | Q(pk__in=owned.values("fiche")))
    return found


def _asked(actor: Actor, selection: Selection) -> QuerySet[Any]:
    """Open measures of the owners that were asked for; of everybody where none were."""
    asked = Measure.objects.visible_to(actor).open()
    if selection.owners:
        bodies = organisations().by_id
        # A delegation stands for its ministries, the Commission for its departments.
        parts = {pk for pk, row in bodies.items() if row.party_id in selection.owners}
        asked = asked.filter(owner__in=parts | set(selection.owners))
    return asked


def select_measures(actor: Actor, selection: Selection) -> QuerySet[Any]:
    """The measures of the selected fiches that are open, or all of them where closed fiches are asked for."""
    fiches = select(actor, selection)
    found: Any
    if set(selection.stages) & {Stage.CLOSED, Stage.DISCARDED}:
        found = Measure.objects.visible_to(actor)
    else:
        found = _asked(actor, selection)
    if selection.due:
        found = found.filter(due_on__lt=selection.due_before, stage__in=RUNNING)
    return found.filter(fiche__in=fiches.values("pk"))


def with_dates(found: QuerySet[Any]) -> QuerySet[Any]:
    """Fiches with their audience, their countries, their next date, and the day by which lists are sorted."""
    first = (
        Measure.objects.within("fiche").filter(state=MeasureState.OPEN).order_by("due_on").values("due_on")
    )
    never = Value(NEVER, output_field=DateField())
    places = FicheCountry.objects.within("fiche").order_by("pk").values_list("country_id")
    return found.select_related("audience").annotate(
        country_ids=ArraySubquery(places),
        next_due=Subquery(first[:1]),
        sorted_by=Case(
            When(stage__in=LIVE, then=Coalesce(Subquery(first[:1]), F("due_on"), never)),
            default=never,
            output_field=DateField(),
        ),
    )


def page(actor: Actor, selection: Selection, *, after: UUID | None = None, limit: int = 50) -> Page[Fiche]:
    """A page of fiches by key; `after` is the last one seen, read again through the gate."""
    found, known = with_dates(select(actor, selection)), with_dates(Fiche.objects.visible_to(actor))
    return page_by(found, known, "sorted_by", "pk", after=after, limit=limit)


def page_of_measures(
    actor: Actor, selection: Selection, *, after: UUID | None = None, limit: int = 50
) -> Page[Measure]:
    """A page of measures, the earliest due first."""
    never = Value(NEVER, output_field=DateField())
    by_day = {"sorted_by": Coalesce(F("due_on"), never)}
    found = select_measures(actor, selection).annotate(**by_day)
    known = Measure.objects.visible_to(actor).annotate(**by_day)
    return page_by(found, known, "sorted_by", "pk", after=after, limit=limit)


def narrowed(actor: Actor, selection: Selection, ids: Iterable[UUID]) -> set[UUID] | None:
    """The measures of some fiches that owner and date ask for; None: all of them."""
    if not selection.owners and not selection.due:
        return None
    return set(select_measures(actor, selection).filter(fiche__in=list(ids)).values_list("pk", flat=True))
