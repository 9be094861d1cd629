"""The form of a version: its head, its long texts, and its lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.people.queries import organisations
from coordination.register.choices import country_choices, mandate_choices
from coordination.register.forms.entry import CHOOSE, TextField
from coordination.register.validation import date_order, plausible_day
from coordination.world.queries import mandates, themes

from ..choices import domain_choices, known_routes, lead_choices, service_choices
from ..kinds import Grade, Rhythm, Stance
from ..models import Lever, LinkedFile, Objective, PartnerPriority, PlanVersion, Risk, Stakeholder
from ..models.versions import VersionPart

TEXTS = ("context", "figures", "lines", "financing")


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        validators=[plausible_day],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def line_field(label: Any, most: int, *, required: bool = False, help_text: Any = "") -> TextField:
    return TextField(label=label, max_length=most, required=required, help_text=help_text)


def long_field(label: Any, most: int = 20_000, rows: int = 8, help_text: Any = "") -> TextField:
    widget = forms.Textarea(attrs={"rows": rows, "data-markdown": True})
    return TextField(label=label, max_length=most, required=False, widget=widget, help_text=help_text)


class OpenForm(forms.Form):
    """For which country or route a plan is opened."""

    place = forms.ChoiceField(label=gettext_lazy("Country or route"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        along = [(f"route:{code}", route.name) for code, route in known_routes().items()]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            CHOOSE,
            (_("Countries"), country_choices()),
            (_("Routes"), along),
        ]


class ConsultForm(forms.Form):
    comments_until = day_field(gettext_lazy("Comments until"))


class VersionForm(forms.Form):
    """The head and the long texts of a version."""

    lead_ids = forms.MultipleChoiceField(
        label=gettext_lazy("Lead services"), required=False, widget=forms.SelectMultiple(attrs={"size": 5})
    )
    mandate = forms.ChoiceField(label=gettext_lazy("Mandate"), required=False)
    reference = line_field(
        gettext_lazy("Document reference"), 120, help_text=gettext_lazy("As the General Secretariat gave it")
    )
    starts_on = day_field(gettext_lazy("Period from"))
    ends_on = day_field(gettext_lazy("Period to"))
    review_on = day_field(gettext_lazy("Review due"))
    rhythm = forms.ChoiceField(label=gettext_lazy("Progress is reported"), choices=Rhythm.choices)
    weight_rule = line_field(
        gettext_lazy("What counts as weighty"),
        300,
        help_text=gettext_lazy("Closing a weighty action needs a second person"),
    )
    context = long_field(gettext_lazy("Context and state of play"), rows=10)
    figures = long_field(gettext_lazy("Key figures"), rows=5, help_text=gettext_lazy("With source and date"))
    lines = long_field(gettext_lazy("Lines to take"), rows=5)
    financing = long_field(gettext_lazy("Financing"), rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = organisations().by_code
        services = [(str(bodies[code].pk), name) for code, name in service_choices()]
        choices = {"lead_ids": services, "mandate": [("", "—"), *mandate_choices()]}
        for name, wanted in choices.items():
            self.fields[name].choices = wanted  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not date_order(given.get("starts_on"), given.get("ends_on")):
            self.add_error("ends_on", _("The period ends before it starts."))
        return given

    def values(self) -> dict[str, Any]:
        """The fields by column name, for the service; the form must be valid."""
        given = dict(self.cleaned_data)
        by_code = {row.code: pk for pk, row in mandates().items()}
        given["mandate_id"] = by_code.get(given.pop("mandate"))
        given["lead_ids"] = [int(pk) for pk in given["lead_ids"]]
        return given


class LineForm(forms.Form):
    """A line of a version; `key` names the stored one that it changes. Empty, it is left out."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    main = ""

    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get(self.main))


