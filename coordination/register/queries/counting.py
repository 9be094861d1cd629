"""The matrix, and how many entries of a selection have which status."""

from typing import Any, NamedTuple

from django.db.models import Count, Q

from coordination.access.actor import Actor

from ..kinds import State
from ..models import ActivityCountry, ActivityTheme, stale_before
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
    """Counts for each (row, column) of the axis, from the index of the parts alone where that is enough."""
    row, column = AXES[axis]
    model: Any = ActivityTheme if axis == "theme-actor" else ActivityCountry
    parts = model.objects.visible_to(actor).filter(state=State.CURRENT)
    if axis == "actor-country" and selection.countries:
        parts = parts.filter(country_id__in=selection.countries)
    if axis == "theme-actor" and selection.themes:
        parts = parts.filter(theme_id__in=selection.theme_ids)
    parts = selection.by_what_parts_repeat(parts)
    crosses = selection.themes if axis == "actor-country" else selection.countries
    if crosses or not selection.only_indexed:
        parts = parts.filter(activity__in=select(actor, selection).values("pk"))
    part = "country_id" if model is ActivityCountry else "theme_id"
    counted = parts.counted_by(
        part,
        "lead_id",
        entries=Count("*"),
        stale=Count("confirmed_on", filter=Q(confirmed_on__lt=stale_before())),
    )
    cells = {
        (lead, other) if row == "lead_id" else (other, lead): Cell(entries, stale)
        for other, lead, entries, stale in counted
    }
    announced = select_cards(actor, selection).values_list(row, column).annotate(n=Count("*")).order_by()
    for first, second, n in announced:
        found = cells.get((first, second))
        cells[first, second] = Cell(found.entries, found.stale, n) if found else Cell(cards=n)
    return cells


def by_status(actor: Actor, selection: Selection) -> dict[str, int]:
    """How many entries of the selection have which status; for one cell, never for the whole register."""
    counted = select(actor, selection).values_list("status").annotate(n=Count("*")).order_by()
    return dict(counted)
