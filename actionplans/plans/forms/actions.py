"""The form of an action in a version that is written: its words, milestones and circle."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coordination.access.actor import Actor
from coordination.people.queries import circles, organisations
from coordination.register.choices import mandate_choices
from coordination.register.forms.entry import CHOOSE
from coordination.register.sharing import Choice, Sharing
from coordination.register.validation import date_order
from coordination.world.queries import mandates

from ..audiences import outside
from ..choices import lead_choices, named_choices
from ..kinds import Horizon, Level, Serves
from ..models import ActionTerms, Objective
from ..services.terms import Words
from .versions import day_field, line_field, long_field

PLAIN = (
    "title",
    "why",
    "level",
    "level_reason",
    "horizon",
    "starts_on",
    "due_on",
    "deliverable",
    "serves",
    "benefit",
    "blocker",
    "weighty",
    "planned",
    "instrument",
)


class TermsForm(forms.Form):
    """Validates what somebody typed and hands it to the services as `Words`."""

    title = line_field(gettext_lazy("What"), 200, required=True)
    objective = forms.ChoiceField(label=gettext_lazy("Objective"))
    lead = forms.ChoiceField(label=gettext_lazy("Lead"))
    due_on = day_field(gettext_lazy("Due"), required=True)
    starts_on = day_field(gettext_lazy("Start"))
    serves = forms.ChoiceField(
        label=gettext_lazy("Serves"),
        choices=Serves.choices,
        help_text=gettext_lazy("Whose priority it answers; the balance of the plan is counted by it"),
    )
    why = long_field(gettext_lazy("Why"), 4000, rows=3)
    deliverable = line_field(gettext_lazy("Deliverable"), 500)
    contributors = forms.MultipleChoiceField(
        label=gettext_lazy("Contributors"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=gettext_lazy("They are asked once the text is in consultation"),
    )
    level = forms.ChoiceField(label=gettext_lazy("Level"), choices=Level.choices)
    level_reason = line_field(gettext_lazy("Why at this level"), 500)
    horizon = forms.ChoiceField(label=gettext_lazy("Horizon"), choices=Horizon.choices)
    benefit = line_field(gettext_lazy("Partner's request or benefit"), 500)
    waits_for = forms.ChoiceField(label=gettext_lazy("Waits for"), required=False)
    blocker = line_field(gettext_lazy("Blocker"), 500)
    mandate = forms.ChoiceField(label=gettext_lazy("Mandate"), required=False)
    weighty = forms.BooleanField(
        label=gettext_lazy("Weighty"),
        required=False,
        help_text=gettext_lazy("Closing it needs a second person"),
    )
    planned = forms.DecimalField(
        label=gettext_lazy("Planned, EUR"),
        required=False,
        max_digits=15,
        decimal_places=2,
        min_value=Decimal(0),
    )
    instrument = line_field(gettext_lazy("Instrument"), 160)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        choices=[
            ("", gettext_lazy("Whoever reads the plan")),
            (Choice.NAMED.value, Choice.NAMED.label),
            (Choice.PRESIDENCY.value, Choice.PRESIDENCY.label),
            (Choice.INSTITUTIONS.value, Choice.INSTITUTIONS.label),
        ],
        required=False,
    )
    delegations = forms.MultipleChoiceField(
        label=gettext_lazy("Named delegations"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        objectives: list[Objective],
        others: list[tuple[str, str]],
        readers: set[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # By key: the ids of the table would tell how many were written elsewhere meanwhile.
        self.objective_ids = {str(row.key): row.pk for row in objectives}
        under = [(str(row.key), f"{row.number} {row.title}") for row in objectives]
        own = {organisations().by_id[pk].code for pk in actor.speaks_for}
        named = [(code, name) for code, name in named_choices() if code not in own]
        beyond = set(outside((organisations().by_code[code].pk for code, _name in lead_choices()), readers))
        choices: dict[str, list[Any]] = {
            "objective": [CHOOSE, *under] if len(under) > 1 else under,
            "lead": [CHOOSE, *lead_choices()],
            "contributors": [
                pair for pair in lead_choices() if organisations().by_code[pair[0]].pk not in beyond
            ],
            "waits_for": [("", gettext_lazy("Nothing")), *others],
            "mandate": [("", "—"), *mandate_choices()],
            "delegations": named,
        }
        for name, wanted in choices.items():
            self.fields[name].choices = wanted  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not date_order(given.get("starts_on"), given.get("due_on")):
            self.add_error("due_on", _("The action is due before it starts. Change one of the dates."))
        if given.get("audience") == Choice.NAMED and not given.get("delegations"):
            self.add_error("delegations", _("Name at least one delegation, or choose another circle."))
        return given

    def sharing(self) -> Sharing | None:
        """The narrower circle that was chosen; None: read like the plan."""
        given = self.cleaned_data
        if not given.get("audience"):
            return None
        bodies = organisations().by_code
        return Sharing(given["audience"], tuple(bodies[code].pk for code in given.get("delegations") or ()))

    def words(self, milestones: Any) -> Words:
        """What the action says, for the services; the form and its lines must be valid."""
        given = self.cleaned_data
        by_code = {row.code: pk for pk, row in mandates().items()}
        bodies = organisations().by_code
        return Words(
            fields={
                **{name: given[name] for name in PLAIN},
                "objective_id": self.objective_ids[given["objective"]],
                "lead_id": bodies[given["lead"]].pk,
                "contributor_ids": [
                    bodies[code].pk for code in given["contributors"] if code != given["lead"]
                ],
                "waits_for_id": given["waits_for"] or None,
                "mandate_id": by_code.get(given["mandate"]),
            },
            milestones=[line.cleaned_data for line in milestones if line.is_filled()],
            sharing=self.sharing(),
        )


class MilestoneForm(forms.Form):
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = line_field(gettext_lazy("Milestone"), 200)
    due_on = day_field(gettext_lazy("Due"))

    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("title"))


MilestoneFormSet = forms.formset_factory(MilestoneForm, extra=1, max_num=30, validate_max=True)


def terms_values(terms: ActionTerms, circle_ids: list[int]) -> dict[str, Any]:
    """Stored terms as the values of their form; `circle_ids` are those of a narrower action."""
    values: dict[str, Any] = {name: getattr(terms, name) for name in PLAIN}
    values |= {
        "objective": str(terms.objective.key),
        "lead": organisations().by_id[terms.lead_id].code,
        "contributors": [organisations().by_id[pk].code for pk in terms.contributor_ids],
        "waits_for": str(terms.waits_for_id or ""),
        "mandate": mandates()[terms.mandate_id].code if terms.mandate_id else "",
        "milestones": [
            {"key": step["key"], "title": step["title"], "due_on": step["due_on"]} for step in terms.step_list
        ],
    }
    return values | (
        _circle_values(terms, circle_ids) if terms.narrow else {"audience": "", "delegations": []}
    )


def _circle_values(terms: ActionTerms, circle_ids: list[int]) -> dict[str, Any]:
    known = circles()
    bodies = organisations().by_id
    if known.institutions in circle_ids:
        return {"audience": Choice.INSTITUTIONS, "delegations": []}
    if any(known.by_id[pk].term_id for pk in circle_ids):
        return {"audience": Choice.PRESIDENCY, "delegations": []}
    named = [known.by_id[pk].organisation_id for pk in circle_ids]
    codes = [bodies[pk].code for pk in named if pk and pk != terms.originator_id]
    return {"audience": Choice.NAMED, "delegations": codes}