class ObjectiveForm(LineForm):
    title = line_field(gettext_lazy("Objective"), 200)
    theme = forms.ChoiceField(label=gettext_lazy("Theme"), required=False)
    lead = forms.ChoiceField(
        label=gettext_lazy("Pillar lead"),
        required=False,
        help_text=gettext_lazy("Of a Team Europe Initiative: who leads the pillar"),
    )
    main = "title"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [CHOOSE, *domain_choices()]  # type: ignore[attr-defined]
        self.fields["lead"].choices = [("", "—"), *lead_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("title") and not given.get("theme"):
            self.add_error("theme", _("Choose the theme: coverage is counted by it."))
        return given


class PriorityForm(LineForm):
    text = line_field(gettext_lazy("Priority or request"), 500)
    is_request = forms.BooleanField(label=gettext_lazy("A request to the Union"), required=False)
    source = line_field(gettext_lazy("Source"), 300)
    stated_on = day_field(gettext_lazy("Stated on"))
    main = "text"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("text") and not given.get("source"):
            self.add_error("source", _("Say where the partner country stated it."))
        return given


class RiskForm(LineForm):
    text = line_field(gettext_lazy("Risk"), 500)
    likelihood = forms.ChoiceField(label=gettext_lazy("Likelihood"), choices=Grade.choices, required=False)
    impact = forms.ChoiceField(label=gettext_lazy("Impact"), choices=Grade.choices, required=False)
    mitigation = line_field(gettext_lazy("Mitigation"), 500)
    main = "text"


class StakeholderForm(LineForm):
    post = line_field(gettext_lazy("Post or body"), 200, help_text=gettext_lazy("A post, not a name"))
    stance = forms.ChoiceField(label=gettext_lazy("Stance"), choices=Stance.choices, required=False)
    note = line_field(gettext_lazy("Note"), 500)
    main = "post"


class LeverForm(LineForm):
    incentive = line_field(gettext_lazy("Incentive"), 300)
    trigger = line_field(gettext_lazy("Trigger"), 300)
    trust_risk = forms.ChoiceField(label=gettext_lazy("Risk to trust"), choices=Grade.choices, required=False)
    more_for_more = forms.BooleanField(label=gettext_lazy("More for more"), required=False)
    main = "incentive"


class FileForm(LineForm):
    """A file that is handled elsewhere: relocation, the EU–Turkey Statement, the border guard (S1)."""

    title = line_field(gettext_lazy("File"), 200)
    reference = line_field(gettext_lazy("Reference"), 120)
    address = forms.URLField(
        label=gettext_lazy("Where it can be read"), required=False, max_length=500, assume_scheme="https"
    )
    purpose = line_field(gettext_lazy("What it is for"), 300)
    main = "title"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("title") and not given.get("reference") and not given.get("address"):
            self.add_error("reference", _("Give its reference or the address where it can be read."))
        return given


def _set(form: type[LineForm], most: int) -> type[forms.BaseFormSet]:
    return forms.formset_factory(form, extra=1, max_num=most, validate_max=True)


# By prefix: what the lines are, their form, and their model.
FORMSETS: dict[str, tuple[type[VersionPart], type[forms.BaseFormSet]]] = {
    "objectives": (Objective, _set(ObjectiveForm, 20)),
    "priorities": (PartnerPriority, _set(PriorityForm, 60)),
    "risks": (Risk, _set(RiskForm, 60)),
    "stakeholders": (Stakeholder, _set(StakeholderForm, 60)),
    "levers": (Lever, _set(LeverForm, 40)),
    "files": (LinkedFile, _set(FileForm, 30)),
}
DEFAULTS = {
    "likelihood": Grade.MEDIUM,
    "impact": Grade.MEDIUM,
    "trust_risk": Grade.MEDIUM,
    "stance": Stance.NEUTRAL,
}


def lines_of(formset: Any) -> list[dict[str, Any]]:
    """The filled lines of a valid formset, by column name, for the service."""
    found = []
    for line in formset:
        if not line.is_filled():
            continue
        values = dict(line.cleaned_data)
        if "theme" in values:
            values["theme_id"] = themes().by_code[values.pop("theme")].pk
            lead = values.pop("lead")
            found.append({**values, "lead_id": organisations().by_code[lead].pk if lead else None})
            continue
        found.append(
            {name: value if value != "" else DEFAULTS.get(name, "") for name, value in values.items()}
        )
    return found


def version_values(version: PlanVersion, parts: dict[str, list[Any]]) -> dict[str, Any]:
    """A stored version as the values of its form and, by prefix, of its lines."""
    names = (*TEXTS, "reference", "starts_on", "ends_on", "review_on", "rhythm", "weight_rule")
    values: dict[str, Any] = {name: getattr(version, name) for name in names}
    values["lead_ids"] = [str(pk) for pk in version.lead_ids]
    values["mandate"] = mandates()[version.mandate_id].code if version.mandate_id else ""
    for prefix, (_model, formset) in FORMSETS.items():
        values[prefix] = [_line_values(formset, part) for part in parts[prefix]]
    return values


def _line_values(formset: Any, part: Any) -> dict[str, Any]:
    coded = ("theme", "lead")
    values = {name: getattr(part, name) for name in formset.form.base_fields if name not in coded}
    if isinstance(part, Objective):
        values["theme"] = themes().by_id[part.theme_id].code
        values["lead"] = organisations().by_id[part.lead_id].code if part.lead_id else ""
    return values
