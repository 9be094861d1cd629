"""Deeds that take a sentence or two: positions, comments, contributions, evaluation, closing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from actionplans.plans.kinds import Light, Remark
from coordination.register.forms import fields
from coordination.register.forms.fields import line

from ..choices import contributor_choices
from ..kinds import Stand


class ReasonForm(forms.Form):
    reason = line(gettext_lazy("Reason"), 500, help_text=gettext_lazy("Kept in the history of the fiche"))


class PositionForm(forms.Form):
    stand = forms.ChoiceField(label=gettext_lazy("Position"), choices=Stand.choices, widget=forms.RadioSelect)
    words = fields.text(
        gettext_lazy("Reason"),
        1000,
        help_text=gettext_lazy("An objection says why, and what would let you agree"),
    )


class CommentForm(forms.Form):
    """`places` names the parts of the fiche that can be commented on."""

    field = forms.ChoiceField(label=gettext_lazy("On"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Remark.choices)
    text = fields.text(
        gettext_lazy("Comment"),
        4000,
        help_text=gettext_lazy(
            "An @ and a name tell a delegation, such as @italy; nobody is told who cannot read the fiche"
        ),
    )
    proposal = fields.text(gettext_lazy("Proposed wording"), 4000, rows=2)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = places  # type: ignore[attr-defined]


class ResolveForm(forms.Form):
    words = line(gettext_lazy("How it was resolved"), 500)


class InviteForm(forms.Form):
    organisations = forms.MultipleChoiceField(
        label=gettext_lazy("Who is asked"),
        choices=contributor_choices,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    words = line(gettext_lazy("What is asked"), 500)


class OfferForm(forms.Form):
    words = line(gettext_lazy("What your delegation contributes"), 500)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[("accepted", gettext_lazy("Accept")), ("declined", gettext_lazy("Decline"))],
        widget=forms.RadioSelect,
    )
    words = line(gettext_lazy("What you contribute, or why not"), 500)


class PartForm(forms.Form):
    light = forms.ChoiceField(label=gettext_lazy("Status"), choices=Light.choices)
    words = line(gettext_lazy("How the own part stands"), 500)


class EvaluationForm(forms.Form):
    worked = fields.text(gettext_lazy("What worked"), 4000)
    did_not = fields.text(gettext_lazy("What did not"), 4000)
    lesson = fields.text(
        gettext_lazy("Lesson"), 4000, help_text=gettext_lazy("For whoever writes the next fiche")
    )


class CloseForm(forms.Form):
    evidence = fields.text(
        gettext_lazy("Evidence"), 1000, help_text=gettext_lazy("What shows that the fiche was carried out")
    )
