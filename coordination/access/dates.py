"""Dates in words: what Django writes, with the first of a month as the language says it (1er janvier)."""

import datetime
from typing import Any

from django import template
from django.utils.dateformat import DateFormat
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()  # a builtin of every template, so that `date` there is the one below


class _InWords(DateFormat):
    """Django's letters for the parts of a date; only the day of the month differs."""

    def j(self) -> Any:
        day = super().j()
        return pgettext("first day of a month", "1") if day == 1 else day


def date_format(value: datetime.date, pattern: str) -> str:
    """A date in words: "j F Y" is 12 March 2027."""
    return str(_InWords(value).format(pattern))


def moment_words(moment: datetime.datetime | None) -> str:
    """A time in Brussels, which is the product's own; nothing for none."""
    if moment is None:
        return ""
    return _("%(moment)s Brussels") % {"moment": date_format(localtime(moment), "j F Y, H.i")}


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of a moment in Brussels."""
    return localtime(moment).date()


@register.filter(name="date", expects_localtime=True, is_safe=False)
def date(value: datetime.date | None, pattern: str) -> str:
    """`date_format` in a template; empty without a date."""
    return date_format(value, pattern) if value else ""
