"""What an activity costs: transactions and budgets, added up by currency."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from coordination.exchange.iati.faults import Faults
from coordination.exchange.iati.nodes import Node
from coordination.exchange.iati.sums import Budgets, Ledger
from coordination.exchange.iati.values import a_currency, a_date, an_amount, shown

COMMITTED = {"2"}
"""Outgoing commitment. An incoming one (11) is the funder's, and would count the same money twice."""

PAID = {"3", "4"}
"""Disbursement (to another organisation) and expenditure (on goods and services)."""


class Money:
    """The amounts of one activity."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.default_currency = ""
        self._commitments = Ledger()
        self._payments = Ledger()
        self._budgets = Budgets()

    def take_transaction(self, piece: Node) -> None:
        """Add a commitment or a payment; other kinds of transaction are not ours to count."""
        kind = piece.find("transaction-type")
        code = kind.get("code") if kind else ""
        if not (code.isascii() and code.isdigit() and 1 <= len(code) <= 2):
            self._faults.tell(
                piece.line,
                piece.tag,
                _("“%(written)s” is not a type of transaction; it was left out.")
                if code
                else _("The transaction does not say its type; it was left out."),
                written=shown(code),
            )
            return
        if code not in COMMITTED | PAID:
            return
        day = piece.find("transaction-date")
        amount = self._amount(piece, fallback=self._date(day) if day else None)
        if amount:
            (self._commitments if code in COMMITTED else self._payments).add(*amount)

    def take_budget(self, piece: Node) -> None:
        """Add a budget line."""
        start, end = piece.find("period-start"), piece.find("period-end")
        period = (self._date(start) if start else None, self._date(end) if end else None)
        if period[0] and period[1] and period[1] < period[0]:
            self._faults.tell(piece.line, piece.tag, _("The budget period ends before it starts."))
        if amount := self._amount(piece, fallback=None):
            self._budgets.add(period, piece.get("type"), *amount)

    def finish(self) -> dict[str, Any]:
        """The totals."""
        return {
            "commitments": self._commitments.totals(),
            "payments": self._payments.totals(),
            "budgets": self._budgets.totals(),
        }

    def _amount(self, piece: Node, *, fallback: date | None) -> tuple[str, Decimal, date | None] | None:
        value = piece.find("value")
        if value is None:
            self._faults.tell(piece.line, piece.tag, _("The amount is missing; it was left out."))
            return None
        written = value.text
        amount = an_amount(written)
        if amount is None:
            self._faults.tell(
                value.line,
                piece.tag,
                _("“%(written)s” is not an amount; it was left out."),
                written=shown(written),
            )
            return None
        named = value.get("currency")
        currency = a_currency(named) if named else self.default_currency
        if not currency:
            self._faults.tell(
                value.line,
                piece.tag,
                _("“%(written)s” is not a currency; the amount was left out.")
                if named
                else _("The amount has no currency; it was left out."),
                written=shown(named),
            )
            return None
        return currency, amount, self._date(value, "value-date") or fallback

    def _date(self, piece: Node, attribute: str = "iso-date") -> date | None:
        written = piece.get(attribute)
        day = a_date(written)
        if written and day is None:
            self._faults.tell(
                piece.line,
                piece.tag,
                _("“%(written)s” is not a date (year-month-day, 1950 to 2100); it was left out."),
                written=shown(written),
            )
        return day
