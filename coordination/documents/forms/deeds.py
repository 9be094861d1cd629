"""Deeds on a document that take a sentence: its number, its marking, its readers, a version."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.register.forms.entry import reader_choices
from coordination.register.forms.fields import line, text
from coordination.register.sharing import Choice, Sharing

from ..kinds import Marking
from .document import sharing_from
from .fields import NumberField


class NumberForm(forms.Form):
    number = NumberField(
        required=False, help_text=gettext_lazy("Such as 15299/1/21 REV 1; empty takes the number away")
    )


class MarkForm(forms.Form):
    marking = forms.ChoiceField(
        label=gettext_lazy("Marking"), choices=Marking.choices, widget=forms.RadioSelect
    )
    reason = line(gettext_lazy("Reason"), 300, required=True, help_text=gettext_lazy("Kept in the history"))


class ReasonForm(forms.Form):
    reason = line(
        gettext_lazy("Reason"), 300, required=True, help_text=gettext_lazy("Readers of the document see it")
    )


class ShareForm(forms.Form):
    """Who may read a document that is filed already."""

    audience = forms.ChoiceField(label=gettext_lazy("Who may read it"), choices=Choice.choices)
    delegations = forms.MultipleChoiceField(label=gettext_lazy("Named delegations"), required=False)
    country_team = forms.BooleanField(required=False)
    reason = line(
        gettext_lazy("Why more readers are let in"),
        300,
        help_text=gettext_lazy("Needed when it is shared more widely than before; kept in its history"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegations"].choices = reader_choices(actor)  # type: ignore[attr-defined]

    def sharing(self) -> Sharing:
        """The circle, of a form that is valid or not."""
        return sharing_from(getattr(self, "cleaned_data", {}))


class VersionForm(forms.Form):
    """What is new in a version; its files are lines of their own."""

    note = line(
        gettext_lazy("What is new"), 300, help_text=gettext_lazy("One line for whoever read the last one")
    )
    text = text(
        gettext_lazy("Text"),
        200_000,
        rows=12,
        help_text=gettext_lazy("Where there is no file; headings, lists and tables in Markdown"),
    )
