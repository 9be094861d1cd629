"""The words of a fiche: six fields, and how a stored one fills them."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from coordination.access.actor import Actor
from coordination.register.choices import country_choices, theme_choices
from coordination.register.forms.fields import day, line, text
from coordination.world.queries import countries, themes

from ..models import Fiche
from ..queries import reading
from ..services import Words

CHOOSE = ("", gettext_lazy("Choose"))


def _several(label: Any) -> forms.MultipleChoiceField:
    widget = forms.SelectMultiple(attrs={"size": 5})
    return forms.MultipleChoiceField(label=label, required=False, widget=widget)


class FicheForm(forms.Form):
    """Validates what somebody typed and hands it to the services as `Words`."""

    title = line(
        gettext_lazy("Title"),
        200,
        required=True,
        help_text=gettext_lazy("One line that a colleague in another capital understands"),
    )
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    theme = forms.ChoiceField(label=gettext_lazy("Theme"))
    due_on = day(
        gettext_lazy("Due"), help_text=gettext_lazy("By when all of it is done; needed before others comment")
    )
    purpose = text(
        gettext_lazy("Purpose"),
        2000,
        rows=2,
        help_text=gettext_lazy("What is to be reached, in one or two sentences"),
    )
    situation = text(gettext_lazy("Situation"), 8000, rows=5)
    urgent = forms.BooleanField(
        label=gettext_lazy("Urgent: fast track"),
        required=False,
        help_text=gettext_lazy("Comments within two hours, endorsed in writing by a named circle"),
    )
    starts_on = day(gettext_lazy("Start"))
    more_countries = _several(gettext_lazy("Further countries"))
    plan = forms.ChoiceField(label=gettext_lazy("Action plan"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = country_choices()
        names = {row.pk: row.name for row in countries().by_id.values()}
        plans = [
            (str(pk), names[country_id] if country_id else _("Plan along a route"))
            for pk, country_id in reading.plans(actor).items()
        ]
        wanted: dict[str, list[Any]] = {
            "country": [CHOOSE, *places],
            "more_countries": places,
            "theme": [CHOOSE, *theme_choices()],
            "plan": [("", pgettext_lazy("plan", "None")), *plans],
        }
        for name, choices in wanted.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def words(self) -> Words:
        """The fiche as the services take it; the form must be valid."""
        given = self.cleaned_data
        names = ("title", "purpose", "situation", "urgent", "starts_on", "due_on")
        fields = {name: given[name] for name in names}
        fields["theme_id"] = themes().by_code[given["theme"]].pk
        fields["plan_id"] = UUID(given["plan"]) if given["plan"] else None
        return Words(fields, country_ids(given))


def country_ids(given: dict[str, Any]) -> list[int]:
    """The countries of a form, the first one first."""
    codes = dict.fromkeys([given["country"], *given["more_countries"]])
    return [countries().by_code[code].pk for code in codes]


def fiche_values(fiche: Fiche, readable_plan: bool = True) -> dict[str, Any]:
    """A stored fiche as the values of its form."""
    codes = [countries().by_id[pk].code for pk in fiche.country_ids]
    return {
        "title": fiche.title,
        "country": codes[0] if codes else "",
        "more_countries": codes[1:],
        "theme": themes().by_id[fiche.theme_id].code,
        "due_on": fiche.due_on,
        "purpose": fiche.purpose,
        "situation": fiche.situation,
        "urgent": fiche.urgent,
        "starts_on": fiche.starts_on,
        "plan": str(fiche.plan_id) if fiche.plan_id and readable_plan else "",
    }


class CloneForm(forms.Form):
    """What a copy is called, where it applies, and whether it is a template."""

    title = line(gettext_lazy("Title"), 200, required=True)
    country = forms.ChoiceField(label=gettext_lazy("Country"))
    more_countries = _several(gettext_lazy("Further countries"))
    as_template = forms.BooleanField(
        label=gettext_lazy("Keep it as a template"),
        required=False,
        help_text=gettext_lazy("All members read a template and can begin with it"),
    )

    def __init__(self, *args: Any, templates: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = country_choices()
        self.fields["country"].choices = [CHOOSE, *places]  # type: ignore[attr-defined]
        self.fields["more_countries"].choices = places  # type: ignore[attr-defined]
        if not templates:
            del self.fields["as_template"]
