"""The filter bar of a list: one set of filters for the page, its files and the API."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import django_filters
from django import forms
from django.utils.translation import gettext as _

from .widgets import Boxes

# Filters of one value that its label says already: "Own entries", "One body".
SAID_BY_LABEL = (django_filters.BooleanFilter, django_filters.UUIDFilter)


def several(
    label: Any, choices: Any, widget: type[forms.Widget] = Boxes
) -> django_filters.MultipleChoiceFilter:
    """Some of a list."""
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=widget, method="pass_on")


def typed(label: Any, most: int = 200, kind: str = "search") -> django_filters.CharFilter:
    """Words that somebody types."""
    widget = forms.TextInput(attrs={"type": kind})
    return django_filters.CharFilter(label=label, max_length=most, method="pass_on", widget=widget)


def day(label: Any) -> django_filters.DateFilter:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, widget=widget, method="pass_on")


def flag(label: Any) -> django_filters.BooleanFilter:
    """Yes or no, set by a link."""
    return django_filters.BooleanFilter(label=label, method="pass_on", widget=forms.HiddenInput)


def one(label: Any) -> django_filters.UUIDFilter:
    """One record, set by a link."""
    return django_filters.UUIDFilter(label=label, method="pass_on", widget=forms.HiddenInput)


class ListFilter(django_filters.FilterSet):
    """Parses and validates; what is selected is made in the slice's `queries`, behind the gate.

    A list's own filter set adds `selection`: what was asked for, without the filters that were not
    understood, which the form's errors name. Those in `unlisted` are said elsewhere on the page.
    """

    unlisted: ClassVar[frozenset[str]] = frozenset()

    def pass_on(self, queryset: Any, name: str, value: Any) -> Any:
        """The filter set selects nothing itself: one place decides, the slice's `select`."""
        return queryset

    @property
    def given(self) -> dict[str, Any]:
        """The values that were understood, by filter."""
        self.form.is_valid()
        return self.form.cleaned_data

    def chosen(self, name: str) -> tuple[Any, ...]:
        """The values of a filter of several."""
        return tuple(self.given.get(name) or ())

    def keys(self, name: str, rows: Mapping[str, Any]) -> tuple[int, ...]:
        """The keys of the rows whose codes were chosen."""
        return tuple(rows[code].pk for code in self.chosen(name))

    def active(self, address: Callable[..., str]) -> list[dict[str, str]]:
        """The filters that are set, each in words and with the address without it."""
        chips = []
        for name in self.filters:
            values = self.data.getlist(name) if name in self.data else []
            shown = [value for value in values if value]
            if shown and name not in self.unlisted:
                remove = address(**{name: None, "after": None})
                chips.append({"label": self._words(name, shown), "remove_url": remove})
        return chips

    def _words(self, name: str, values: list[str]) -> str:
        field = self.form.fields[name]
        if isinstance(self.filters[name], SAID_BY_LABEL):
            return str(field.label)
        labels = dict(getattr(field, "choices", []))
        words = [str(labels.get(value, value)).strip() for value in values]
        return _("%(label)s: %(text)s") % {"label": field.label, "text": ", ".join(words)}
