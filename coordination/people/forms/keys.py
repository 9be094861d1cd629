"""Forms of service accounts and keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor, Function

from .. import tokens
from ..keys import address_of
from ..models import KeyScope, Organisation
from ..queries import organisations
from ..reach import GRANTED_BY_COUNTRY, functions_of, host_country
from ..services import Candidate, check, latest_end
from .accounts import country_choices, day_field

# What a program can be: it is nobody's head and runs nobody.
FUNCTIONS = (Function.READER, Function.DELEGATE, Function.COUNTRY_TEAM)


class ProgramForm(forms.Form):
    """A program that is to use the API for an organisation."""

    organisation = forms.ChoiceField(label=_("Organisation"))
    name = forms.CharField(label=_("Program"), max_length=60, help_text=_("What it does, in a few words."))
    function = forms.ChoiceField(label=_("Function"))
    countries = forms.TypedMultipleChoiceField(
        label=_("Countries"),
        choices=country_choices,
        coerce=int,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    ends_on = day_field(_("Access ends"), _("The last day; at most one year ahead."))
    nomination = forms.CharField(
        label=_("Nomination"),
        max_length=200,
        help_text=_("The decision or letter within your organisation, and its date."),
    )

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data, initial={"ends_on": latest_end()})
        bodies = [row for pk, row in organisations().by_id.items() if pk in actor.runs and _functions(row)]
        possible = {name for row in bodies for name in _functions(row)}
        labels = {
            "reader": _("Reads"),
            "delegate": _("Reads and writes"),
            "country-team": _("Reads and writes"),
        }
        offered = [(name, labels[name]) for name in FUNCTIONS if name in possible]
        self.fields["organisation"].choices = [(row.code, row.name) for row in bodies]  # type: ignore[attr-defined]
        self.fields["function"].choices = offered  # type: ignore[attr-defined]
        if not any(row.kind in GRANTED_BY_COUNTRY for row in bodies):
            del self.fields["countries"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if not self.errors:
            check(self.asked)
        return values

    @property
    def asked(self) -> Candidate:
        """What a valid form asks for."""
        values = self.cleaned_data
        body = organisations().by_code[values["organisation"]]
        host = host_country(body)
        return Candidate(
            email=address_of(values["name"], body),
            organisation=body,
            function=values["function"],
            ends_on=values["ends_on"],
            reference=values["nomination"],
            post=values["name"],
            countries=tuple(values.get("countries", ())) or ((host,) if host else ()),
            service=True,
        )


def _functions(body: Organisation) -> list[str]:
    return [name for name in functions_of(body) if name in FUNCTIONS]


class KeyForm(forms.Form):
    """A key: what it is for, what it may do, for how long."""

    label = forms.CharField(label=_("What the key is for"), max_length=100)
    scope = forms.ChoiceField(label=_("Scope"), choices=KeyScope.choices)
    nouns = forms.MultipleChoiceField(
        label=_("Only for"),
        choices=lambda: [(noun, noun) for noun in tokens.nouns()],
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("The parts of the API that it opens; all, if none is chosen."),
    )
    days = forms.IntegerField(
        label=_("Days"), min_value=1, max_value=365, initial=90, help_text=_("One year at most.")
    )
