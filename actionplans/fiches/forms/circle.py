"""Who comments, until when, and how a fiche comes to be endorsed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.forms.entry import reader_choices
from coordination.register.forms.fields import line, moment
from coordination.register.sharing import Choice, Sharing

from ..audiences import with_presidency
from ..kinds import BY_WRITING, Procedure


class CircleForm(forms.Form):
    """The circle of readers; a draft has none, so the own organisation alone is no choice."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Who may read it"), choices=[(c.value, c.label) for c in Choice if c != Choice.OWN]
    )
    delegations = forms.MultipleChoiceField(label=gettext_lazy("Named delegations"), required=False)
    presidency = forms.BooleanField(
        label=gettext_lazy("This Presidency reads it with the named delegations, and can endorse it"),
        required=False,
        help_text=gettext_lazy("A fiche that it does not read cannot be endorsed"),
    )
    country_team = forms.BooleanField(required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegations"].choices = reader_choices(actor)  # type: ignore[attr-defined]

    def sharing(self) -> Sharing:
        """The circle, of a form that is valid or not."""
        given = getattr(self, "cleaned_data", {})
        bodies = organisations().by_code
        choice = given.get("audience", Choice.OWN)
        named = given.get("delegations") or [] if choice == Choice.NAMED else []
        shared = Sharing(choice, tuple(bodies[code].pk for code in named), bool(given.get("country_team")))
        joined = choice == Choice.NAMED and given.get("presidency")
        return with_presidency(shared) if joined else shared


class CirculateForm(CircleForm):
    """Out for comments: the circle, the procedure and its end."""

    procedure = forms.ChoiceField(label=gettext_lazy("How it is endorsed"), choices=Procedure.choices)
    comments_until = moment(gettext_lazy("Comments until"), help_text=gettext_lazy("Brussels time"))

    def __init__(self, *args: Any, urgent: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if urgent:
            by_writing = [(value, Procedure(value).label) for value in BY_WRITING]
            self.fields["procedure"].choices = by_writing  # type: ignore[attr-defined]
            self.fields["comments_until"].help_text = gettext_lazy(
                "Brussels time; two hours from now when left empty"
            )


class ShareForm(CircleForm):
    reason = line(
        gettext_lazy("Why more readers are let in"),
        300,
        help_text=gettext_lazy("Needed when it is shared more widely than before; kept in its history"),
    )
