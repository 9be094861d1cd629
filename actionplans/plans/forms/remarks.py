"""Comments, how they are resolved, and internal notes."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.register.forms.entry import TextField

from ..kinds import Remark
from .versions import line_field


class CommentForm(forms.Form):
    """A comment on one place of a text: `place` is "field" or "field:paragraph"."""

    place = forms.ChoiceField(label=gettext_lazy("On"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=Remark.choices,
        help_text=gettext_lazy("An open objection stands in the way of agreement"),
    )
    text = TextField(
        label=gettext_lazy("Comment"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "An @ and a name tell a delegation, such as @italy; nobody is told who cannot read the text"
        ),
    )
    proposal = TextField(
        label=gettext_lazy("Proposed wording"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == Remark.PROPOSAL and not given.get("proposal"):
            self.add_error("proposal", _("Write the wording that you propose."))
        return given

    def said(self) -> dict[str, Any]:
        """The comment as the service takes it; the form must be valid."""
        given = dict(self.cleaned_data)
        field, _colon, paragraph = given.pop("place").partition(":")
        return given | {"field": field, "paragraph": int(paragraph or 0)}


class ResolveForm(forms.Form):
    words = line_field(gettext_lazy("How it was resolved"), 500)


class NoteForm(forms.Form):
    text = TextField(
        label=gettext_lazy("Internal note"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
