"""Reads of the register: the selection, a page of it, the matrix, one entry, what is similar."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.world.queries import themes

from .kinds import State
from .models import (
    Activity,
    ActivityAmount,
    ActivityCountry,
    ActivityMandate,
    ActivityPartner,
    ActivityQuerySet,
    ActivityTheme,
    ExistenceCard,
    FormDraft,
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
    if selection.actors:
        found = found.filter(lead_id__in=selection.leads)
    if selection.levels:
        found = found.filter(level__in=selection.levels)
    if selection.statuses:
        found = found.filter(status__in=selection.statuses)
    if selection.stale:
        found = found.stale()
    if selection.words:
        found = found.filter(pk__in=matching(selection.words))
    return found.between(selection.start, selection.end)


def matching(words: str) -> Any:
    """Ids of the entries that hold all the words, each also as a beginning; through the text index."""
    return _Rows("roundtable_find", *_text(words))


def _text(words: str) -> tuple[Any, Any]:
    terms = [f"'{term}':*" for term in _plain(words)]
    query: Any = SearchQuery(" & ".join(terms), search_type="raw", config="simple") if terms else Value("")
    return Value(NOUN), query


def _plain(words: str) -> list[str]:
    kept = "".join(letter if letter.isalnum() else " " for letter in words.casefold())
    return kept.split()[:12]


class _Rows(Func):
    """A set-returning function as the right-hand side of `IN`."""

    template = "(SELECT * FROM %(function)s(%(expressions)s))"
    output_field = UUIDField()
    contains_subquery = True

    def __init__(self, function: str, *expressions: Any) -> None:
        super().__init__(*expressions, function=function)


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


def with_parts(actor: Actor, found: QuerySet[Any]) -> QuerySet[Any]:
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


SORTS = {"confirmed": "confirmed_on", "title": "title"}


@dataclass
class Page:
    """Some rows of a selection in order, activities and cards mixed, and whether more follow.

    `restarted` says that the cursor led nowhere any more and this is the first page.
    """

    rows: list[Activity | ExistenceCard] = field(default_factory=list)
    next_cursor: UUID | None = None
    restarted: bool = False


def page(
    actor: Actor,
    selection: Selection,
    *,
    sort: str = "-confirmed",
    after: UUID | None = None,
    limit: int = 50,
    only: type[Activity] | type[ExistenceCard] | None = None,
) -> Page:
    """A page of the selection by key; `after` is the id of the last row seen, read again through the gate.

    A cursor whose row the reader may no longer read starts over at the first page. `only` leaves
    out the other kind of row.
    """
    column, descending = SORTS[sort.lstrip("-")], sort.startswith("-")
    order = [f"-{column}" if descending else column, "key"]
    seen = None if after is None else _value_of(actor, column, after)

    def ranked(source: QuerySet[Any], most: int) -> QuerySet[Any]:
        if seen is not None:
            source = _beyond(source, column, descending, seen, after)
        return source.order_by(*order).values_list(column, "key", "is_card")[:most]

    found: list[Any] = []
    if selection.words and actor.is_member and only is not ExistenceCard:
        # A word that half of the register holds is soon found among the newest entries; the text
        # index would name half of the register. Who is no member reads too little for that.
        newest = ranked(_activity_keys(actor, replace(selection, words=""), column), LOOKED_THROUGH)
        holding = _Rows("roundtable_find_among", *_text(selection.words), ArraySubquery(newest.values("key")))
        hits = Activity.objects.visible_to(actor).filter(pk__in=holding)
        found = list(ranked(_keyed(hits), limit + 1))
    if len(found) <= limit:
        sources = [] if only is ExistenceCard else [_activity_keys(actor, selection, column)]
        if column == "confirmed_on" and only is not Activity and selection.admits_cards:
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
    if selection.actors:
        parts = parts.filter(lead_id__in=selection.leads)
    if selection.statuses:
        parts = parts.filter(status__in=selection.statuses)
    if selection.stale:
        parts = parts.filter(confirmed_on__lt=stale_before())
    if selection.themes or not selection.only_indexed:
        rest = select(actor, replace(selection, countries=()))
        parts = parts.filter(activity__in=rest.values("pk"))
    return parts.annotate(key=F("activity_id"), is_card=Value(False))


def _value_of(actor: Actor, column: str, pk: UUID) -> Any:
    """What a page is sorted by, of the last row seen; None when the reader may not read it any more."""
    for model in (Activity, ExistenceCard):
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
        shown = with_parts(actor, Activity.objects.visible_to(actor).filter(pk__in=activity_ids))
        loaded |= {row.pk: row for row in shown}
    if card_ids:
        loaded |= {row.pk: row for row in ExistenceCard.objects.visible_to(actor).filter(pk__in=card_ids)}
    return [loaded[pk] for _, pk, _ in wanted if pk in loaded]


def one(actor: Actor, pk: UUID) -> Activity | None:
    """An activity with its parts, whatever its state, or None."""
    found = with_parts(actor, Activity.objects.visible_to(actor).filter(pk=pk)).annotate(
        mandate_list=ArraySubquery(
            ActivityMandate.objects.within("activity").order_by("pk").values_list("mandate_id")
        )
    )
    return found.first()


def card(actor: Actor, pk: UUID) -> ExistenceCard | None:
    """An existence card, or None."""
    return ExistenceCard.objects.visible_to(actor).current().filter(pk=pk).first()


def family(actor: Actor, activity: Activity) -> tuple[Activity | None, list[Activity]]:
    """The programme that an activity is part of, and its own parts, as far as the reader may read them."""
    readable = Activity.objects.visible_to(actor)
    parent = readable.filter(pk=activity.part_of_id).first() if activity.part_of_id else None
    return parent, list(readable.filter(part_of=activity.pk).order_by("title", "pk")[:50])


def similar(
    actor: Actor, *, title: str, country_id: int | None, theme_id: int | None, but: UUID | None = None
) -> list[Activity]:
    """Up to five readable entries with a similar title, those in the same country first."""
    if len(title.strip()) < 4:
        return []
    ids = _Rows("roundtable_similar", Value(NOUN), Value(title[:300]), Value(20))
    found = Activity.objects.visible_to(actor).current().filter(pk__in=ids)
    rows = [row for row in with_parts(actor, found) if row.pk != but]
    rows.sort(
        key=lambda row: (
            country_id not in {place["country"] for place in row.place_list},
            theme_id not in {part["theme"] for part in row.theme_list},
        )
    )
    return rows[:5]


@dataclass(frozen=True)
class Cell:
    """What a reader may count at one crossing of the matrix."""

    entries: int = 0
    stale: int = 0
    cards: int = 0


AXES = {"actor-country": ("lead_id", "country_id"), "theme-actor": ("theme_id", "lead_id")}


def matrix(actor: Actor, selection: Selection, axis: str) -> dict[tuple[int, int], Cell]:
    """Counts for each (row, column) of the axis, from the index of the parts alone where that is enough."""
    row, column = AXES[axis]
    model: Any = ActivityTheme if axis == "theme-actor" else ActivityCountry
    parts = model.objects.visible_to(actor).filter(state=State.CURRENT)
    if axis == "actor-country" and selection.countries:
        parts = parts.filter(country_id__in=selection.countries)
    if axis == "theme-actor" and selection.themes:
        parts = parts.filter(theme_id__in=selection.theme_ids)
    if selection.actors:
        parts = parts.filter(lead_id__in=selection.leads)
    if selection.statuses:
        parts = parts.filter(status__in=selection.statuses)
    if selection.stale:
        parts = parts.filter(confirmed_on__lt=stale_before())
    crosses = selection.themes if axis == "actor-country" else selection.countries
    if crosses or not selection.only_indexed:
        parts = parts.filter(activity__in=select(actor, selection).values("pk"))
    # By audience too, for the index has the rows in that order: to count them so and add up is
    # a quarter faster than to sort all rows into cells.
    counted = parts.values_list("audience_id", *sorted([row, column], key="lead_id".__eq__)).annotate(
        entries=Count("*"), stale=Count("confirmed_on", filter=Q(confirmed_on__lt=stale_before()))
    )
    cells = {}
    for other, lead, entries, stale in _added_up(counted.order_by()):
        cells[(lead, other) if row == "lead_id" else (other, lead)] = Cell(entries, stale)
    announced = select_cards(actor, selection).values_list(row, column).annotate(n=Count("*")).order_by()
    for first, second, n in announced:
        found = cells.get((first, second), Cell())
        cells[first, second] = Cell(found.entries, found.stale, n)
    return cells


def _added_up(counted: QuerySet[Any]) -> list[tuple[int, int, int, int]]:
    """Counts by audience and two more columns, without the audience."""
    try:
        sql, values = counted.query.sql_with_params()
    except EmptyResultSet:
        return []
    columns = "audience, one, other, entries, stale"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT one, other, sum(entries)::bigint, sum(stale)::bigint"  # noqa: S608
            f" FROM ({sql}) AS counted ({columns}) GROUP BY one, other",
            values,
        )
        return cursor.fetchall()


def by_status(actor: Actor, selection: Selection) -> dict[str, int]:
    """How many entries of the selection have which status; for one cell, never for the whole register."""
    counted = select(actor, selection).values_list("status").annotate(n=Count("*")).order_by()
    return dict(counted)


def is_empty(selection: Selection) -> bool:
    """Whether nothing is filtered."""
    return all(not getattr(selection, item.name) for item in fields(selection))


def kept_draft(actor: Actor, key: str) -> FormDraft | None:
    """What this person was typing when the page was last open."""
    return FormDraft.objects.filter(user_id=actor.user_id, key=key).first()


def readable_parents(actor: Actor, rows: Iterable[Activity]) -> set[UUID]:
    """The programmes of these rows that the reader may read: the key alone would speak of the others."""
    wanted = {row.part_of_id for row in rows if row.part_of_id}
    if not wanted:
        return set()
    return set(Activity.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
