"""Draws the cells of the matrix: thousands a page, so by hand and not through a template for each.

Only numbers, words of the translation and one address, escaped, go into them.
"""

from collections.abc import Iterable
from urllib.parse import quote_plus

from django.utils.formats import localize
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .queries import Cell

# From how many entries on a cell is darker; the number stands in it, the colour helps.
HEAT = ((1, "1 to 2"), (3, "3 to 6"), (7, "7 to 12"), (13, "13 to 19"), (20, ""))


def heat(entries: int) -> int:
    """0 for nothing, 1 to 5 by number."""
    return sum(entries >= start for start, _words in HEAT)


class Pen:
    """Draws for one page: in the reader's language, each cell leading to `opened` with its name added."""

    def __init__(self, opened: str, chosen: str) -> None:
        self._opened, self._chosen = escape(opened), chosen
        self._card = escape(_("card"))
        self._stale = _spoken(pgettext("mark: stale", "s"), _("stale"))
        self._also_card = _spoken(pgettext("mark: also a card", "+c"), _("also a card"))
        self._nothing = (
            '<td><span class="rt-cell"><span aria-hidden="true">·</span>'
            f'<span class="rt-hidden">{escape(_("nothing that you may read"))}</span></span></td>'
        )

    def row(self, cells: Iterable[tuple[str, Cell | None]]) -> SafeString:
        """The cells of a row, each with its name as "row:column"."""
        return mark_safe("".join(self._drawn(name, cell) for name, cell in cells))  # noqa: S308

    def _drawn(self, name: str, cell: Cell | None) -> str:
        if cell is None:
            return self._nothing
        current = ' aria-current="true"' if name == self._chosen else ""
        link = f'href="{self._opened}{quote_plus(name, safe=":")}"{current}'
        if not cell.entries:
            return f'<td><a class="rt-cell rt-cell--card" {link}>{self._card}</a></td>'
        mark = ""
        if cell.stale:
            mark = self._stale.format(n=_number(cell.stale), spoken=f"{_number(cell.stale)} ")
        elif cell.cards:
            mark = self._also_card.format(n="", spoken="")
        level = heat(cell.entries)
        return f'<td><a class="rt-cell rt-cell--{level}" {link}>{_number(cell.entries)}{mark}</a></td>'


def _spoken(sign: str, words: str) -> str:
    """A mark as eyes see it and as it is read aloud; the number comes later."""
    return (
        f'<span class="rt-cell__mark"><span aria-hidden="true">{{n}}{escape(sign)}</span>'
        f'<span class="rt-hidden">, {{spoken}}{escape(words)}</span></span>'
    )


def _number(n: int) -> str:
    return str(n) if n < 1000 else escape(localize(n))
