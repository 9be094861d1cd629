"""The filter bar of fiches: one set of filters for lists, files and the API."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.people.queries import organisations
from coordination.register.choices import country_choices, theme_choices
from coordination.register.widgets import Boxes
from coordination.world.queries import countries, themes

from .choices import owner_choices
from .kinds import Stage
from .models import Fiche
from .queries.selection import Selection

DUE = [("late", _("Late")), ("week", _("Late or due within a week"))]


def _several(label: Any, choices: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=Boxes, method="pass_on")


class FicheFilter(django_filters.FilterSet):
    """Parses and validates; the selection itself is made by `queries.selection`, behind the gate."""

    country = _several(_("Country"), country_choices)
    theme = _several(_("Theme"), theme_choices)
    state = _several(_("State"), Stage.choices)
    owner = _several(_("Owner"), owner_choices)
    due = _several(_("Due"), DUE)
    words = django_filters.CharFilter(
        label=_("Words"), max_length=200, method="pass_on", widget=forms.TextInput(attrs={"type": "search"})
    )
    mine = django_filters.BooleanFilter(label=_("Own fiches"), method="pass_on", widget=forms.HiddenInput)

    class Meta:
        model = Fiche
        fields: list[str] = []

    def pass_on(self, queryset: Any, name: str, value: Any) -> Any:
        """The filter set selects nothing itself: one place decides, `queries.selection.select`."""
        return queryset

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        self.form.is_valid()
        given = self.form.cleaned_data
        places, known, bodies = countries().by_code, themes().by_code, organisations().by_code
        return Selection(
            countries=tuple(places[code].pk for code in given.get("country") or ()),
            themes=tuple(known[code].pk for code in given.get("theme") or ()),
            stages=tuple(given.get("state") or ()),
            owners=tuple(bodies[code].pk for code in given.get("owner") or ()),
            due=tuple(given.get("due") or ()),
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
