"""What is said of an action while it runs: reports, evidence, answers, invitations."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coordination.people.queries import organisations
from coordination.register.forms.entry import TextField

from ..choices import lead_choices
from ..kinds import Light
from .versions import day_field, line_field


def _words(label: Any, help_text: Any = "", *, required: bool = True) -> TextField:
    widget = forms.Textarea(attrs={"rows": 3})
    return TextField(label=label, max_length=500, required=required, widget=widget, help_text=help_text)


class ReportForm(forms.Form):
    """How an action stands today."""

    light = forms.ChoiceField(label=gettext_lazy("Status"), choices=Light.choices)
    words = _words(
        gettext_lazy("Explanation"), gettext_lazy("One or two sentences: what holds it up or helps")
    )
    due_after = day_field(
        gettext_lazy("Due"), help_text=gettext_lazy("A moved date stays visible with its reason")
    )
    reason = line_field(gettext_lazy("Reason for the new date"), 500)
    committed = forms.DecimalField(
        label=gettext_lazy("Committed, EUR"),
        required=False,
        max_digits=15,
        decimal_places=2,
        min_value=Decimal(0),
    )
    committed_as_of = day_field(gettext_lazy("Committed as of"))


class CloseForm(forms.Form):
    """What shows that an action was done."""

    words = _words(
        gettext_lazy("Evidence"), gettext_lazy("What shows that it was done, and where it can be seen")
    )
    address = forms.URLField(
        label=gettext_lazy("Where it can be read"), required=False, max_length=500, assume_scheme="https"
    )


class CheckForm(forms.Form):
    words = _words(
        gettext_lazy("Words"), gettext_lazy("Needed when you send it back: what is missing"), required=False
    )


class ReasonForm(forms.Form):
    reason = line_field(
        gettext_lazy("Reason"), 300, required=True, help_text=gettext_lazy("Kept in the history")
    )


class AnswerForm(forms.Form):
    words = _words(gettext_lazy("Words"), gettext_lazy("Needed when you decline: why"), required=False)


class PartReportForm(forms.Form):
    """How one's own part of an action stands."""

    light = forms.ChoiceField(label=gettext_lazy("Own part"), choices=Light.choices)
    words = _words(gettext_lazy("How it stands"))


class InviteForm(forms.Form):
    """Whom to ask for a part in an action."""

    organisations = forms.MultipleChoiceField(
        label=gettext_lazy("Whom to ask"), widget=forms.SelectMultiple(attrs={"size": 6})
    )
    asked_for = line_field(gettext_lazy("What is asked"), 500)

    def __init__(self, *args: Any, asked: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = organisations().by_code
        self.fields["organisations"].choices = [  # type: ignore[attr-defined]
            (code, name) for code, name in lead_choices() if bodies[code].pk not in asked
        ]

    def ids(self) -> list[int]:
        bodies = organisations().by_code
        return [bodies[code].pk for code in self.cleaned_data["organisations"]]


class LinkForm(forms.Form):
    """Which entry of the register carries an action out."""

    activity = forms.ChoiceField(label=gettext_lazy("Entry of the register"))

    def __init__(self, *args: Any, entries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = entries  # type: ignore[attr-defined]
