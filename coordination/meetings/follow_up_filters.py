"""The filter bar of follow-ups: one set of filters for the list, its files and the API."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.people.queries import organisations
from coordination.register.choices import country_choices
from coordination.register.widgets import Boxes
from coordination.world.queries import countries

from .choices import presenter_choices
from .models import FollowUp
from .queries.follow_ups import LATE, SOON, FollowUpSelection
from .room_kinds import FollowUpState

DUE = [(LATE, _("Late")), (SOON, _("Late or due within a week"))]


def _several(label: Any, choices: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=Boxes, method="pass_on")


class FollowUpFilter(django_filters.FilterSet):
    """Parses and validates; the selection itself is made by `queries.follow_ups`, behind the gate."""

    state = _several(_("State"), FollowUpState.choices)
    owner = _several(_("Owner"), presenter_choices)
    country = _several(_("Country"), country_choices)
    due = _several(_("Due"), DUE)
    words = django_filters.CharFilter(
        label=_("Words"), max_length=200, method="pass_on", widget=forms.TextInput(attrs={"type": "search"})
    )
    body = django_filters.UUIDFilter(label=_("One body"), widget=forms.HiddenInput, method="pass_on")
    meeting = django_filters.UUIDFilter(label=_("One meeting"), widget=forms.HiddenInput, method="pass_on")
    mine = django_filters.BooleanFilter(
        label=_("Asked of your organisation"), method="pass_on", widget=forms.HiddenInput
    )

    class Meta:
        model = FollowUp
        fields: list[str] = []

    def pass_on(self, queryset: Any, name: str, value: Any) -> Any:
        """The filter set selects nothing itself: one place decides, `queries.follow_ups.select`."""
        return queryset

    @cached_property
    def selection(self) -> FollowUpSelection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        self.form.is_valid()
        given = self.form.cleaned_data
        places, bodies = countries().by_code, organisations().by_code
        return FollowUpSelection(
            states=tuple(given.get("state") or ()),
            owners=tuple(bodies[code].pk for code in given.get("owner") or ()),
            countries=tuple(places[code].pk for code in given.get("country") or ()),
            due=tuple(given.get("due") or ()),
            bodies=(given["body"],) if given.get("body") else (),
            meetings=(given["meeting"],) if given.get("meeting") else (),
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
        if name in ("mine", "body", "meeting"):
            return str(field.label)
        labels = dict(getattr(field, "choices", []))
        words = [str(labels.get(value, value)).strip() for value in values]
        return f"{field.label}: {', '.join(words)}"
