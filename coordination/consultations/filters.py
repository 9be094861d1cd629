"""The filter bar of consultations: one set of filters for the list, its files and the API."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.register.choices import country_choices
from coordination.register.widgets import Boxes
from coordination.world.queries import countries

from .kinds import Kind, Standing
from .models import Consultation
from .queries.selection import Selection


def _several(label: Any, choices: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=Boxes, method="pass_on")


class ConsultationFilter(django_filters.FilterSet):
    """Parses and validates; the selection itself is made by `queries.selection`, behind the gate."""

    kind = _several(_("Kind"), Kind.choices)
    state = _several(_("State"), Standing.choices)
    country = _several(_("Country"), country_choices)
    words = django_filters.CharFilter(
        label=_("Words"), max_length=200, method="pass_on", widget=forms.TextInput(attrs={"type": "search"})
    )
    mine = django_filters.BooleanFilter(
        label=_("Own consultations"), method="pass_on", widget=forms.HiddenInput
    )

    class Meta:
        model = Consultation
        fields: list[str] = []

    def pass_on(self, queryset: Any, name: str, value: Any) -> Any:
        """The filter set selects nothing itself: one place decides, `queries.selection.select`."""
        return queryset

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        self.form.is_valid()
        given = self.form.cleaned_data
        return Selection(
            kinds=tuple(given.get("kind") or ()),
            standings=tuple(given.get("state") or ()),
            countries=tuple(countries().by_code[code].pk for code in given.get("country") or ()),
            mine=bool(given.get("mine")),
            words=given.get("words") or "",
        )

    def active(self, address: Callable[..., str]) -> list[dict[str, str]]:
        """The filters that are set, each in words and with the address without it."""
        chips = []
        for name in self.filters:
            values = self.data.getlist(name) if name in self.data else []
            if shown := [value for value in values if value]:
                remove = address(**{name: None, "after": None})
                chips.append({"label": self._words(name, shown), "remove_url": remove})
        return chips

    def _words(self, name: str, values: list[str]) -> str:
        field = self.form.fields[name]
        labels = dict(getattr(field, "choices", []))
        words = [str(labels.get(value, value)).strip() for value in values]
        return str(field.label) if name == "mine" else f"{field.label}: {', '.join(words)}"


KNOWN_PARAMETERS = frozenset(ConsultationFilter.base_filters)
