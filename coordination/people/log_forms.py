"""The filter row of the log of access."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .log import KINDS, LogSelection


class LogFilter(forms.Form):
    """What kind of event, by or about whom, from when to when."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *KINDS.items()])
    person = forms.CharField(
        label=_("E-mail"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")

    @property
    def selection(self) -> LogSelection:
        """What a valid form asks for."""
        values = self.cleaned_data
        return LogSelection(values["kind"], values["person"], values["since"], values["until"])
