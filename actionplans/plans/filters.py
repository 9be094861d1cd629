"""The filter bar of actions across plans: one set of filters for the page, the files and the API."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.people.queries import organisations
from coordination.register.choices import country_choices
from coordination.register.widgets import Boxes
from coordination.world.queries import countries, themes

from .choices import domain_choices, lead_choices
from .kinds import Light, Serves
from .models import Action
from .queries.actions import STATES, Selection

LATE = [("true", _("Late")), ("false", _("Not late"))]


def _several(label: Any, choices: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=Boxes, method="pass_on")


class ActionFilter(django_filters.FilterSet):
    """Parses and validates; the selection itself is made by `queries.actions`, behind the gate."""

    country = _several(_("Country"), country_choices)
    theme = _several(_("Theme"), domain_choices)
    lead = _several(_("Lead"), lead_choices)
    party = _several(_("Lead or contributor"), lead_choices)
    light = _several(_("Status"), Light.choices)
    state = _several(_("State"), [(state.value, state.label) for state in STATES])
    late = _several(_("Late"), LATE)
    serves = _several(_("Serves"), Serves.choices)
    words = django_filters.CharFilter(
        label=_("Words"), max_length=200, method="pass_on", widget=forms.TextInput(attrs={"type": "search"})
    )
    plan = django_filters.UUIDFilter(label=_("One plan"), method="pass_on", widget=forms.HiddenInput)

    class Meta:
        model = Action
        fields: list[str] = []

    def pass_on(self, queryset: Any, name: str, value: Any) -> Any:
        """The filter set selects nothing itself: one place decides, `queries.actions.select`."""
        return queryset

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        self.form.is_valid()
        given = self.form.cleaned_data
        places, known, bodies = countries().by_code, themes().by_code, organisations().by_code
        late: list[str] = given.get("late") or []
        return Selection(
            countries=tuple(places[code].pk for code in given.get("country") or ()),
            plan=given.get("plan"),
            leads=tuple(bodies[code].pk for code in given.get("lead") or ()),
            parties=tuple(bodies[code].pk for code in given.get("party") or ()),
            themes=tuple(known[code].pk for code in given.get("theme") or ()),
            lights=tuple(given.get("light") or ()),
            states=tuple(given.get("state") or ()),
            late=late[0] == "true" if len(late) == 1 else None,
            serves=tuple(given.get("serves") or ()),
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
        if name == "plan":
            return str(field.label)
        labels = dict(getattr(field, "choices", []))
        words = [str(labels.get(value, value)).strip() for value in values]
        return f"{field.label}: {', '.join(words)}"
