"""The lines of the form that come in any number: partners and amounts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.exchange.widgets import Select
from coordination.people.models import today
from coordination.people.queries import organisations

from ..kinds import Role, Stage
from ..services import Amount, Partner
from ..validation import currency_choices, printable_text


class PartnerForm(forms.Form):
    organisation = forms.ChoiceField(label=gettext_lazy("Partner"), required=False, widget=Select)
    name = forms.CharField(
        label=gettext_lazy("Or its name"), max_length=200, required=False, validators=[printable_text]
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, required=False, widget=Select)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [(row.code, row.name) for row in organisations().by_id.values()]
        self.fields["organisation"].choices = [("", "—"), *bodies]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("organisation"):
            given["name"] = ""
        return given

    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("organisation") or self.cleaned_data.get("name"))


class AmountForm(forms.Form):
    currency = forms.ChoiceField(
        label=gettext_lazy("Currency"), choices=currency_choices, required=False, widget=Select
    )
    amount = forms.DecimalField(
        label=gettext_lazy("Amount"), max_digits=18, decimal_places=2, min_value=Decimal(0), required=False
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Stage"), choices=Stage.choices, required=False, widget=Select
    )
    as_of = forms.DateField(
        label=gettext_lazy("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    instrument = forms.CharField(
        label=gettext_lazy("Instrument"), max_length=160, required=False, validators=[printable_text]
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("amount") is not None:
            given["currency"] = given.get("currency") or "EUR"
            given["stage"] = given.get("stage") or Stage.PLANNED
            given["as_of"] = given.get("as_of") or today()
        elif given.get("instrument"):
            self.add_error("amount", _("Give the amount, or leave the whole line empty."))
        return given

    def is_filled(self) -> bool:
        return self.cleaned_data.get("amount") is not None


PartnerFormSet = forms.formset_factory(PartnerForm, extra=1, max_num=60, validate_max=True)
AmountFormSet = forms.formset_factory(AmountForm, extra=1, max_num=40, validate_max=True)


def partners_of(formset: Any) -> tuple[Partner, ...]:
    """The filled lines of a valid formset."""
    bodies = organisations().by_code
    return tuple(
        Partner(
            line.cleaned_data["role"] or Role.IMPLEMENTING,
            bodies[line.cleaned_data["organisation"]].pk if line.cleaned_data["organisation"] else None,
            line.cleaned_data["name"],
        )
        for line in formset
        if line.is_filled()
    )


def amounts_of(formset: Any) -> tuple[Amount, ...]:
    """The filled lines of a valid formset."""
    names = ("currency", "amount", "stage", "as_of", "instrument")
    return tuple(
        Amount(**{name: line.cleaned_data[name] for name in names}) for line in formset if line.is_filled()
    )
