"""Plans and their versions as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from rest_framework import serializers

from coordination.access.actor import Actor
from coordination.access.api.openapi import CodedSerializer
from coordination.access.gate import permissions
from coordination.register.api.reading import AudienceSerializer

from ...kinds import Grade, Rhythm, Stance, VersionState
from ...models import (
    Lever,
    LinkedFile,
    Objective,
    PartnerEndorsement,
    PartnerPriority,
    PlanVersion,
    Risk,
    Stakeholder,
)
from ...queries import reading
from ...queries.fingerprint import fingerprint
from ...queries.reading import ShownAction, ShownText
from ...rows import counted, sign_of
from . import codes
from .actions import ActionSerializer, UnsharedActionSerializer, actions_json, unshared_json


class LineSerializer(serializers.Serializer):
    """A line of a version; `key` names it from version to version."""

    key = serializers.UUIDField()
    number = serializers.IntegerField()


class ObjectiveSerializer(LineSerializer):
    title = serializers.CharField()
    theme = CodedSerializer()
    lead = CodedSerializer(allow_null=True, help_text="Who leads the pillar.")


class PrioritySerializer(LineSerializer):
    text = serializers.CharField()
    is_request = serializers.BooleanField()
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    stated_on = serializers.DateField(allow_null=True)


class RiskSerializer(LineSerializer):
    text = serializers.CharField()
    likelihood = CodedSerializer()
    impact = CodedSerializer()
    mitigation = serializers.CharField(allow_blank=True)


class StakeholderSerializer(LineSerializer):
    post = serializers.CharField()
    stance = CodedSerializer()
    note = serializers.CharField(allow_blank=True)


class LeverSerializer(LineSerializer):
    incentive = serializers.CharField()
    trigger = serializers.CharField(allow_blank=True)
    trust_risk = CodedSerializer()
    more_for_more = serializers.BooleanField()


class LinkedFileSerializer(LineSerializer):
    title = serializers.CharField()
    reference = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)
    purpose = serializers.CharField(allow_blank=True)


class EndorsementSerializer(serializers.Serializer):
    """What the partner endorsed of a text, and where that stands."""

    key = serializers.UUIDField()
    objective = serializers.UUIDField(
        allow_null=True, help_text="The `key` of an objective; null: all of it."
    )
    body = serializers.CharField()
    post = serializers.CharField(allow_blank=True)
    endorsed_on = serializers.DateField()
    source = serializers.CharField()  # type: ignore[assignment]
    address = serializers.CharField(allow_blank=True)
    recorded_by = CodedSerializer()


class VersionRowSerializer(serializers.Serializer):
    """A version of a plan in a list."""

    id = serializers.UUIDField()
    version = serializers.IntegerField(help_text="Counts the saves.")
    number = serializers.IntegerField()
    state = CodedSerializer()
    comments_until = serializers.DateField(allow_null=True)
    consulted_on = serializers.DateField(allow_null=True)
    agreed_on = serializers.DateField(allow_null=True)
    superseded_on = serializers.DateField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)


class VersionSerializer(VersionRowSerializer):
    """A version of a plan in full."""

    plan = serializers.UUIDField()
    country = CodedSerializer(allow_null=True)
    route = CodedSerializer(allow_null=True)
    originator = CodedSerializer()
    based_on = serializers.UUIDField(allow_null=True, help_text="The version it amends, if readable.")
    leads = CodedSerializer(many=True)
    mandate = CodedSerializer(allow_null=True)
    reference = serializers.CharField(allow_blank=True)
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    rhythm = CodedSerializer()
    weight_rule = serializers.CharField(allow_blank=True)
    context = serializers.CharField(allow_blank=True, help_text="Markdown, as all long texts.")  # type: ignore[assignment]
    figures = serializers.CharField(allow_blank=True)
    lines = serializers.CharField(allow_blank=True, help_text="Lines to take.")
    financing = serializers.CharField(allow_blank=True)
    is_example = serializers.BooleanField()
    audience = AudienceSerializer()
    objectives = ObjectiveSerializer(many=True)
    priorities = PrioritySerializer(many=True)
    risks = RiskSerializer(many=True)
    stakeholders = StakeholderSerializer(many=True)
    levers = LeverSerializer(many=True)
    files = LinkedFileSerializer(many=True, help_text="Handled elsewhere; the plan points to them.")
    endorsements = EndorsementSerializer(many=True)
    actions = ActionSerializer(many=True)
    not_yet_shared = UnsharedActionSerializer(
        many=True, help_text="Actions that are to be shared with the reader once the text is agreed."
    )
    read = serializers.CharField(
        allow_null=True, help_text="What you read, in one value: send it along to agree. Null for others."
    )


class StandingSerializer(serializers.Serializer):
    """How many actions stand how."""

    on_track = serializers.IntegerField()
    at_risk = serializers.IntegerField()
    off_track = serializers.IntegerField()
    not_started = serializers.IntegerField()
    done = serializers.IntegerField()


class PlanRowSerializer(serializers.Serializer):
    """A plan in a list, with the version that is shown: in force, else the newest."""

    id = serializers.UUIDField()
    country = CodedSerializer(allow_null=True)
    route = CodedSerializer(allow_null=True)
    originator = CodedSerializer()
    leads = CodedSerializer(many=True)
    shown = VersionRowSerializer()
    actions = StandingSerializer(help_text="Of the actions that the reader may read.")


class PlanSerializer(serializers.Serializer):
    """A plan with the version that is shown and all that may be read."""

    id = serializers.UUIDField()
    country = CodedSerializer(allow_null=True)
    route = CodedSerializer(allow_null=True)
    originator = CodedSerializer()
    shown = VersionSerializer()
    versions = VersionRowSerializer(many=True)


def _row_json(row: PlanVersion) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "version": row.version,
        "number": row.number,
        "state": codes.choice(VersionState, row.state),
        "comments_until": codes.iso(row.comments_until),
        "consulted_on": codes.iso(row.consulted_on),
        "agreed_on": codes.iso(row.agreed_on),
        "superseded_on": codes.iso(row.superseded_on),
        "review_on": codes.iso(row.review_on),
    }


def plans_json(actor: Actor, shown: Sequence[PlanVersion]) -> list[dict[str, Any]]:
    """Plans by the version that is shown of each; one statement for how all their actions stand."""
    signs: dict[UUID, list[str]] = {}
    for version_id, state, light in reading.lights(actor, shown):
        signs.setdefault(version_id, []).append(sign_of(state, light))
    return [
        {
            "id": str(row.plan_id),
            **codes.place(row.plan),
            "originator": codes.organisation(row.originator_id),
            "leads": [codes.organisation(pk) for pk in row.lead_ids],
            "shown": _row_json(row),
            "actions": _standing(counted(signs.get(row.pk, []))),
        }
        for row in shown
    ]


def _standing(numbers: Mapping[str, int]) -> dict[str, int]:
    names = ("on_track", "at_risk", "off_track", "not_started", "done")
    return {name: numbers.get(name.replace("_", "-"), 0) for name in names}


def plan_json(actor: Actor, versions: Sequence[PlanVersion], shown: PlanVersion) -> dict[str, Any]:
    """One plan: the version that is shown in full, and the list of all that may be read."""
    return {
        "id": str(shown.plan_id),
        **codes.place(shown.plan),
        "originator": codes.organisation(shown.plan.originator_id),
        "shown": version_json(actor, shown, versions),
        "versions": [_row_json(row) for row in versions],
    }


def version_json(actor: Actor, row: PlanVersion, versions: Sequence[PlanVersion]) -> dict[str, Any]:
    """One version, which comes with plan and audience, with its texts, lines and actions.

    `versions` are those of its plan that the actor may read.
    """
    lines = reading.all_lines(actor, row)
    objectives = lines[Objective]
    may_agree = permissions(actor, row)["agree"] is None
    return _row_json(row) | {
        "plan": str(row.plan_id),
        **codes.place(row.plan),
        "originator": codes.organisation(row.originator_id),
        "based_on": next((str(other.pk) for other in versions if other.pk == row.based_on_id), None),
        "leads": [codes.organisation(pk) for pk in row.lead_ids],
        "mandate": codes.mandate(row.mandate_id),
        "reference": row.reference,
        "starts_on": codes.iso(row.starts_on),
        "ends_on": codes.iso(row.ends_on),
        "rhythm": codes.choice(Rhythm, row.rhythm),
        "weight_rule": row.weight_rule,
        "context": row.context,
        "figures": row.figures,
        "lines": row.lines,
        "financing": row.financing,
        "is_example": row.is_example,
        "audience": codes.audience(row, row.audience.circles, actor),
        **_lines_json(lines),
        **_actions_of(actor, row, objectives),
        "read": fingerprint(actor, row) if may_agree else None,
    }


def _lines_json(lines: dict[Any, list[Any]]) -> dict[str, Any]:
    return {
        "objectives": [
            _line(
                part,
                title=part.title,
                theme=codes.theme(part.theme_id),
                lead=codes.organisation(part.lead_id) if part.lead_id else None,
            )
            for part in lines[Objective]
        ],
        "priorities": [
            _line(
                part,
                text=part.text,
                is_request=part.is_request,
                source=part.source,
                stated_on=codes.iso(part.stated_on),
            )
            for part in lines[PartnerPriority]
        ],
        "risks": [
            _line(
                part,
                text=part.text,
                likelihood=codes.choice(Grade, part.likelihood),
                impact=codes.choice(Grade, part.impact),
                mitigation=part.mitigation,
            )
            for part in lines[Risk]
        ],
        "stakeholders": [
            _line(part, post=part.post, stance=codes.choice(Stance, part.stance), note=part.note)
            for part in lines[Stakeholder]
        ],
        "levers": [
            _line(
                part,
                incentive=part.incentive,
                trigger=part.trigger,
                trust_risk=codes.choice(Grade, part.trust_risk),
                more_for_more=part.more_for_more,
            )
            for part in lines[Lever]
        ],
        "files": [
            _line(
                part, **{name: getattr(part, name) for name in ("title", "reference", "address", "purpose")}
            )
            for part in lines[LinkedFile]
        ],
        "endorsements": [
            {
                "key": str(part.key),
                "objective": str(part.objective_key) if part.objective_key else None,
                "body": part.body,
                "post": part.post,
                "endorsed_on": codes.iso(part.endorsed_on),
                "source": part.source,
                "address": part.address,
                "recorded_by": codes.organisation(part.organisation_id),
            }
            for part in lines[PartnerEndorsement]
        ],
    }


def _line(part: Any, **said: Any) -> dict[str, Any]:
    return {"key": str(part.key), "number": part.number, **said}


def _actions_of(actor: Actor, row: PlanVersion, objectives: list[Objective]) -> dict[str, Any]:
    by_id = {part.pk: part for part in objectives}
    text = reading.text_of(actor, row)
    for shown in text:
        shown.terms.plan_version, shown.terms.objective = row, by_id[shown.terms.objective_id]
    return {
        "actions": actions_json([item for item in text if isinstance(item, ShownAction)], actor),
        "not_yet_shared": [unshared_json(item) for item in text if isinstance(item, ShownText)],
    }
