"""What the filter bar asks for, and the rows that a reader gets for it."""

import datetime
from dataclasses import dataclass, fields
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.search.queries import holding
from coordination.world.queries import themes

from ..kinds import State
from ..models import (
    Activity,
    ActivityAmount,
    ActivityCountry,
    ActivityMandate,
    ActivityPartner,
    ActivityQuerySet,
    ActivityTheme,
    ExistenceCard,
    stale_before,
)

NOUN = Activity._meta.db_table


@dataclass(frozen=True)
class Selection:
    """What the filter bar asks for; empty means everything. Organisations, countries and themes by id."""

    countries: tuple[int, ...] = ()
    themes: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    actors: tuple[int, ...] = ()
    levels: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    start: datetime.date | None = None
    end: datetime.date | None = None
    words: str = ""
    mandates: tuple[int, ...] = ()
    stale: bool = False
    mine: bool = False
    drafts: bool = False

    @property
    def leads(self) -> list[int]:
        """The chosen actors with their departments, missions and ministries."""
        chosen = set(self.actors)
        return sorted(
            pk for pk, row in organisations().by_id.items() if pk in chosen or row.parent_id in chosen
        )

    @property
    def theme_ids(self) -> list[int]:
        """The chosen themes; a domain stands for its sub-themes too."""
        known = themes()
        return sorted({part for pk in self.themes for part in known.with_parts(known.by_id[pk])})

    def by_what_parts_repeat(self, found: Any) -> Any:
        """Activities or parts of the chosen leads and statuses, and only stale ones where these are asked for."""
        if self.actors:
            found = found.filter(lead_id__in=self.leads)
        if self.statuses:
            found = found.filter(status__in=self.statuses)
        if self.stale:
            found = found.filter(confirmed_on__lt=stale_before())
        return found

    @property
    def admits_cards(self) -> bool:
        """Cards say nothing of kind, level, status and words, so a filter on these shows no card."""
        hidden = self.kinds or self.levels or self.statuses or self.words or self.mandates
        return not (hidden or self.drafts or self.stale)

    @property
    def only_indexed(self) -> bool:
        """Whether the columns that a part repeats are enough to count by."""
        dated = self.start or self.end
        return not (self.kinds or self.levels or dated or self.words or self.mandates or self.mine)


def select(actor: Actor, selection: Selection) -> ActivityQuerySet:
    """The activities that the reader may read and that the selection asks for."""
    found = Activity.objects.visible_to(actor)
    found = found.filter(state=State.DRAFT) if selection.drafts else found.current()
    if selection.mine:
        found = found.filter(originator_id__in=actor.speaks_for | actor.contributes_to)
    if selection.countries:
        places = ActivityCountry.objects.visible_to(actor).filter(country_id__in=selection.countries)
        found = found.filter(Exists(places.filter(activity=OuterRef("pk"))))
    if selection.themes:
        parts = ActivityTheme.objects.visible_to(actor).filter(theme_id__in=selection.theme_ids)
        found = found.filter(Exists(parts.filter(activity=OuterRef("pk"))))
    if selection.mandates:
        cited = ActivityMandate.objects.visible_to(actor).filter(mandate_id__in=selection.mandates)
        found = found.filter(Exists(cited.filter(activity=OuterRef("pk"))))
    if selection.kinds:
        found = found.filter(kind__in=selection.kinds)
    if selection.levels:
        found = found.filter(level__in=selection.levels)
    found = selection.by_what_parts_repeat(found)
    if selection.words:
        found = found.filter(pk__in=matching(selection.words))
    return found.between(selection.start, selection.end)


def matching(words: str) -> Any:
    """Ids of the entries that hold all the words, each also as a beginning; through the text index."""
    return holding(NOUN, words)


def select_cards(actor: Actor, selection: Selection) -> ActivityQuerySet:
    """The existence cards of the selection, without those whose activity the reader may read."""
    if not selection.admits_cards:
        return ExistenceCard.objects.none()
    # Not a correlated EXISTS: PostgreSQL expects a reader to read little and would walk the register.
    known = Activity.objects.visible_to(actor).filter(card__isnull=False).values("card")
    found = ExistenceCard.objects.visible_to(actor).current().exclude(pk__in=known)
    if selection.mine:
        found = found.filter(originator_id__in=actor.speaks_for)
    if selection.countries:
        found = found.filter(country_id__in=selection.countries)
    if selection.themes:
        found = found.filter(theme_id__in=selection.theme_ids)
    if selection.actors:
        found = found.filter(lead_id__in=selection.leads)
    for day, compare in ((selection.start, "gte"), (selection.end, "lte")):
        if day:
            quarter = (day.month + 2) // 3
            same_year = Q(year=day.year, **{f"quarter__{compare}": quarter})
            found = found.filter(Q(**{f"year__{compare[:2]}": day.year}) | same_year)
    return found


def with_parts(found: QuerySet[Any]) -> QuerySet[Any]:
    """Activities with their parts as lists of plain values, in the same query."""

    def listed(model: Any, **values: Any) -> ArraySubquery:
        parts = model.objects.within("activity").order_by("pk")
        return ArraySubquery(parts.values_list(JSONObject(**values)))

    return found.annotate(
        place_list=listed(ActivityCountry, country="country_id", areas="areas"),
        theme_list=listed(ActivityTheme, theme="theme_id"),
        partner_list=listed(ActivityPartner, organisation="organisation_id", name="name", role="role"),
        amount_list=listed(
            ActivityAmount,
            currency="currency",
            amount="amount",
            stage="stage",
            as_of="as_of",
            instrument="instrument",
        ),
    )


def is_empty(selection: Selection) -> bool:
    """Whether nothing is filtered."""
    return all(not getattr(selection, item.name) for item in fields(selection))
