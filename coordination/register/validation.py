"""Rules about what may be written into the register, the same for the form, the API and imports."""

import datetime
from collections.abc import Hashable, Iterable
from decimal import Decimal
from functools import lru_cache
from unicodedata import category

import pycountry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What the register can speak of: the oldest programmes on record, and plans of a generation.
FIRST_DAY = datetime.date(1950, 1, 1)
LAST_DAY = datetime.date(2100, 12, 31)
LARGEST_AMOUNT = Decimal(10) ** 13  # fifteen digits with the cents: no reader of JSON rounds them
KEPT = {"\n", "\r", "\t"}
# Control characters, halves of surrogate pairs, and the code points that are no characters.
UNPRINTABLE = {"Cc", "Cs"}
# Signs that turn the direction of text or join words unseen: what is read is then not what is written.
DECEIVING = set("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable_text(value: str) -> None:
    """Refuse control characters: PostgreSQL cannot keep some, XML and spreadsheets choke on the others."""
    for place, letter in enumerate(value, start=1):
        unprintable = category(letter) in UNPRINTABLE and letter not in KEPT
        if unprintable or letter in DECEIVING or ord(letter) & 0xFFFE == 0xFFFE:
            raise ValidationError(
                _("Character %(place)s (U+%(code)s) cannot be printed. Take it out.")
                % {"place": place, "code": f"{ord(letter):04X}"},
                code="unprintable",
            )


def date_order(start: datetime.date | None, end: datetime.date | None) -> bool:
    """Whether the end is not before the start; an open side agrees with everything."""
    return start is None or end is None or start <= end


def plausible_day(value: datetime.date) -> None:
    """Refuse years that can only be a slip of the keyboard."""
    if not FIRST_DAY <= value <= LAST_DAY:
        raise ValidationError(
            _("Give a day between %(first)s and %(last)s.")
            % {"first": FIRST_DAY.year, "last": LAST_DAY.year},
            code="implausible",
        )


@lru_cache(maxsize=1)
def currencies() -> dict[str, str]:
    """The currencies of ISO 4217 in use: code and name, the euro first."""
    no_money = {"XXX", "XTS"}
    known = {row.alpha_3: row.name for row in pycountry.currencies if row.alpha_3 not in no_money}
    return {"EUR": known.pop("EUR")} | known


def currency_choices() -> list[tuple[str, str]]:
    """The currencies for a form field, by their code."""
    return [(code, f"{code} – {name}") for code, name in currencies().items()]


def plausible_amount(value: Decimal) -> None:
    """Refuse negative amounts and those beyond any budget."""
    if not 0 <= value < LARGEST_AMOUNT:
        raise ValidationError(_("Give an amount of zero or more, in whole units."), code="implausible")


def repeated[Item: Hashable](items: Iterable[Item]) -> list[Item]:
    """What stands in a list more than once: countries, themes and mandates may not."""
    seen: set[Item] = set()
    twice: dict[Item, None] = {}
    for item in items:
        if item in seen:
            twice[item] = None
        seen.add(item)
    return list(twice)
