"""The filter bar of the register: one set of filters for table, matrix, exports and the API."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.people.queries import organisations
from coordination.world.queries import countries, mandates, themes

from .choices import actor_choices, country_choices, mandate_choices, theme_choices
from .kinds import Kind, Level, Status
from .models import Activity
from .queries import Selection
from .widgets import Boxes


def _several(label: Any, choices: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=Boxes, method="pass_on")


def _day(label: Any) -> django_filters.DateFilter:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return django_filters.DateFilter(label=label, widget=widget, method="pass_on")


class ActivityFilter(django_filters.FilterSet):
    """Parses and validates; the selection itself is made by `queries.select`, behind the gate."""

    country = _several(_("Country"), country_choices)
    theme = _several(_("Theme"), theme_choices)
    kind = _several(_("Kind"), Kind.choices)
    actor = _several(_("Actor"), actor_choices)
    level = _several(_("Level"), Level.choices)
    status = _several(_("Status"), Status.choices)
    period_from = _day(_("From"))
    period_to = _day(_("To"))
    words = django_filters.CharFilter(
        label=_("Words"), max_length=200, method="pass_on", widget=forms.TextInput(attrs={"type": "search"})
    )
    mandate = django_filters.MultipleChoiceFilter(
        label=_("Mandate"), choices=mandate_choices, widget=forms.MultipleHiddenInput, method="pass_on"
    )
    mine = django_filters.BooleanFilter(label=_("Own entries"), method="pass_on", widget=forms.HiddenInput)
    stale = django_filters.BooleanFilter(label=_("Stale entries"), method="pass_on", widget=forms.HiddenInput)
    drafts = django_filters.BooleanFilter(label=_("Drafts"), method="pass_on", widget=forms.HiddenInput)

    class Meta:
        model = Activity
        fields: list[str] = []

    def pass_on(self, queryset: Any, name: str, value: Any) -> Any:
        """The filter set selects nothing itself: one place decides, `queries.select`."""
        return queryset

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        self.form.is_valid()
        given = self.form.cleaned_data
        places, known = countries().by_code, themes().by_code
        bodies = organisations().by_code
        return Selection(
            countries=tuple(places[code].pk for code in given.get("country") or ()),
            themes=tuple(known[code].pk for code in given.get("theme") or ()),
            kinds=tuple(given.get("kind") or ()),
            actors=tuple(bodies[code].pk for code in given.get("actor") or ()),
            levels=tuple(given.get("level") or ()),
            statuses=tuple(given.get("status") or ()),
            start=given.get("period_from"),
            end=given.get("period_to"),
            words=given.get("words") or "",
            mandates=tuple(pk for pk, row in mandates().items() if row.code in (given.get("mandate") or ())),
            mine=bool(given.get("mine")),
            stale=bool(given.get("stale")),
            drafts=bool(given.get("drafts")),
        )

    def active(self, address: Callable[..., str]) -> list[dict[str, str]]:
        """The filters that are set, each in words and with the address without it."""
        chips = []
        for name in self.filters:
            values = self.data.getlist(name) if name in self.data else []
            shown = [value for value in values if value]
            if shown:
                chips.append(
                    {"label": self._words(name, shown), "remove_url": address(**{name: None, "after": None})}
                )
        return chips

    def _words(self, name: str, values: list[str]) -> str:
        field = self.form.fields[name]
        labels = dict(getattr(field, "choices", []))
        words = [str(labels.get(value, value)).strip() for value in values]
        return str(_("%(label)s: %(text)s")) % {"label": field.label, "text": ", ".join(words)}


KNOWN_PARAMETERS = frozenset(ActivityFilter.base_filters)
