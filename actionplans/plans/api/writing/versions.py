"""What a client sends about a plan and its versions."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.api.writing import Choosing, Code, Day, Partial, Strict, Text
from coordination.register.choices import country_choices
from coordination.register.validation import date_order
from coordination.world.queries import countries, mandates, themes

from ...choices import domain_choices, known_routes, lead_choices, service_choices
from ...kinds import Grade, Rhythm, Stance
from ...models import Lever, LinkedFile, Objective, PartnerPriority, PlanVersion, Risk, Stakeholder

# What a client read and sends back with its change; it decides nothing.
OF_A_VERSION = {
    "id", "version", "number", "state", "comments_until", "consulted_on", "agreed_on", "superseded_on",
    "plan", "country", "route", "originator", "based_on", "is_example", "audience", "actions", "not_yet_shared",
    "endorsements", "read",
}  # fmt: skip
PLAIN = (
    *("reference", "starts_on", "ends_on", "review_on", "rhythm", "weight_rule"),
    *("context", "figures", "lines", "financing"),
)
PARTS: dict[str, type[Any]] = {
    "objectives": Objective,
    "priorities": PartnerPriority,
    "risks": Risk,
    "stakeholders": Stakeholder,
    "levers": Lever,
    "files": LinkedFile,
}
LONG = 20_000


def known_countries(actor: Actor) -> dict[str, str]:
    return dict(country_choices())


def known_mandates(actor: Actor) -> set[str]:
    return {row.code for row in mandates().values()}


def mandate_id(code: str | None) -> int | None:
    return next((pk for pk, row in mandates().items() if row.code == code), None)


def line(most: int, **rest: Any) -> Text:
    """Text that may be left out."""
    return Text(max_length=most, required=False, allow_blank=True, default="", **rest)


def _routes(actor: Actor) -> Any:
    return known_routes()


def _services(actor: Actor) -> dict[str, str]:
    return dict(service_choices())


def _leads(actor: Actor) -> dict[str, str]:
    return dict(lead_choices())


def _domains(actor: Actor) -> dict[str, str]:
    return dict(domain_choices())


class OpenPlanInput(Strict):
    """For which country or route a plan is opened."""

    country = Code(known_countries, required=False, allow_null=True, default=None)
    route = Code(_routes, required=False, allow_null=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["country"] is None) == (attrs["route"] is None):
            raise ValidationError({"country": [_("Name one country or one route.")]})
        return attrs

    def place(self) -> dict[str, int]:
        """The place for the service, once this is valid."""
        if code := self.validated_data["country"]:
            return {"country_id": countries().by_code[code].pk}
        return {"route_id": known_routes()[self.validated_data["route"]].pk}


class LineInput(Strict):
    """A line of a version; with the `key` of a stored one it changes that one."""

    shown_only = frozenset({"number"})
    key = serializers.UUIDField(required=False, allow_null=True, default=None)


class ObjectiveInput(LineInput):
    title = Text(max_length=200)
    theme = Code(_domains, help_text="A domain.")
    lead = Code(_leads, required=False, allow_null=True, default=None, help_text="Who leads the pillar.")


class PriorityInput(LineInput):
    text = Text(max_length=500)
    is_request = serializers.BooleanField(required=False, default=False)
    source = Text(max_length=300, help_text="Where the partner country stated it.")  # type: ignore[assignment]
    stated_on = Day(required=False, allow_null=True, default=None)


class RiskInput(LineInput):
    text = Text(max_length=500)
    likelihood = Choosing(choices=Grade.choices, default=Grade.MEDIUM)
    impact = Choosing(choices=Grade.choices, default=Grade.MEDIUM)
    mitigation = line(500)


class StakeholderInput(LineInput):
    post = Text(max_length=200, help_text="A post, not a name.")
    stance = Choosing(choices=Stance.choices, default=Stance.NEUTRAL)
    note = line(500)


class LeverInput(LineInput):
    incentive = Text(max_length=300)
    trigger = line(300)
    trust_risk = Choosing(choices=Grade.choices, default=Grade.MEDIUM)
    more_for_more = serializers.BooleanField(required=False, default=False)


class LinkedFileInput(LineInput):
    """A file that is handled elsewhere."""

    title = Text(max_length=200)
    reference = line(120)
    address = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")
    purpose = line(300)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs["reference"] and not attrs["address"]:
            message = _("Give its reference or the address where it can be read.")
            raise ValidationError({"reference": [message]})
        return attrs


class EndorsementInput(Strict):
    """What the partner endorsed of a text."""

    objective = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="The `key` of an objective; null: all of it."
    )
    body = Text(max_length=200, help_text="A government, ministry or body.")
    post = line(200, help_text="A post, not a name.")
    endorsed_on = Day()
    source = Text(max_length=300, help_text="Where it stands.")  # type: ignore[assignment]
    address = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")

    def columns(self) -> dict[str, Any]:
        """What was sent by column, for the service."""
        given = dict(self.validated_data)
        return given | {"objective_key": given.pop("objective")}


def _lines(child: LineInput, most: int) -> Any:
    return serializers.ListSerializer(child=child, required=False, max_length=most)


class VersionInput(Partial):
    """The texts and lines of a version; what is left out stays, lines of one kind come all together."""

    shown_only = frozenset(OF_A_VERSION)
    leads = serializers.ListField(child=Code(_services), required=False, max_length=20)
    mandate = Code(known_mandates, required=False, allow_null=True)
    reference = line(120)
    starts_on = Day(required=False, allow_null=True)
    ends_on = Day(required=False, allow_null=True)
    review_on = Day(required=False, allow_null=True)
    rhythm = Choosing(choices=Rhythm.choices, required=False)
    weight_rule = line(300)
    context = line(LONG, lines=True)  # type: ignore[assignment]
    figures = line(LONG, lines=True)
    lines = line(LONG, lines=True, help_text="Lines to take.")
    financing = line(LONG, lines=True)
    objectives = _lines(ObjectiveInput(), 20)
    priorities = _lines(PriorityInput(), 60)
    risks = _lines(RiskInput(), 60)
    stakeholders = _lines(StakeholderInput(), 60)
    levers = _lines(LeverInput(), 40)
    files = _lines(LinkedFileInput(), 30)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        row: PlanVersion | None = self.instance
        start, end = (attrs.get(name, getattr(row, name, None)) for name in ("starts_on", "ends_on"))
        if not date_order(start, end):
            name = "ends_on" if "ends_on" in attrs else "starts_on"
            raise ValidationError({name: [_("The period ends before it starts.")]})
        return attrs

    def columns(self) -> dict[str, Any]:
        """What was sent by column, for the service."""
        given = self.validated_data
        fields = {name: given[name] for name in PLAIN if name in given}
        if "leads" in given:
            fields["lead_ids"] = [organisations().by_code[code].pk for code in given["leads"]]
        if "mandate" in given:
            fields["mandate_id"] = mandate_id(given["mandate"])
        return fields

    def parts(self) -> dict[type[Any], list[dict[str, Any]]]:
        """The lines that were sent, by model and column, for the service."""
        found = {}
        for name, model in PARTS.items():
            if name in self.validated_data:
                found[model] = [dict(part) for part in self.validated_data[name]]
        for part in found.get(Objective, []):
            part["theme_id"] = themes().by_code[part.pop("theme")].pk
            lead = part.pop("lead")
            part["lead_id"] = organisations().by_code[lead].pk if lead else None
        return found


class ConsultInput(Strict):
    comments_until = Day(required=False, allow_null=True, default=None)


class AgreeInput(Strict):
    read = Text(max_length=64, help_text="The `read` of the version as it was read.")
