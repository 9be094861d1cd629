"""A body as its convenor describes it."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.register.choices import country_choices
from coordination.register.forms.fields import line, text
from coordination.world.queries import countries

from ..audiences import Invited
from ..choices import codes_of, ids_of, invited_choices
from ..kinds import BodyKind, Capacity, Series
from ..models import Body, BodyMember
from ..services import BodyWords

OWN_KINDS = [kind for kind in BodyKind if kind != BodyKind.WORKING_PARTY]
PLAIN = (
    "kind",
    "name_en",
    "name_fr",
    "short_en",
    "short_fr",
    "for_members",
    "for_country_team",
    "format",
    "notice_days",
    "paper_days",
    "minutes",
    "venue",
)


class BodyForm(forms.Form):
    """Six fields, the rest folded. Only the Secretariat sets up what the Presidency convenes."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"))
    name_en = line(gettext_lazy("Name"), 200, required=True)
    short_en = line(gettext_lazy("Short name"), 60, required=True)
    members = forms.MultipleChoiceField(
        label=gettext_lazy("Members"),
        required=False,
        choices=invited_choices,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("Invited to each meeting; they know that this body exists"),
    )
    guests = forms.MultipleChoiceField(
        label=gettext_lazy("Guests"),
        required=False,
        choices=invited_choices,
        widget=forms.SelectMultiple(attrs={"size": 10}),
        help_text=gettext_lazy("They leave the room for internal items"),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"), required=False)
    for_country_team = forms.BooleanField(
        label=gettext_lazy("The country team reads its meetings"), required=False
    )
    for_members = forms.BooleanField(
        label=gettext_lazy("All members of the working party read its meetings"), required=False
    )
    by_presidency = forms.BooleanField(
        label=gettext_lazy("Convened by the Presidency"),
        required=False,
        help_text=gettext_lazy("Whoever chairs the Council; it changes at midnight"),
    )
    name_fr = line(gettext_lazy("Name in French"), 200)
    short_fr = line(gettext_lazy("Short name in French"), 60)
    series = forms.ChoiceField(label=gettext_lazy("Council series"), choices=Series.choices, required=False)
    format = line(gettext_lazy("Format"), 20, help_text=gettext_lazy("Such as 2+2"))
    minutes = forms.IntegerField(
        label=gettext_lazy("Usual length in minutes"), min_value=15, max_value=1440, initial=180
    )
    venue = line(gettext_lazy("Usual venue"), 200)
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice"), min_value=0, max_value=90, initial=7
    )
    paper_days = forms.IntegerField(
        label=gettext_lazy("Days for papers"), min_value=0, max_value=90, initial=6
    )
    usual_papers = text(gettext_lazy("Usual papers"), 2000, help_text=gettext_lazy("One on each line"))

    def __init__(self, *args: Any, secretariat: bool, editing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = list(BodyKind) if secretariat else OWN_KINDS
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]  # type: ignore[attr-defined]
        places = [("", pgettext_lazy("country", "None")), *country_choices()]
        self.fields["country"].choices = places  # type: ignore[attr-defined]
        if not secretariat or editing:
            del self.fields["by_presidency"]
        if not secretariat:
            del self.fields["series"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if set(given.get("members") or ()) & set(given.get("guests") or ()):
            self.add_error("guests", _("An organisation is a member or a guest, not both."))
        return given

    def words(self, code: str = "") -> BodyWords:
        """The body as the services take it; the form must be valid."""
        given = self.cleaned_data
        fields = {name: given[name] for name in PLAIN}
        fields["code"] = code or slugify(given["short_en"])[:60] or "body"
        fields["country_id"] = countries().by_code[given["country"]].pk if given["country"] else None
        fields["usual_papers"] = [
            row.strip()[:160] for row in given["usual_papers"].splitlines() if row.strip()
        ][:20]
        fields |= {name: given[name] for name in ("by_presidency", "series") if name in given}
        members = [Invited(pk) for pk in ids_of(given["members"])]
        return BodyWords(fields, members + [Invited(pk, Capacity.GUEST) for pk in ids_of(given["guests"])])


def body_values(body: Body, members: list[BodyMember]) -> dict[str, Any]:
    """A stored body as the values of its form."""
    known = countries().by_id
    by_capacity = {
        capacity: codes_of([row.organisation_id for row in members if row.capacity == capacity])
        for capacity in Capacity
    }
    return {name: getattr(body, name) for name in PLAIN} | {
        "series": body.series,
        "country": known[body.country_id].code if body.country_id else "",
        "usual_papers": "\n".join(body.usual_papers),
        "members": by_capacity[Capacity.MEMBER],
        "guests": by_capacity[Capacity.GUEST],
    }
