"""The history of any gated rows in words: labels for fields and codes, names for keys."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.dates import date_format

from .models import HistoryLine
from .queries import FieldChange

Name = Callable[[Any], str]

VERBS: dict[str, str | Promise] = {
    "created": gettext_lazy("created"),
    "changed": gettext_lazy("changed"),
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "shared": gettext_lazy("shared"),
    "purged": gettext_lazy("purged"),
}


def _models_by_table() -> dict[str, type[models.Model]]:
    return {model._meta.db_table: model for model in apps.get_models()}


@dataclass
class ModelWords:
    """Says the lines of some records to one reader.

    `names` says what a key stands for, by the model it points to; a key whose model is not in it is
    left out, and so are the columns in `untold` and the parts in `untold_parts`. `titles` names the
    records themselves where a page holds the lines of several.
    """

    owner: bool
    names: Mapping[type[models.Model], Name]
    organisation: Name
    titles: Mapping[Any, str] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()
    untold_parts: frozenset[str] = frozenset()
    lists: Mapping[str, Name] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._models = _models_by_table()

    def prepare(self, lines: Sequence[HistoryLine]) -> None:
        """Nothing to read: all names are at hand."""

    def line(self, line: HistoryLine) -> list[FieldChange] | None:
        """A line's fields in words; None for what is not for this reader or has no words."""
        if line.part in self.untold_parts:
            return None
        model = self._models.get(line.part or line.noun)
        if model is None:
            return None
        told = list(self._fields(model, line))
        if line.fields and not told:
            return None
        about = self.titles.get(line.record, "")
        if line.part:
            what = str(model._meta.verbose_name).capitalize()
            about = f"{about}, {what}" if about else what
        return [
            FieldChange(f"{about}: {one.label}" if about else one.label, one.old, one.new) for one in told
        ]

    def _fields(self, model: type[models.Model], line: HistoryLine) -> Iterable[FieldChange]:
        for column in model._meta.concrete_fields:
            if column.attname not in line.fields or column.attname in self.untold:
                continue
            say = self._say(column)
            if say is None:
                continue
            old, new = (
                say(value) if value not in (None, "", []) else "" for value in line.fields[column.attname]
            )
            if old or new:
                yield FieldChange(str(column.verbose_name).capitalize(), old, new)

    def _say(self, column: Any) -> Name | None:
        if column.attname in self.lists:
            return self.lists[column.attname]
        if column.is_relation:
            return self.names.get(column.related_model)
        if column.choices:
            labels = {str(code): str(label) for code, label in column.flatchoices}
            return lambda value: labels.get(str(value), str(value))
        return _BY_KIND.get(type(column))


def _day(value: Any) -> str:
    return date_format(datetime.date.fromisoformat(value), "j F Y")


def _moment(value: Any) -> str:
    return date_format(datetime.datetime.fromisoformat(value), "j F Y, H.i")


_BY_KIND: dict[type[Any], Name] = {
    models.CharField: str,
    models.TextField: str,
    models.URLField: str,
    models.DateField: _day,
    models.DateTimeField: _moment,
    models.BooleanField: lambda value: _("yes") if value else _("no"),
    models.DecimalField: lambda value: number_format(value, decimal_pos=2, force_grouping=True),
    models.PositiveSmallIntegerField: str,
    models.PositiveIntegerField: str,
}
