"""The matrix, and how many entries of a selection have which status."""

from typing import Any, NamedTuple

from django.db.models import Case, Count, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least
from django.db.models.lookups import Exact

from coordination.access.actor import Actor

from ..kinds import State
from ..models import ActivityCountry, ActivityTheme, CountryTally, ThemeTally, stale_before
from .selection import Selection, select, select_cards


class Cell(NamedTuple):
    """What a reader may count at one crossing of the matrix."""

    entries: int = 0
    stale: int = 0
    cards: int = 0

    def plus(self, other: "Cell") -> "Cell":
        """Both together."""
        return Cell(self.entries + other.entries, self.stale + other.stale, self.cards + other.cards)


AXES = {"actor-country": ("lead_id", "country_id"), "theme-actor": ("theme_id", "lead_id")}


def matrix(actor: Actor, selection: Selection, axis: str) -> dict[tuple[int, int], Cell]:
    """Counts for each (row, column) of the axis: from the kept counts, or of the parts where these do not tell."""
    row, column = AXES[axis]
    model: Any = ActivityTheme if axis == "theme-actor" else ActivityCountry
    crosses = selection.themes if axis == "actor-country" else selection.countries
    narrower = crosses or selection.statuses or selection.stale or not selection.only_indexed
    counted = (_counted if narrower else _tallied)(actor, selection, model)
    cells = {
        (lead, other) if row == "lead_id" else (other, lead): Cell(entries, stale)
        for (other, lead), (entries, stale) in counted.items()
        if entries
    }
    announced = select_cards(actor, selection).values_list(row, column).annotate(n=Count("*")).order_by()
    for first, second, n in announced:
        found = cells.get((first, second))
        cells[first, second] = Cell(found.entries, found.stale, n) if found else Cell(cards=n)
    return cells


Counted = dict[tuple[int, int], tuple[int, int]]
"""Entries and stale entries, by place (a country or a theme) and lead."""


def _in_places(selection: Selection, model: Any, found: Any) -> Any:
    """Parts or tallies of the chosen countries or themes, whichever the table is about."""
    if model is ActivityCountry and selection.countries:
        return found.filter(country_id__in=selection.countries)
    if model is ActivityTheme and selection.themes:
        return found.filter(theme_id__in=selection.theme_ids)
    return found


def _place(model: Any) -> str:
    return "country_id" if model is ActivityCountry else "theme_id"


def _counted(actor: Actor, selection: Selection, model: Any) -> Counted:
    """Counted one by one, from the index of the parts alone where that is enough."""
    parts = _in_places(selection, model, model.objects.visible_to(actor).filter(state=State.CURRENT))
    parts = selection.by_what_parts_repeat(parts)
    crosses = selection.themes if model is ActivityCountry else selection.countries
    if crosses or not selection.only_indexed:
        parts = parts.filter(activity__in=select(actor, selection).values("pk"))
    counted = parts.counted_by(
        _place(model),
        "lead_id",
        entries=Count("*"),
        stale=Count("confirmed_on", filter=Q(confirmed_on__lt=stale_before())),
    )
    return {(place, lead): (entries, stale) for place, lead, entries, stale in counted}


def _tallied(actor: Actor, selection: Selection, model: Any) -> Counted:
    """From the kept counts. Those of old entries are of an earlier day: what grew old since is counted.

    One statement, for counts and parts must be of one moment.
    """
    tally: Any = CountryTally if model is ActivityCountry else ThemeTally
    kept = tally.objects.visible_to(actor)
    old_before = kept.filter(old_before__isnull=False).values("old_before")[:1]
    today = Value(stale_before())
    day = Coalesce(Subquery(old_before), today)
    # Said first that the days differ: while they do not, PostgreSQL need not look at a single part.
    since = (
        model.objects.visible_to(actor)
        .exclude(Exact(day, today))
        .filter(
            state=State.CURRENT, confirmed_on__gte=Least(day, today), confirmed_on__lt=Greatest(day, today)
        )
    )
    old = Case(When(confirmed_on=None, then="old"), When(confirmed_on__lt=day, then="entries"), default=0)
    # A clock that was put back makes them younger again.
    grew_old = Case(When(confirmed_on__lt=today, then=1), default=-1)
    sums: list[tuple[Any, dict[str, Any]]] = [
        (kept, {"found": Sum("entries"), "stale": Sum(old)}),
        (since, {"found": Value(0), "stale": Sum(grew_old)}),
    ]
    place = _place(model)
    rows = [
        selection.by_what_parts_repeat(_in_places(selection, model, source))
        .order_by()
        .values_list(place, "lead_id")
        .annotate(**numbers)
        for source, numbers in sums
    ]
    found: Counted = {}
    for where, lead, entries, stale in rows[0].union(rows[1], all=True):
        before = found.get((where, lead), (0, 0))
        found[where, lead] = before[0] + entries, before[1] + stale
    return found


def by_status(actor: Actor, selection: Selection) -> dict[str, int]:
    """How many entries of the selection have which status; for one cell, never for the whole register."""
    counted = select(actor, selection).values_list("status").annotate(n=Count("*")).order_by()
    return dict(counted)
