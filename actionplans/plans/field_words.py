"""The fields of versions, their lines and actions in words: labels, names for keys, dates, amounts."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from coordination.access.dates import date_format
from coordination.exchange.wording import GONE, NEW, Segment, segments
from coordination.people.models import Organisation
from coordination.people.queries import organisations
from coordination.world.models import Mandate, Theme
from coordination.world.queries import mandates, themes

Titles = Mapping[Any, str]


@dataclass(frozen=True)
class FieldDifference:
    """A field before and after, in words; `segments` are the two as one text."""

    name: str
    label: str
    old: str
    new: str
    segments: tuple[Segment, ...]


def day_words(day: datetime.date) -> str:
    """12 March 2027."""
    return date_format(day, "j F Y")


def euros(amount: Decimal) -> str:
    """EUR 4,200,000: cents only where there are some."""
    whole = amount == amount.to_integral_value()
    return f"EUR {number_format(amount, decimal_pos=0 if whole else 2, force_grouping=True)}"


def value_words(field: "models.Field[Any, Any]", value: Any, titles: Titles | None = None) -> str:
    """A stored value in words; `titles` names the actions and objectives that the reader may read.

    A key that they do not hold is not told: empty.
    """
    if value in (None, "", []):
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.date):
        return day_words(value)
    if isinstance(value, Decimal):
        return euros(value)
    if field.name in ("lead_ids", "contributor_ids"):
        return ", ".join(organisations().by_id[pk].name for pk in value if pk in organisations().by_id)
    if field.is_relation:
        return _named(field.related_model, value, titles or {})
    return str(value)


def _named(model: Any, pk: int | UUID, titles: Titles) -> str:
    known: dict[Any, Mapping[Any, Any]] = {Organisation: organisations().by_id, Theme: themes().by_id}
    if model in known:
        return known[model][pk].name if pk in known[model] else ""
    if model is Mandate:
        return mandates()[int(pk)].title if pk in mandates() else ""
    return titles.get(pk, "")


def is_text(field: "models.Field[Any, Any]") -> bool:
    """Whether people wrote it: its words are compared one by one."""
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def field_difference(
    model: type[models.Model], name: str, old: Any, new: Any, titles: Titles | None = None
) -> FieldDifference | None:
    """What became of a field between two stored values; None when it says the same to this reader."""
    field: Any = model._meta.get_field(name)
    before, after = (value_words(field, value, titles) for value in (old, new))
    if before == after:
        return None
    label = str(field.verbose_name)
    return said_difference(name, label[:1].upper() + label[1:], before, after, by_words=is_text(field))


def said_difference(
    name: str, label: str, before: str, after: str, *, by_words: bool = False
) -> FieldDifference:
    """A difference that is in words already."""
    if by_words and before and after:
        found = segments(before, after)
    else:
        found = [Segment(kind, text) for kind, text in ((GONE, before), (NEW, after)) if text]
    return FieldDifference(name, label, before, after, tuple(found))
