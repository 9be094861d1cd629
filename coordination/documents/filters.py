"""The filter bar of documents: one set of filters for lists, files and the API."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.choices import Choices, country_choices
from coordination.register.widgets import Boxes
from coordination.world.queries import countries

from . import subjects
from .kinds import Kind, Language, Marking, Series, State
from .models import Document
from .queries.selection import UNNUMBERED, Selection

SERIES = [*Series.choices, (UNNUMBERED, _("Without a number"))]
FIRST_YEAR = 2015


def year_choices() -> Choices:
    """The years of the mechanisms that the workspace serves, the latest first."""
    return [(str(year), str(year)) for year in range(today().year + 1, FIRST_YEAR - 1, -1)]


def holder_choices() -> Choices:
    """Whoever can file something, in protocol order."""
    return [(row.code, row.name) for row in organisations().by_id.values() if row.has_accounts]


def _several(label: Any, choices: Any) -> django_filters.MultipleChoiceFilter:
    return django_filters.MultipleChoiceFilter(label=label, choices=choices, widget=Boxes, method="pass_on")


def _typed(label: Any, most: int, kind: str) -> django_filters.CharFilter:
    widget = forms.TextInput(attrs={"type": kind})
    return django_filters.CharFilter(label=label, max_length=most, method="pass_on", widget=widget)


class _FilterForm(forms.Form):
    """Says what is wrong with a subject code, as the form of a document does."""

    def clean_subject(self) -> list[subjects.SubjectCode]:
        return subjects.read(self.cleaned_data.get("subject") or "")


class DocumentFilter(django_filters.FilterSet):
    """Parses and validates; the selection itself is made by `queries.selection`, behind the gate."""

    series = _several(_("Series"), SERIES)
    year = _several(_("Year"), year_choices)
    subject = _typed(_("Subject code"), 120, "text")
    country = _several(_("Country"), country_choices)
    language = _several(_("Language"), Language.choices)
    marking = _several(_("Marking"), Marking.choices)
    kind = _several(_("Kind"), Kind.choices)
    holder = _several(pgettext_lazy("document", "Filed by"), holder_choices)
    state = django_filters.MultipleChoiceFilter(
        label=_("State"), choices=State.choices, widget=forms.MultipleHiddenInput, method="pass_on"
    )
    words = _typed(_("Number or words"), 200, "search")
    mine = django_filters.BooleanFilter(label=_("Own documents"), method="pass_on", widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields: list[str] = []
        form = _FilterForm

    def pass_on(self, queryset: Any, name: str, value: Any) -> Any:
        """The filter set selects nothing itself: one place decides, `queries.selection.select`."""
        return queryset

    @cached_property
    def selection(self) -> Selection:
        """What was asked for; filters that were not understood are left out and named in the form's errors."""
        self.form.is_valid()
        given = self.form.cleaned_data
        places, bodies = countries().by_code, organisations().by_code
        return Selection(
            series=tuple(given.get("series") or ()),
            years=tuple(int(year) for year in given.get("year") or ()),
            subjects=tuple(given.get("subject") or ()),
            countries=tuple(places[code].pk for code in given.get("country") or ()),
            languages=tuple(given.get("language") or ()),
            markings=tuple(given.get("marking") or ()),
            kinds=tuple(given.get("kind") or ()),
            holders=tuple(bodies[code].pk for code in given.get("holder") or ()),
            states=tuple(given.get("state") or ()),
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
