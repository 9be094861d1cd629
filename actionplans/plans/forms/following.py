"""What is said of an action while it runs: reports, evidence, answers, invitations."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.people.queries import organisations
from coordination.register.forms.entry import TextField

from ..audiences import outside
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


class EndorsementForm(forms.Form):
    """What the partner endorsed, by which post, on which day, and where that stands."""

    objective = forms.ChoiceField(label=gettext_lazy("What was endorsed"), required=False)
    body = line_field(
        gettext_lazy("Who"), 200, required=True, help_text=gettext_lazy("A government, ministry or body")
    )
    post = line_field(gettext_lazy("Post"), 200, help_text=gettext_lazy("A post, not a name"))
    endorsed_on = day_field(gettext_lazy("Endorsed on"), required=True)
    source = line_field(
        gettext_lazy("Source"),
        300,
        required=True,
        help_text=gettext_lazy("Minutes, letter or joint statement, with its date"),
    )
    address = forms.URLField(
        label=gettext_lazy("Where it can be read"), required=False, max_length=500, assume_scheme="https"
    )

    def __init__(self, *args: Any, objectives: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = ("", _("The plan as a whole"))
        self.fields["objective"].choices = [whole, *objectives]  # type: ignore[attr-defined]

    def fields_by_column(self) -> dict[str, Any]:
        """What was said, for the service; the form must be valid."""
        given = dict(self.cleaned_data)
        return given | {"objective_key": given.pop("objective") or None}


class InviteForm(forms.Form):
    """Whom to ask for a part in an action."""

    organisations = forms.MultipleChoiceField(
        label=gettext_lazy("Whom to ask"), widget=forms.SelectMultiple(attrs={"size": 6})
    )
    asked_for = line_field(gettext_lazy("What is asked"), 500)

    def __init__(
        self, *args: Any, asked: set[int], readers: Iterable[int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        bodies = organisations().by_code
        others = [(code, name) for code, name in lead_choices() if bodies[code].pk not in asked]
        found: list[Any] = others
        if readers is not None:
            beyond = set(outside([bodies[code].pk for code, _name in others], readers))
            found = [
                (_("Can read the action"), [pair for pair in others if bodies[pair[0]].pk not in beyond]),
                (_("Cannot read it yet"), [pair for pair in others if bodies[pair[0]].pk in beyond]),
            ]
            found = [(label, choices) for label, choices in found if choices]
        self.fields["organisations"].choices = found  # type: ignore[attr-defined]

    def ids(self) -> list[int]:
        bodies = organisations().by_code
        return [bodies[code].pk for code in self.cleaned_data["organisations"]]


class LinkForm(forms.Form):
    """Which entry of the register carries an action out."""

    activity = forms.ChoiceField(label=gettext_lazy("Entry of the register"))

    def __init__(self, *args: Any, entries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activity"].choices = entries  # type: ignore[attr-defined]
