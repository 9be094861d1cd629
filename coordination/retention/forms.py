"""Forms of retention: which kinds to purge, what a hold covers, whom to erase."""

import re
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coordination.people.models import User
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .schedule import purgeable
from .services import Scope

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def _kinds() -> list[tuple[str, Any]]:
    return [
        (kind.code, gettext("%(kind)s: after %(period)s") % {"kind": kind.label, "period": kind.period})
        for kind in purgeable()
    ]


def without_address(words: str) -> str:
    """Words that stay for good name nobody: an e-mail address in them would outlive its person."""
    if "@" in words:
        raise forms.ValidationError(
            gettext("Name no person here: these words are kept when the person is erased.")
        )
    return words.strip()


class PurgeForm(forms.Form):
    """The kinds that a purge takes up."""

    kinds = forms.MultipleChoiceField(
        label=_("Kinds of record"), choices=_kinds, widget=forms.CheckboxSelectMultiple
    )
    words = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("Such as “Yearly purge 2027”. It is kept with the counts."),
    )

    def clean_words(self) -> str:
        return without_address(self.cleaned_data["words"])


class HoldForm(forms.Form):
    """What a hold covers, and why."""

    record = forms.CharField(
        label=_("Record"), max_length=300, required=False, help_text=_("Its address, as its readers see it.")
    )
    organisation = forms.ChoiceField(
        label=_("Organisation"),
        required=False,
        choices=lambda: [("", ""), *((row.pk, row.name) for row in organisations().by_id.values())],
    )
    country = forms.ChoiceField(
        label=_("Country"),
        required=False,
        choices=lambda: [("", ""), *((row.pk, row.name) for row in countries().by_id.values())],
    )
    person = forms.EmailField(label=_("Person"), required=False, help_text=_("The e-mail of the account."))
    starts_on = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Such as the number of the case. It is kept.")
    )

    def clean_record(self) -> UUID | None:
        words = self.cleaned_data["record"]
        found = _ID.search(words)
        if words and not found:
            raise forms.ValidationError(
                gettext("Paste the address of the record: it ends with its long number.")
            )
        return UUID(found.group()) if found else None

    def clean_person(self) -> int | None:
        email = self.cleaned_data["person"].lower()
        found = User.objects.filter(email=email).values_list("pk", flat=True).first() if email else None
        if email and found is None:
            raise forms.ValidationError(gettext("No account has this address."))
        return found

    def clean_reason(self) -> str:
        return without_address(self.cleaned_data["reason"])

    @property
    def scope(self) -> Scope:
        """What a valid form covers."""
        said = self.cleaned_data
        return Scope(
            record=said["record"],
            country_id=int(said["country"]) if said["country"] else None,
            organisation_id=int(said["organisation"]) if said["organisation"] else None,
            user_id=said["person"],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
        )


class LiftForm(forms.Form):
    """Why a hold can be lifted."""

    words = forms.CharField(label=_("Why it can be lifted"), max_length=500)

    def clean_words(self) -> str:
        return without_address(self.cleaned_data["words"])


class EraseForm(forms.Form):
    """Why somebody is erased."""

    words = forms.CharField(
        label=_("Why"), max_length=500, help_text=_("Such as “Request of 3 November 2026”. It is kept.")
    )

    def clean_words(self) -> str:
        return without_address(self.cleaned_data["words"])
