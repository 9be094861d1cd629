"""What must add up in an activity: money by currency, and shares to a hundred."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from coordination.exchange.iati.activity import IatiTotal

HUNDRED = Decimal(100)
ROUNDING = Decimal(1)
"""How far shares may miss a hundred: three times 33.33 is meant to be whole."""

CENT = Decimal("0.01")

REVISED = "2"
"""Budget type: it replaces the original one of the same period (IATI standard, BudgetType)."""


class Ledger:
    """Adds up amounts by currency and remembers the latest date."""

    def __init__(self) -> None:
        self._amounts: dict[str, Decimal] = defaultdict(Decimal)
        self._dates: dict[str, date] = {}
        self._counts: dict[str, int] = defaultdict(int)

    def add(self, currency: str, amount: Decimal, as_of: date | None) -> None:
        """Count one amount."""
        self._amounts[currency] += amount
        self._counts[currency] += 1
        if as_of and as_of > self._dates.get(currency, date.min):
            self._dates[currency] = as_of

    def totals(self) -> tuple[IatiTotal, ...]:
        """One total a currency, in the order of the codes."""
        return tuple(
            IatiTotal(currency, amount.quantize(CENT), self._dates.get(currency), self._counts[currency])
            for currency, amount in sorted(self._amounts.items())
        )


class Budgets:
    """Adds up budgets, a revised one in place of the original of its period."""

    def __init__(self) -> None:
        self._periods: dict[
            tuple[date | None, date | None, str], dict[bool, list[tuple[Decimal, date | None]]]
        ] = {}

    def add(
        self,
        period: tuple[date | None, date | None],
        kind: str,
        currency: str,
        amount: Decimal,
        as_of: date | None,
    ) -> None:
        """Count one budget line."""
        lines = self._periods.setdefault((*period, currency), {})
        lines.setdefault(kind == REVISED, []).append((amount, as_of))

    def totals(self) -> tuple[IatiTotal, ...]:
        """One total a currency."""
        ledger = Ledger()
        for (_start, _end, currency), lines in self._periods.items():
            for amount, as_of in lines.get(True) or lines[False]:
                ledger.add(currency, amount, as_of)
        return ledger.totals()


def add_up(shares: Iterable[Decimal | None]) -> bool:
    """Whether shares are all there and make a hundred; no share at all is in order, too."""
    given = list(shares)
    known = [share for share in given if share is not None]
    if not known:
        return True
    return len(known) == len(given) and abs(sum(known) - HUNDRED) <= ROUNDING
