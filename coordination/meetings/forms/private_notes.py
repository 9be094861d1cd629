"""A private note as its delegation writes it, and to whom it is shown."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.people.models import today
from coordination.people.queries import circles, organisations
from coordination.register.choices import country_choices
from coordination.register.forms import fields
from coordination.register.forms.fields import day, line
from coordination.world.queries import countries

from ..choices import ids_of, invited_choices
from ..models import PrivateNote

PLAIN = ("title", "text", "counterpart", "held_on")


class PrivateNoteForm(forms.Form):
    title = line(gettext_lazy("Title"), 200)
    text = fields.text(gettext_lazy("Note"), 8000, rows=6, required=True)
    counterpart = line(
        gettext_lazy("With whom"),
        200,
        help_text=gettext_lazy("Posts, such as two counsellors; never names of persons"),
    )
    held_on = day(gettext_lazy("Date"), required=True)
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"held_on": today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        places = [("", pgettext_lazy("country", "None")), *country_choices()]
        self.fields["country"].choices = places  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The note by column name; the form must be valid."""
        given = self.cleaned_data
        place = countries().by_code[given["country"]].pk if given["country"] else None
        return {name: given[name] for name in PLAIN} | {"country_id": place}


class ShowingForm(forms.Form):
    """To whom a note is shown, beside one's own delegation."""

    shown_to = forms.MultipleChoiceField(
        label=gettext_lazy("Shown to"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("Nobody: your own delegation alone reads it. They do not see one another"),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {organisations().by_id[pk].code for pk in actor.speaks_for}
        others = [(code, name) for code, name in invited_choices() if code not in own]
        self.fields["shown_to"].choices = others  # type: ignore[attr-defined]

    def ids(self) -> list[int]:
        """The organisations by id; the form must be valid."""
        return ids_of(self.cleaned_data["shown_to"])


def note_values(row: PrivateNote) -> dict[str, Any]:
    """A stored note as the values of its form."""
    place = countries().by_id.get(row.country_id or 0)
    return {name: getattr(row, name) for name in PLAIN} | {"country": place.code if place else ""}


def shown_to(row: PrivateNote) -> list[str]:
    """The codes of the organisations to whom a note is shown; the row comes with its audience."""
    known, bodies = circles().by_id, organisations().by_id
    ids = (known[pk].organisation_id for pk in row.audience.circles)
    return [bodies[pk].code for pk in ids if pk and pk != row.originator_id]
