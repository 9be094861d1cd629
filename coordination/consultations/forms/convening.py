"""Deeds of whoever convenes: opened to a circle, extended, closed, withdrawn; the synthesis."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.forms import fields
from coordination.register.forms.entry import reader_choices
from coordination.register.sharing import Choice, Sharing

from ..kinds import Readership

CIRCLES = (Choice.NAMED, Choice.INSTITUTIONS, Choice.MEMBERS)


class OpenForm(forms.Form):
    """Who is asked, until when, and who reads the answers."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Who is asked"), choices=[(choice.value, choice.label) for choice in CIRCLES]
    )
    delegations = forms.MultipleChoiceField(label=gettext_lazy("Named delegations"), required=False)
    deadline = fields.moment(gettext_lazy("Deadline"), required=True, help_text=gettext_lazy("Brussels time"))
    readership = forms.ChoiceField(
        label=gettext_lazy("Who reads the answers"), choices=Readership.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegations"].choices = reader_choices(actor)  # type: ignore[attr-defined]

    def sharing(self) -> Sharing:
        """The circle; the form must be valid."""
        given, bodies = self.cleaned_data, organisations().by_code
        named = given["delegations"] if given["audience"] == Choice.NAMED else []
        return Sharing(given["audience"], tuple(bodies[code].pk for code in named))


class ExtendForm(forms.Form):
    deadline = fields.moment(
        gettext_lazy("New deadline"), required=True, help_text=gettext_lazy("Brussels time")
    )
    reason = fields.line(
        gettext_lazy("Reason"),
        500,
        required=True,
        help_text=gettext_lazy("All who are asked read it beside both deadlines"),
    )


class CloseForm(forms.Form):
    words = fields.line(
        gettext_lazy("Closing words"), 1000, help_text=gettext_lazy("Read by all who were asked")
    )


class WithdrawForm(forms.Form):
    reason = fields.line(
        gettext_lazy("Reason"), 1000, required=True, help_text=gettext_lazy("Read by all who were asked")
    )


class SynthesisForm(forms.Form):
    text = fields.text(gettext_lazy("Synthesis"), 20000, rows=16)
