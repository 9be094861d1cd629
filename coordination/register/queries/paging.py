"""A page of a selection by key, activities and cards mixed."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q, QuerySet, Value

from coordination.access.actor import Actor
from coordination.access.paging import Page
from coordination.search.queries import holding_among

from ..kinds import State
from ..models import Activity, ActivityCountry, ExistenceCard
from .selection import NOUN, Selection, select, select_cards, with_parts

SORTS = {"confirmed": "confirmed_on", "title": "title"}


def page(
    actor: Actor,
    selection: Selection,
    *,
    sort: str = "-confirmed",
    after: UUID | None = None,
    limit: int = 50,
    only: type[Activity] | type[ExistenceCard] | None = None,
) -> Page[Activity | ExistenceCard]:
    """A page of the selection by key; `after` is the id of the last row seen, read again through the gate.

    A cursor whose row the reader may no longer read starts over at the first page. `only` leaves
    out the other kind of row.
    """
    column, descending = SORTS[sort.lstrip("-")], sort.startswith("-")
    order = [f"-{column}" if descending else column, "key"]
    kinds = [only] if only else [Activity, ExistenceCard]
    seen = None if after is None else _value_of(actor, kinds, column, after)

    def ranked(source: QuerySet[Any], most: int) -> QuerySet[Any]:
        if seen is not None:
            source = _beyond(source, column, descending, seen, after)
        return source.order_by(*order).values_list(column, "key", "is_card")[:most]

    found: list[Any] = []
    if selection.words and actor.is_member and Activity in kinds:
        # A word that half of the register holds is soon found among the newest entries; the text
        # index would name half of the register. Who is no member reads too little for that.
        newest = ranked(_activity_keys(actor, replace(selection, words=""), column), LOOKED_THROUGH)
        holding = holding_among(NOUN, selection.words, ArraySubquery(newest.values("key")))
        hits = Activity.objects.visible_to(actor).filter(pk__in=holding)
        found = list(ranked(_keyed(hits), limit + 1))
    if len(found) <= limit:
        sources = [_activity_keys(actor, selection, column)] if Activity in kinds else []
        if ExistenceCard in kinds and column == "confirmed_on" and selection.admits_cards:
            sources.append(_keyed(select_cards(actor, selection)))
        pages = [ranked(source, limit + 1) for source in sources]
        if len(pages) > 1:
            pages = [pages[0].union(*pages[1:], all=True).order_by(*order)[: limit + 1]]
        found = [key for keys in pages for key in keys]
    rows = _load(actor, found[:limit])
    return Page(rows, found[limit - 1][1] if len(found) > limit else None, after is not None and seen is None)


# How many entries are looked through for words before the text index is asked.
LOOKED_THROUGH = 2000


def _keyed(source: QuerySet[Any]) -> QuerySet[Any]:
    return source.annotate(key=F("pk"), is_card=Value(source.model is ExistenceCard))


def _activity_keys(actor: Actor, selection: Selection, column: str) -> QuerySet[Any]:
    """The activities of a selection as keys of a page.

    Those of a single country come from the index of its parts, newest first, which holds all that
    the common filters ask for.
    """
    if len(selection.countries) != 1 or column != "confirmed_on":
        return _keyed(select(actor, selection))
    parts = ActivityCountry.objects.visible_to(actor).filter(
        country_id=selection.countries[0], state=State.DRAFT if selection.drafts else State.CURRENT
    )
    parts = selection.by_what_parts_repeat(parts)
    if selection.themes or not selection.only_indexed:
        rest = select(actor, replace(selection, countries=()))
        parts = parts.filter(activity__in=rest.values("pk"))
    return parts.annotate(key=F("activity_id"), is_card=Value(False))


def _value_of(actor: Actor, kinds: Iterable[type[Any]], column: str, pk: UUID) -> Any:
    """What a page is sorted by, of the last row seen; None when the reader may not read it any more."""
    for model in kinds:
        if column in {field.name for field in model._meta.fields}:
            found = model.objects.visible_to(actor).filter(pk=pk).values_list(column, flat=True).first()
            if found is not None:
                return found
    return None


def _beyond(
    source: QuerySet[Any], column: str, descending: bool, seen: Any, after: UUID | None
) -> QuerySet[Any]:
    further = Q(**{f"{column}__{'lt' if descending else 'gt'}": seen}) | Q(**{column: seen}, key__gt=after)
    # The redundant bound lets the index start at the cursor instead of filtering its way there.
    return source.filter(further, **{f"{column}__{'lte' if descending else 'gte'}": seen})


def _load(actor: Actor, keys: Iterable[tuple[Any, UUID, bool]]) -> list[Activity | ExistenceCard]:
    wanted = list(keys)
    loaded: dict[UUID, Activity | ExistenceCard] = {}
    activity_ids = [pk for _, pk, is_card in wanted if not is_card]
    card_ids = [pk for _, pk, is_card in wanted if is_card]
    if activity_ids:
        shown = with_parts(Activity.objects.visible_to(actor).filter(pk__in=activity_ids))
        loaded |= {row.pk: row for row in shown}
    if card_ids:
        loaded |= {row.pk: row for row in ExistenceCard.objects.visible_to(actor).filter(pk__in=card_ids)}
    return [loaded[pk] for _, pk, _ in wanted if pk in loaded]
