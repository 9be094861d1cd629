"""Forms of retention: which kinds to purge, what a hold covers, whom to erase."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .schedule import purgeable


def _kinds() -> list[tuple[str, Any]]:
    return [
        (
            kind.code,
            gettext("%(kind)s: %(period)s after %(clock)s")
            % {"kind": kind.label, "period": kind.period, "clock": kind.clock},
        )
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
