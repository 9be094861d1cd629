"""What a client sends: checked field by field, then handed to the services."""

from typing import Any

from rest_framework import serializers

from actionplans.plans.kinds import Light, Remark
from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.api.writing import Choosing, Code, Day, Partial, Strict, Text
from coordination.register.choices import country_choices, theme_choices
from coordination.register.forms.entry import reader_choices
from coordination.register.sharing import Choice, Sharing
from coordination.world.queries import countries, themes

from ..audiences import with_presidency
from ..choices import owner_choices
from ..kinds import Procedure, Stand
from ..models import Fiche, Measure
from ..services import Report, Words

# What a client read and sends back with its change; it decides nothing.
OF_A_FICHE = {
    "id", "version", "reference", "originator", "state", "procedure", "comments_until", "next_due_on",
    "endorsed_on", "endorsed_by", "started_on", "worked", "did_not", "lesson", "evaluated_on", "evidence",
    "closed_on", "is_example", "audience", "read", "measures", "positions", "contributions", "comments",
}  # fmt: skip
OF_A_MEASURE = {
    "id", "version", "fiche", "number", "agreed_due_on", "moved_reason", "late", "state", "light", "words",
    "reported_on", "done_on", "evidence", "address",
}  # fmt: skip


def _countries(actor: Actor) -> dict[str, str]:
    return dict(country_choices())


def _themes(actor: Actor) -> dict[str, str]:
    return dict(theme_choices())


def _owners(actor: Actor) -> dict[str, str]:
    return dict(owner_choices())


def _readers(actor: Actor) -> dict[str, str]:
    return dict(reader_choices(actor))


def _line(most: int, **rest: Any) -> Text:
    return Text(max_length=most, required=False, allow_blank=True, default="", **rest)


class FicheInput(Partial):
    """A fiche as its drafter writes it; what is left out of a PATCH stays as it is."""

    shown_only = frozenset(OF_A_FICHE)
    title = Text(max_length=200)
    countries = serializers.ListField(child=Code(_countries), allow_empty=False, max_length=60)
    theme = Code(_themes)
    purpose = _line(2000, lines=True)
    situation = _line(8000, lines=True)
    urgent = serializers.BooleanField(required=False, default=False)
    starts_on = Day(required=False, allow_null=True, default=None)
    due_on = Day(required=False, allow_null=True, default=None)
    plan = serializers.UUIDField(required=False, allow_null=True, default=None)


class MeasureInput(Partial):
    """A measure as the drafter of its fiche writes it."""

    shown_only = frozenset(OF_A_MEASURE)
    title = Text(max_length=300)
    owner = Code(_owners)
    lever = _line(500)
    message = _line(1000, lines=True)
    deliverable = _line(500)
    starts_on = Day(required=False, allow_null=True, default=None)
    due_on = Day(required=False, allow_null=True, default=None)
    action = serializers.UUIDField(required=False, allow_null=True, default=None)


class CircleInput(Strict):
    """Who may read a fiche: the drafter's choice."""

    choice = serializers.ChoiceField(choices=Choice.choices)
    named = serializers.ListField(child=Code(_readers), required=False, default=list, max_length=60)
    presidency = serializers.BooleanField(required=False, default=False)
    country_team = serializers.BooleanField(required=False, default=False)


class CirculateInput(Strict):
    circle = CircleInput()
    procedure = Choosing(choices=Procedure.choices, required=False)
    comments_until = serializers.DateTimeField(required=False, allow_null=True, default=None)


class ShareInput(Strict):
    circle = CircleInput()
    reason = _line(300, help_text="Why more readers are let in.")


class PositionInput(Strict):
    stand = Choosing(choices=Stand.choices)
    words = _line(1000, lines=True, help_text="An objection needs them.")


class EndorseInput(Strict):
    read = Text(max_length=64, help_text="The `read` of the fiche as it was read.")


class EvaluationInput(Strict):
    worked = _line(4000, lines=True)
    did_not = _line(4000, lines=True)
    lesson = Text(max_length=4000, lines=True)


class EvidenceInput(Strict):
    evidence = Text(max_length=1000, lines=True)


class FicheReasonInput(Strict):
    reason = Text(max_length=500, help_text="Kept in the history.")


class FicheCommentInput(Strict):
    field = Text(max_length=60, help_text="`purpose`, `situation`, `measures` or `measure-<number>`.")
    kind = Choosing(choices=Remark.choices, default=Remark.COMMENT)
    text = Text(max_length=4000, lines=True)
    proposal = _line(4000, lines=True)


class ReportInput(Strict):
    """How a measure stands; `done` needs evidence, a new date a reason."""

    light = Choosing(choices=Light.choices)
    words = Text(max_length=500)
    done = serializers.BooleanField(required=False, default=False)
    evidence = _line(500)
    address = serializers.URLField(max_length=500, required=False, allow_blank=True, default="")
    due_after = Day(required=False, allow_null=True, default=None)
    reason = _line(500)
    for_action = _line(500, help_text="For readers of the plan action who do not read the fiche.")


def words_of(given: dict[str, Any], row: Fiche | None, *, partial: bool) -> Words:
    """The words for the services; what a PATCH left out comes from the stored row."""
    names = ("title", "purpose", "situation", "urgent", "starts_on", "due_on")
    fields = {name: given[name] for name in names if name in given}
    if "theme" in given:
        fields["theme_id"] = themes().by_code[given["theme"]].pk
    if "plan" in given:
        fields["plan_id"] = given["plan"]
    elif row is not None and partial:
        fields["plan_id"] = row.plan_id
    ids = [countries().by_code[code].pk for code in given.get("countries", ())]
    return Words(fields, ids or (list(row.country_ids) if row else []))


def measure_of(given: dict[str, Any], row: Measure | None, *, partial: bool) -> dict[str, Any]:
    """The columns of a measure for the services."""
    names = ("title", "lever", "message", "deliverable", "starts_on", "due_on")
    fields = {name: given[name] for name in names if name in given}
    if "owner" in given:
        fields["owner_id"] = organisations().by_code[given["owner"]].pk
    if "action" in given:
        fields["action_id"] = given["action"]
    elif row is not None and partial:
        fields["action_id"] = row.action_id
    return fields


def circle_of(given: dict[str, Any]) -> Sharing:
    """The circle for the services."""
    named = tuple(organisations().by_code[code].pk for code in given["named"])
    joined = given["choice"] == Choice.NAMED and given["presidency"]
    shared = Sharing(given["choice"], named if given["choice"] == Choice.NAMED else (), given["country_team"])
    return with_presidency(shared) if joined else shared


def report_of(given: dict[str, Any]) -> Report:
    return Report(**given)
