"""Actions and the parts in them as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from coordination.access.actor import Actor
from coordination.access.api.openapi import CodedSerializer
from coordination.people.audiences import circles_by_audience
from coordination.register.api.reading import AudienceSerializer

from ...kinds import ActionState, Answer, Horizon, Level, Light, Serves, Share
from ...models import ActionTerms, Contribution
from ...queries import actions, reading
from ...queries.reading import ShownAction, ShownText
from ...rows import due_words, first_due
from . import codes


class PartSerializer(serializers.Serializer):
    """Who was asked for which part, and what they said."""

    id = serializers.UUIDField()
    organisation = CodedSerializer()
    share = CodedSerializer()
    answer = CodedSerializer()
    light = CodedSerializer(allow_null=True)


class PlanContributionSerializer(PartSerializer):
    """One organisation's part in an action."""

    version = serializers.IntegerField()
    action = serializers.UUIDField()
    asked_on = serializers.DateField()
    asked_for = serializers.CharField(allow_blank=True)
    answered_on = serializers.DateField(allow_null=True)
    answer_words = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True, help_text="How the own part stands.")
    reported_on = serializers.DateField(allow_null=True)


class MoveSerializer(serializers.Serializer):
    """A date that moved, with its reason."""

    before = serializers.DateField(allow_null=True)
    after = serializers.DateField()
    reason = serializers.CharField()


class MilestoneSerializer(serializers.Serializer):
    key = serializers.UUIDField(help_text="The same from version to version.")
    title = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    done_on = serializers.DateField(allow_null=True)


class ObjectiveOfActionSerializer(serializers.Serializer):
    key = serializers.UUIDField(help_text="The same from version to version.")
    number = serializers.IntegerField()
    title = serializers.CharField()
    theme = CodedSerializer()


class ActionSerializer(serializers.Serializer):
    """An action: its words in one version of its plan, and how it stands."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    number = serializers.CharField(help_text="Under its objective; narrower actions bear a letter.")
    title = serializers.CharField()
    plan = serializers.UUIDField()
    country = CodedSerializer(allow_null=True)
    route = CodedSerializer(allow_null=True)
    plan_version = serializers.UUIDField(help_text="The version that these words stand in.")
    plan_version_number = serializers.IntegerField()
    terms = serializers.UUIDField(help_text="The words of the action in this version.")
    objective = ObjectiveOfActionSerializer()
    why = serializers.CharField(allow_blank=True)
    deliverable = serializers.CharField(allow_blank=True)
    lead = CodedSerializer()
    contributors = CodedSerializer(
        many=True, help_text="Whom the text names; what they said: `contributions`."
    )
    level = CodedSerializer()
    level_reason = serializers.CharField(allow_blank=True)
    horizon = CodedSerializer()
    serves = CodedSerializer()
    benefit = serializers.CharField(allow_blank=True)
    blocker = serializers.CharField(allow_blank=True)
    mandate = CodedSerializer(allow_null=True)
    weighty = serializers.BooleanField(help_text="Closing it needs a second person.")
    narrow = serializers.BooleanField(help_text="Read by a narrower circle than the plan.")
    waits_for = serializers.UUIDField(allow_null=True, help_text="Another action, if readable.")
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(help_text="The day that counts now.")
    text_due_on = serializers.DateField(help_text="The day that stands in the text of this version.")
    first_due_on = serializers.DateField(help_text="The day before it ever moved.")
    moves = MoveSerializer(many=True)
    late = serializers.BooleanField()
    milestones = MilestoneSerializer(many=True)
    state = CodedSerializer()
    light = CodedSerializer()
    light_words = serializers.CharField(allow_blank=True)
    light_on = serializers.DateField(allow_null=True)
    report_due_on = serializers.DateField(allow_null=True)
    contributions = PartSerializer(many=True)
    planned = serializers.DecimalField(max_digits=15, decimal_places=2, allow_null=True, help_text="EUR.")
    instrument = serializers.CharField(allow_blank=True)
    committed = serializers.DecimalField(max_digits=15, decimal_places=2, allow_null=True, help_text="EUR.")
    committed_as_of = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    checked_on = serializers.DateField(allow_null=True)
    checked_by = CodedSerializer(allow_null=True)
    audience = AudienceSerializer()


class ReportOnActionSerializer(serializers.Serializer):
    """How an action stood on a day."""

    on = serializers.DateField()
    organisation = CodedSerializer()
    light = CodedSerializer()
    words = serializers.CharField()
    due_before = serializers.DateField(allow_null=True)
    due_after = serializers.DateField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)


class EvidenceSerializer(serializers.Serializer):
    organisation = CodedSerializer()
    at = serializers.DateTimeField()
    words = serializers.CharField()
    address = serializers.CharField(allow_blank=True)


class LinkedActivitySerializer(serializers.Serializer):
    """An entry of the register that carries the action out, where the reader may read both."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    lead = CodedSerializer()


class FullActionSerializer(ActionSerializer):
    """An action with all that it has gathered."""

    reports = ReportOnActionSerializer(many=True)
    evidence = EvidenceSerializer(many=True)
    activities = LinkedActivitySerializer(many=True)


class UnsharedActionSerializer(serializers.Serializer):
    """What a text in consultation says of an action; how the action stands is not shared yet."""

    number = serializers.CharField()
    title = serializers.CharField()
    terms = serializers.UUIDField(help_text="The words of the action in this version.")
    objective = ObjectiveOfActionSerializer()
    lead = CodedSerializer()
    due_on = serializers.DateField(help_text="The day that stands in the text.")
    deliverable = serializers.CharField(allow_blank=True)
    status = CodedSerializer()


