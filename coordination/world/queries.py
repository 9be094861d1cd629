"""Countries, themes and mandates by id and code."""

import unicodedata
from typing import NamedTuple

from coordination.access.reference import Reference

from .models import Country, Mandate, Theme


def by_name(row: Country | Theme) -> str:
    """Sorts names as a dictionary does: Égypte among the E."""
    decomposed = unicodedata.normalize("NFKD", row.name)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


class Countries(NamedTuple):
    by_id: dict[int, Country]
    by_code: dict[str, Country]


@Reference
def countries() -> Countries:
    """All countries with their region, by English name."""
    rows = list(Country.objects.select_related("region"))
    return Countries({row.pk: row for row in rows}, {row.code: row for row in rows})


class Themes(NamedTuple):
    by_id: dict[int, Theme]
    by_code: dict[str, Theme]
    parts: dict[int, list[int]]

    def domain(self, theme_id: int) -> Theme:
        """The domain that a theme belongs to; a domain is its own."""
        theme = self.by_id[theme_id]
        return self.by_id[theme.parent_id] if theme.parent_id else theme

    def with_parts(self, theme: Theme) -> list[int]:
        """The ids of a theme and, for a domain, of its sub-themes."""
        return [theme.pk, *self.parts.get(theme.pk, [])]


@Reference
def themes() -> Themes:
    """All themes, in the order of the action plan's domains."""
    rows = list(Theme.objects.all())
    parts: dict[int, list[int]] = {}
    for row in rows:
        if row.parent_id:
            parts.setdefault(row.parent_id, []).append(row.pk)
    return Themes({row.pk: row for row in rows}, {row.code: row for row in rows}, parts)


@Reference
def mandates() -> dict[int, Mandate]:
    """All mandates, newest first."""
    return {row.pk: row for row in Mandate.objects.all()}
