"""Deeds that take a sentence or two: invitations, answers, requests, cancelling, numbers, feeds."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.register.choices import country_choices
from coordination.register.forms.fields import line, text
from coordination.world.queries import countries

from ..audiences import Invited
from ..choices import ids_of, invited_choices
from ..kinds import Capacity, Coming, RequestKind


class InviteForm(forms.Form):
    """Who takes part, as members and as guests."""

    members = forms.MultipleChoiceField(
        label=gettext_lazy("Members"),
        choices=invited_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    guests = forms.MultipleChoiceField(
        label=gettext_lazy("Guests"),
        choices=invited_choices,
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("They leave the room for internal items"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if set(given.get("members") or ()) & set(given.get("guests") or ()):
            self.add_error("guests", _("An organisation is a member or a guest, not both."))
        return given

    def invited(self) -> list[Invited]:
        """The invitations; the form must be valid."""
        given = self.cleaned_data
        members = [Invited(pk) for pk in ids_of(given["members"])]
        return members + [Invited(pk, Capacity.GUEST) for pk in ids_of(given["guests"])]


class AnswerForm(forms.Form):
    coming = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[(Coming.YES.value, Coming.YES.label), (Coming.NO.value, Coming.NO.label)],
        widget=forms.RadioSelect,
    )
    posts = line(
        gettext_lazy("Who comes"),
        200,
        help_text=gettext_lazy("Posts, such as two counsellors; never names of persons"),
    )


class CancelForm(forms.Form):
    reason = line(
        gettext_lazy("Why it is cancelled"),
        300,
        required=True,
        help_text=gettext_lazy("Everybody who reads the meeting reads it"),
    )


class NumberForm(forms.Form):
    reference = line(
        gettext_lazy("Number"),
        60,
        required=True,
        help_text=gettext_lazy("As the Council writes it: CM 2533/23, WK 5247/2024"),
    )


class TemplateForm(forms.Form):
    title = line(
        gettext_lazy("Name of the template"),
        200,
        required=True,
        help_text=gettext_lazy("The next Presidency finds it too; closed items stay behind"),
    )


class RequestForm(forms.Form):
    """What somebody asks for, or keeps for later."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Asked as"),
        choices=[
            (RequestKind.AOB.value, RequestKind.AOB.label),
            (RequestKind.ITEM.value, RequestKind.ITEM.label),
        ],
        widget=forms.RadioSelect,
        initial=RequestKind.AOB.value,
    )
    title = line(gettext_lazy("Title"), 300, required=True)
    title_fr = line(gettext_lazy("Title in French"), 300)
    words = text(gettext_lazy("What it is about"), 1000, rows=3)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=240, initial=5)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, *args: Any, backlog: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", pgettext_lazy("country", "None")), *country_choices()]
        self.fields["country"].choices = places  # type: ignore[attr-defined]
        if backlog:
            del self.fields["kind"]

    def values(self) -> dict[str, Any]:
        """The request by column name; the form must be valid."""
        given = self.cleaned_data
        names = ("kind", "title", "title_fr", "words", "minutes")
        fields = {name: given[name] for name in names if name in given}
        return fields | {"country_id": countries().by_code[given["country"]].pk if given["country"] else None}


class DeclineForm(forms.Form):
    answer = line(
        gettext_lazy("Why not, or when"), 500, required=True, help_text=gettext_lazy("Whoever asked reads it")
    )


class FeedForm(forms.Form):
    """What a calendar address shows."""

    country = forms.ChoiceField(label=gettext_lazy("Which calendar"), required=False)
    label = line(
        gettext_lazy("Name"), 100, help_text=gettext_lazy("For yourself: on which device it is used")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [("", gettext_lazy("Everything that you take part in")), *country_choices()]
        self.fields["country"].choices = places  # type: ignore[attr-defined]

    def country_id(self) -> int | None:
        """The country of the feed; the form must be valid."""
        code = self.cleaned_data["country"]
        return countries().by_code[code].pk if code else None