def unshared_json(shown: ShownText) -> dict[str, Any]:
    """An action of which the reader may read the words alone; its terms with their objective."""
    terms = shown.terms
    return {
        "number": shown.number,
        "title": terms.title,
        "terms": str(terms.pk),
        "objective": _objective_json(terms),
        "lead": codes.organisation(terms.lead_id),
        "due_on": codes.iso(terms.due_on),
        "deliverable": terms.deliverable,
        "status": {"code": "not-yet-shared", "label": _("Not yet shared with you")},
    }


def _objective_json(terms: ActionTerms) -> dict[str, Any]:
    return {
        "key": str(terms.objective.key),
        "number": terms.objective.number,
        "title": terms.objective.title,
        "theme": codes.theme(terms.objective.theme_id),
    }


def actions_json(listed: Sequence[ShownAction], actor: Actor) -> list[dict[str, Any]]:
    """Actions whose terms come with their version, its plan and their objective; two statements for all."""
    circles = circles_by_audience(shown.terms.audience_id for shown in listed)
    waits = {shown.terms.waits_for_id for shown in listed if shown.terms.waits_for_id}
    readable = actions.readable(actor, waits) if waits else set()
    return [
        _words_json(shown)
        | _life_json(shown)
        | {
            "waits_for": str(shown.terms.waits_for_id) if shown.terms.waits_for_id in readable else None,
            "audience": codes.audience(shown.terms, circles[shown.terms.audience_id], actor),
        }
        for shown in listed
    ]


def _words_json(shown: ShownAction) -> dict[str, Any]:
    """What one version says of an action."""
    terms = shown.terms
    return {
        "number": shown.number,
        "title": terms.title,
        "plan": str(terms.plan_version.plan_id),
        **codes.place(terms.plan_version.plan),
        "plan_version": str(terms.plan_version_id),
        "plan_version_number": terms.plan_version.number,
        "terms": str(terms.pk),
        "objective": _objective_json(terms),
        "why": terms.why,
        "deliverable": terms.deliverable,
        "lead": codes.organisation(terms.lead_id),
        "contributors": [codes.organisation(pk) for pk in terms.contributor_ids],
        "level": codes.choice(Level, terms.level),
        "level_reason": terms.level_reason,
        "horizon": codes.choice(Horizon, terms.horizon),
        "serves": codes.choice(Serves, terms.serves),
        "benefit": terms.benefit,
        "blocker": terms.blocker,
        "mandate": codes.mandate(terms.mandate_id),
        "weighty": terms.weighty,
        "narrow": terms.narrow,
        "starts_on": codes.iso(terms.starts_on),
        "text_due_on": codes.iso(terms.due_on),
        "first_due_on": codes.iso(first_due(shown)),
        "milestones": [
            {name: step[name] for name in ("key", "title", "due_on", "done_on")} for step in terms.step_list
        ],
        "planned": codes.amount(terms.planned),
        "instrument": terms.instrument,
    }


def _life_json(shown: ShownAction) -> dict[str, Any]:
    """How an action stands, whatever the version says."""
    action = shown.action
    due = due_words(action, shown.terms.due_on, action.move_list)
    return {
        "id": str(action.pk),
        "version": action.version,
        "due_on": codes.iso(due["on"]),
        "moves": action.move_list,
        "late": bool(due["late"]),
        "state": codes.choice(ActionState, action.state),
        "light": codes.choice(Light, action.light),
        "light_words": action.light_words,
        "light_on": codes.iso(action.light_on),
        "report_due_on": codes.iso(action.update_due_on),
        "contributions": [_part_json(part) for part in action.promise_list],
        "committed": codes.amount(action.committed),
        "committed_as_of": codes.iso(action.committed_as_of),
        "closed_on": codes.iso(action.closed_on),
        "checked_on": codes.iso(action.checked_on),
        "checked_by": codes.organisation(action.checker_id) if action.checker_id else None,
    }


def _part_json(part: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": str(part["pk"]),
        "organisation": codes.organisation(part["organisation"]),
        "share": codes.choice(Share, part["share"]),
        "answer": codes.choice(Answer, part["answer"]),
        "light": codes.choice(Light, part["light"]) if part["light"] else None,
    }


def full_action_json(shown: ShownAction, actor: Actor) -> dict[str, Any]:
    """One action with its reports, its evidence and the entries that carry it out."""
    pk = shown.action.pk
    return actions_json([shown], actor)[0] | {
        "reports": [
            {
                "on": codes.iso(row.on),
                "organisation": codes.organisation(row.organisation_id),
                "light": codes.choice(Light, row.light),
                "words": row.words,
                "due_before": codes.iso(row.due_before),
                "due_after": codes.iso(row.due_after),
                "reason": row.reason,
            }
            for row in reading.reports(actor, pk)
        ],
        "evidence": [
            {
                "organisation": codes.organisation(row.organisation_id),
                "at": row.at.isoformat(),
                "words": row.words,
                "address": row.address,
            }
            for row in reading.evidence(actor, pk)
        ],
        "activities": [
            {"id": str(row.pk), "title": row.title, "lead": codes.organisation(row.lead_id)}
            for row in reading.linked_activities(actor, pk)
        ],
    }


def contribution_json(row: Contribution) -> dict[str, Any]:
    """One organisation's part, in full."""
    return {
        "id": str(row.pk),
        "version": row.version,
        "action": str(row.action_id),
        "organisation": codes.organisation(row.organisation_id),
        "share": codes.choice(Share, row.share),
        "asked_on": codes.iso(row.asked_on),
        "asked_for": row.asked_for,
        "answer": codes.choice(Answer, row.answer),
        "answered_on": codes.iso(row.answered_on),
        "answer_words": row.answer_words,
        "light": codes.choice(Light, row.light) if row.light else None,
        "words": row.words,
        "reported_on": codes.iso(row.reported_on),
    }
