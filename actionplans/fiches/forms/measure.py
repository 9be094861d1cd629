"""A measure as its drafter writes it, and the report of its owner."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy, pgettext_lazy

from actionplans.plans.kinds import Light
from coordination.people.queries import organisations
from coordination.register.forms.fields import day, line, text

from ..choices import owner_choices
from ..models import Measure
from ..services import Report
from .fiche import CHOOSE

PLAIN = ("title", "deliverable", "lever", "message", "starts_on", "due_on")


class MeasureForm(forms.Form):
    title = line(
        gettext_lazy("What is asked"),
        300,
        required=True,
        help_text=gettext_lazy("A verb first: confirm, send, raise"),
    )
    owner = forms.ChoiceField(label=gettext_lazy("Owner"), help_text=gettext_lazy("One, who answers for it"))
    due_on = day(gettext_lazy("Due"))
    starts_on = day(gettext_lazy("Start"))
    deliverable = line(
        gettext_lazy("Deliverable"), 500, help_text=gettext_lazy("What there is when it is done")
    )
    lever = line(gettext_lazy("Lever"), 500, help_text=gettext_lazy("What moves the partner country"))
    message = text(
        gettext_lazy("Message"), 1000, rows=2, help_text=gettext_lazy("What is said to the partner country")
    )
    action = forms.ChoiceField(
        label=gettext_lazy("Plan action"),
        required=False,
        help_text=gettext_lazy("It is told when the measure is done"),
    )

    def __init__(self, *args: Any, actions: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [CHOOSE, *owner_choices()]  # type: ignore[attr-defined]
        linked = [(str(pk), title) for pk, title in actions.items()]
        self.fields["action"].choices = [("", pgettext_lazy("action", "None")), *linked]  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The measure by column name; the form must be valid."""
        given = self.cleaned_data
        return {name: given[name] for name in PLAIN} | {
            "owner_id": organisations().by_code[given["owner"]].pk,
            "action_id": UUID(given["action"]) if given["action"] else None,
        }


def measure_values(measure: Measure, actions: dict[UUID, str]) -> dict[str, Any]:
    """A stored measure as the values of its form; a link that is hidden by now shows as none."""
    linked = measure.action_id if measure.action_id in actions else None
    return {name: getattr(measure, name) for name in PLAIN} | {
        "owner": organisations().by_id[measure.owner_id].code,
        "action": str(linked) if linked else "",
    }


class ReportForm(forms.Form):
    """How a measure stands; with `narrow`, what readers of the linked action are told."""

    light = forms.ChoiceField(label=gettext_lazy("Status"), choices=Light.choices)
    words = line(
        gettext_lazy("How it stands"), 500, required=True, help_text=gettext_lazy("And why, in a sentence")
    )
    done = forms.BooleanField(label=gettext_lazy("It is done"), required=False)
    evidence = line(
        gettext_lazy("Evidence"),
        500,
        help_text=gettext_lazy("What shows that it was done; needed to report it done"),
    )
    address = forms.URLField(
        label=gettext_lazy("Where it can be read"), max_length=500, required=False, assume_scheme="https"
    )
    due_after = day(gettext_lazy("New date"), help_text=gettext_lazy("Only where it moves"))
    reason = line(gettext_lazy("Reason for the new date"), 500)
    for_action = line(
        gettext_lazy("Words for the plan action"),
        500,
        help_text=gettext_lazy(
            "Its readers do not all read this fiche. They are told these words, and nothing where it is empty."
        ),
    )

    def __init__(self, *args: Any, narrow: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not narrow:
            del self.fields["for_action"]

    def report(self) -> Report:
        """The report as the services take it; the form must be valid."""
        return Report(**self.cleaned_data)
