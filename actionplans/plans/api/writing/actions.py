"""What a client sends about actions and the parts in them."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.api.writing import Choosing, Code, Day, Strict, Text
from coordination.register.sharing import Choice, Sharing
from coordination.register.validation import date_order

from ...choices import lead_choices, named_choices
from ...kinds import Horizon, Level, Light, Serves
from ...models import Objective
from ...services.terms import Words
from .versions import known_mandates, line, mandate_id

NARROWER = [(choice.value, choice.label) for choice in (Choice.NAMED, Choice.PRESIDENCY, Choice.INSTITUTIONS)]
PLAIN = (
    *("title", "why", "level", "level_reason", "horizon", "starts_on", "due_on", "deliverable", "serves"),
    *("benefit", "blocker", "weighty", "planned", "instrument"),
)


def _leads(actor: Actor) -> dict[str, str]:
    return dict(lead_choices())


def _named(actor: Actor) -> set[str]:
    own = {organisations().by_id[pk].code for pk in actor.speaks_for}
    return {code for code, _name in named_choices()} - own


def _euro() -> serializers.DecimalField:
    return serializers.DecimalField(
        max_digits=15, decimal_places=2, min_value=Decimal(0), allow_null=True, default=None, help_text="EUR."
    )


class MilestoneInput(Strict):
    title = Text(max_length=200)
    due_on = Day(required=False, allow_null=True, default=None)


class NarrowCircleInput(Strict):
    """A circle that is narrower than the plan's."""

    choice = serializers.ChoiceField(choices=NARROWER)
    named = serializers.ListField(child=Code(_named), required=False, default=list, max_length=60)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["choice"] == Choice.NAMED and not attrs["named"]:
            raise ValidationError({"named": [_("Name at least one delegation, or choose another circle.")]})
        if attrs["choice"] != Choice.NAMED and attrs["named"]:
            raise ValidationError({"named": [_("Delegations are named with the choice “named” only.")]})
        return attrs


class TermsInput(Strict):
    """An action as the drafter of its version writes it."""

    title = Text(max_length=200)
    objective = serializers.UUIDField(help_text="The `key` of an objective of the version.")
    lead = Code(_leads)
    contributors = serializers.ListField(
        child=Code(_leads),
        required=False,
        default=list,
        max_length=60,
        help_text="Asked once the text is in consultation; they must be able to read the action.",
    )
    due_on = Day()
    starts_on = Day(required=False, allow_null=True, default=None)
    serves = Choosing(choices=Serves.choices, default=Serves.EU)
    why = line(4000, lines=True)
    deliverable = line(500)
    level = Choosing(choices=Level.choices, default=Level.EU)
    level_reason = line(500)
    horizon = Choosing(choices=Horizon.choices, default=Horizon.SHORT)
    benefit = line(500)
    waits_for = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="Another action of the version."
    )
    blocker = line(500)
    mandate = Code(known_mandates, required=False, allow_null=True, default=None)
    weighty = serializers.BooleanField(required=False, default=False)
    planned = _euro()
    instrument = line(160)
    milestones: Any = serializers.ListSerializer(
        child=MilestoneInput(), required=False, default=list, max_length=30
    )
    circle = NarrowCircleInput(
        required=False, allow_null=True, default=None, help_text="Null: read like the plan."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not date_order(attrs["starts_on"], attrs["due_on"]):
            message = _("The action is due before it starts. Change one of the dates.")
            raise ValidationError({"due_on": [message]})
        return attrs

    def words(self, objectives: list[Objective]) -> Words:
        """What the action says, for the service; `objectives` are those of its version."""
        given = self.validated_data
        under = next((row.pk for row in objectives if row.key == given["objective"]), None)
        if under is None:
            raise ValidationError({"objective": [_("This version has no such objective.")]})
        fields = {name: given[name] for name in PLAIN} | {
            "objective_id": under,
            "lead_id": organisations().by_code[given["lead"]].pk,
            "contributor_ids": [
                organisations().by_code[code].pk
                for code in dict.fromkeys(given["contributors"])
                if code != given["lead"]
            ],
            "waits_for_id": given["waits_for"],
            "mandate_id": mandate_id(given["mandate"]),
        }
        return Words(fields, given["milestones"], _sharing(given["circle"]))


def _sharing(given: dict[str, Any] | None) -> Sharing | None:
    if given is None:
        return None
    return Sharing(given["choice"], tuple(organisations().by_code[code].pk for code in given["named"]))


class ActionReportInput(Strict):
    """How an action stands; a new date needs a reason."""

    light = Choosing(choices=Light.choices)
    words = Text(max_length=500, lines=True)
    due_after = Day(required=False, allow_null=True, default=None, help_text="The new date.")
    reason = line(500, help_text="Why the date moves.")
    committed = _euro()
    committed_as_of = Day(required=False, allow_null=True, default=None)


class CloseActionInput(Strict):
    words = Text(max_length=500, lines=True, help_text="What shows that it was done.")
    address = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")


class CheckActionInput(Strict):
    accepted = serializers.BooleanField()
    words = line(500, lines=True, help_text="Needed when it is sent back.")


class ReopenActionInput(Strict):
    reason = Text(max_length=300, help_text="Kept in the history.")


class InviteInput(Strict):
    organisations = serializers.ListField(child=Code(_leads), allow_empty=False, max_length=60)
    asked_for = line(500)

    def ids(self) -> list[int]:
        bodies = organisations().by_code
        return [bodies[code].pk for code in dict.fromkeys(self.validated_data["organisations"])]


class LinkInput(Strict):
    activity = serializers.UUIDField(help_text="An entry of the register that the reader may read.")


class AnswerInput(Strict):
    accepted = serializers.BooleanField()
    words = line(500, lines=True, help_text="Needed when it is declined.")


class PartReportInput(Strict):
    light = Choosing(choices=Light.choices)
    words = Text(max_length=500, lines=True)
