"""What delegations and ministries write: replies, positions, requests for more time, input."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coordination.people.queries import organisations
from coordination.register.forms import fields

from ..kinds import Stand


class ReplyForm(forms.Form):
    """A reply; with `settling`, how the texts of several ministries became one."""

    text = fields.text(gettext_lazy("Reply"), 8000, rows=12)
    settlement = fields.line(
        gettext_lazy("How the ministries’ texts became one"),
        500,
        help_text=gettext_lazy("For your delegation alone; needed before the reply is cleared"),
    )

    def __init__(self, *args: Any, settling: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settling:
            del self.fields["settlement"]


class SubmitForm(forms.Form):
    """Which of the cleared replies are submitted; none named: all of them."""

    numbers = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: Any, numbers: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["numbers"].choices = [(number, number) for number in numbers]  # type: ignore[attr-defined]


class MoreTimeForm(forms.Form):
    until = fields.moment(gettext_lazy("Until"), required=True, help_text=gettext_lazy("Brussels time"))
    reason = fields.line(
        gettext_lazy("Reason"),
        500,
        required=True,
        help_text=gettext_lazy("Read by whoever asks, and nobody else"),
    )


class DeclineForm(forms.Form):
    words = fields.line(gettext_lazy("Why the deadline stays"), 500, required=True)


class PositionForm(forms.Form):
    stand = forms.ChoiceField(label=gettext_lazy("Position"), choices=Stand.choices, widget=forms.RadioSelect)
    words = fields.text(
        gettext_lazy("Words"),
        2000,
        rows=5,
        help_text=gettext_lazy("A comment and an objection need them: say what would let you agree"),
    )


class InputAskForm(forms.Form):
    """Which ministries are asked to write on which questions, by when."""

    ministries = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Ministries"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    questions = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Questions"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    due_at = fields.moment(
        gettext_lazy("Until"), help_text=gettext_lazy("Brussels time; before the deadline")
    )
    words = fields.line(gettext_lazy("What you ask of it"), 500)

    def __init__(
        self, *args: Any, ministry_ids: set[int], questions: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        known = organisations().by_id
        ministries = sorted((known[pk].name, pk) for pk in ministry_ids)
        named = [(row["number"], f"{row['number']}. {row['text']}") for row in questions]
        self.fields["ministries"].choices = [(pk, name) for name, pk in ministries]  # type: ignore[attr-defined]
        self.fields["questions"].choices = named  # type: ignore[attr-defined]


class InputForm(forms.Form):
    text = fields.text(gettext_lazy("Input"), 8000, rows=12)
