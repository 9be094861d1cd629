"""Dates, amounts and codes as IATI files really write them; each answers None for what is not one."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache

import pycountry

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(T[0-9:.]+)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{0,30})?", re.ASCII)
_CODE = re.compile(r"[^\W_][\w.:/ +-]{0,59}")

# In use in open data although ISO 3166-1 does not, or no longer, list them.
_OTHER_COUNTRIES = {"XK", "AN"}
# Withdrawn from ISO 4217, still found in older transactions.
_OTHER_CURRENCIES = {
    *("ANG", "BGN", "BYR", "CUC", "EEK", "GHC", "HRK", "LTL", "LVL", "MRO", "MTL", "MZM", "ROL"),
    *("SDD", "SIT", "SKK", "SLL", "STD", "TRL", "VEB", "VEF", "ZMK", "ZWD", "ZWL"),
}


def a_date(written: str) -> date | None:
    """A day between 1950 and 2100; a time or zone after it is not looked at."""
    match = _DATE.fullmatch(written)
    if not match:
        return None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        return None
    return day if 1950 <= day.year <= 2100 else None


def a_moment(written: str) -> datetime | None:
    """A date with time, as in `last-updated-datetime`."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if 1950 <= moment.year <= 2100 else None


def an_amount(written: str) -> Decimal | None:
    """A decimal number as XML Schema has it: no thousands mark, no exponent, no infinity."""
    return Decimal(written) if _AMOUNT.fullmatch(written) else None


def a_percentage(written: str) -> Decimal | None:
    """A decimal number from 0 to 100."""
    share = an_amount(written.removesuffix("%").rstrip())
    return share if share is not None and 0 <= share <= 100 else None


def a_code(written: str) -> str | None:
    """Something short enough to be a code of a list."""
    return written if _CODE.fullmatch(written) else None


def a_country(written: str) -> str | None:
    """An ISO 3166-1 code of two letters, or Kosovo's XK."""
    code = written.upper()
    return code if code in _countries() else None


def a_currency(written: str) -> str | None:
    """An ISO 4217 code, present or past."""
    code = written.upper()
    return code if code in _currencies() else None


def shown(written: str) -> str:
    """What the file says, short enough for a message."""
    return written if len(written) <= 60 else f"{written[:57]}…"


@cache
def _countries() -> frozenset[str]:
    return frozenset({country.alpha_2 for country in pycountry.countries} | _OTHER_COUNTRIES)


@cache
def _currencies() -> frozenset[str]:
    return frozenset({currency.alpha_3 for currency in pycountry.currencies} | _OTHER_CURRENCIES)
