"""The actions of a version while it is written: their words, milestones, order and circle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden, Refused
from coordination.access.gate import authorise
from coordination.access.models import Audience
from coordination.access.services import intern
from coordination.history import services as history
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.sharing import Sharing

from ..audiences import everybody, of_terms, readers, within
from ..kinds import ActionState, VersionState
from ..models import (
    Action,
    ActionTerms,
    Contribution,
    Evidence,
    Milestone,
    Objective,
    Plan,
    PlanVersion,
    ProgressUpdate,
    TermsComment,
)
from .asking import ask_named, ask_no_more, refuse_named_outside
from .drafting import save


class CycleFound(Refused):
    """An action would wait for itself, by way of others."""


class WiderThanSaid(Refused):
    """What delegations said to few would be read by more."""


@dataclass(frozen=True)
class Words:
    """What an action says: its fields by column name, and its milestones in order."""

    fields: dict[str, Any]
    milestones: Sequence[dict[str, Any]] = ()
    sharing: Sharing | None = None


@transaction.atomic
def write_terms(*, actor: Actor, plan_version: PlanVersion, words: Words) -> ActionTerms:
    """A new action under one of the version's objectives."""
    plan_version = authorise(actor, "change", plan_version)
    plan = Plan.objects.visible_to(actor).get(pk=plan_version.plan_id)
    objective = _objective(actor, plan_version, words)
    circles, later = of_terms(plan_version, plan, words.sharing)
    refuse_named_outside(
        words.fields.get("contributor_ids", []),
        set(later or circles) if words.sharing else everybody(plan),
    )
    audience = intern(actor=actor, circles=circles)
    lead = organisations().by_id[words.fields["lead_id"]]
    action = Action.objects.create(
        plan=plan,
        originator_id=plan.originator_id,
        audience=audience,
        lead=lead,
        lead_party_id=lead.party_id,
        weighty=words.fields.get("weighty", False),
        due_on=words.fields["due_on"],
    )
    last = (
        ActionTerms.objects.visible_to(actor)
        .filter(objective=objective)
        .aggregate(last=Max("number"))["last"]
    )
    terms = ActionTerms(
        plan_version=plan_version,
        action=action,
        originator_id=plan.originator_id,
        audience=audience,
        number=(last or 0) + 1,
        narrow=words.sharing is not None,
        narrow_to=later,
        **words.fields,
    )
    _refuse_cycles(actor, terms)
    terms.save(force_insert=True)
    _write_milestones(actor, terms, words.milestones)
    if plan_version.state == VersionState.CONSULTATION:
        ask_named(actor, action, terms, day=today())
    return terms


@transaction.atomic
def change_terms(*, actor: Actor, terms: ActionTerms, version: int, words: Words) -> ActionTerms:
    """Save the words of an action at the saves that were read."""
    terms = authorise(actor, "change", terms, version=version)
    plan_version = authorise(actor, "change", PlanVersion(pk=terms.plan_version_id))
    plan = Plan.objects.visible_to(actor).get(pk=plan_version.plan_id)
    _objective(actor, plan_version, words)
    circles, later = of_terms(plan_version, plan, words.sharing)
    readers_then = set(later or circles) if words.sharing else set(everybody(plan))
    _refuse_wider(actor, terms, plan, readers_then)
    refuse_named_outside(words.fields.get("contributor_ids", terms.contributor_ids), readers_then)
    named_no_more = set(terms.contributor_ids)
    # Milestones first, under the audience that the terms still have.
    _write_milestones(actor, terms, words.milestones)
    for name, value in words.fields.items():
        setattr(terms, name, value)
    _refuse_cycles(actor, terms)
    terms.narrow, terms.narrow_to = words.sharing is not None, later
    terms.audience = intern(actor=actor, circles=circles)
    proposed = Action.objects.visible_to(actor).filter(pk=terms.action_id, state=ActionState.PROPOSED).first()
    if proposed:
        lead = organisations().by_id[terms.lead_id]
        proposed.lead, proposed.lead_party_id = lead, lead.party_id
        proposed.weighty, proposed.due_on = terms.weighty, terms.due_on
        proposed.audience = terms.audience
        save(proposed)
        ask_no_more(actor, proposed, named_no_more - {*terms.contributor_ids, terms.lead_id})
        if plan_version.state == VersionState.CONSULTATION:
            ask_named(actor, proposed, terms, day=today())
    return save(terms)


@transaction.atomic
def move_terms(*, actor: Actor, terms: ActionTerms, up: bool) -> None:
    """Change places with the action above or below it under the same objective."""
    terms = _written(actor, terms)
    beside = ActionTerms.objects.visible_to(actor).filter(objective=terms.objective_id)
    if up:
        other = beside.filter(number__lt=terms.number).order_by("-number", "pk").first()
    else:
        other = beside.filter(number__gt=terms.number).order_by("number", "pk").first()
    if other is not None:
        terms.number, other.number = other.number, terms.number
        # No save of their words: who cannot read one of the two must not see the other move.
        other.save(update_fields=["number"])
        terms.save(update_fields=["number"])


@transaction.atomic
def drop_terms(*, actor: Actor, terms: ActionTerms, reason: str) -> None:
    """Take an action out of a version; one that was in force stays on record and is dropped on agreement."""
    terms = _written(actor, terms)
    action = Action.objects.visible_to(actor).get(pk=terms.action_id)
    if action.state != ActionState.PROPOSED:
        # Nobody else hears of it before it is agreed: the action itself is read by more than the draft.
        history.record(actor=actor, verb="dropped", row=terms, reason=reason)
    else:
        history.record(actor=actor, verb="dropped", row=action, reason=reason)
        action.state = ActionState.DROPPED
        save(action)
    Milestone.objects.visible_to(actor).filter(terms=terms).delete()
    ActionTerms.objects.visible_to(actor).filter(pk=terms.pk).delete()


def _written(actor: Actor, terms: ActionTerms) -> ActionTerms:
    """The terms, once the actor may change them and their version is still written."""
    terms = authorise(actor, "change", terms)
    authorise(actor, "change", PlanVersion(pk=terms.plan_version_id))
    return terms


def _objective(actor: Actor, plan_version: PlanVersion, words: Words) -> Objective:
    found = Objective.objects.visible_to(actor).filter(
        pk=words.fields["objective_id"], plan_version=plan_version
    )
    objective = found.first()
    if objective is None:
        raise Hidden("objective")
    return objective


def _refuse_wider(actor: Actor, terms: ActionTerms, plan: Plan, wanted: set[int]) -> None:
    """Comments, answers, reports and evidence of others are not shown to more than they were written for."""
    action = Action.objects.visible_to(actor).get(pk=terms.action_id)
    of_text = readers(terms, plan, _circles_of(terms.audience_id))
    of_action = of_text if action.state == ActionState.PROPOSED else _circles_of(action.audience_id)
    others = ~Q(organisation=terms.originator_id)
    said = within(wanted, of_text) or not (
        TermsComment.objects.visible_to(actor).filter(others, terms=terms).exists()
    )
    answered = Contribution.objects.visible_to(actor).filter(~Q(party=terms.originator_id), action=action)
    done = within(wanted, of_action) or not (
        answered.filter(~Q(answer_words="") | ~Q(words="")).exists()
        or ProgressUpdate.objects.visible_to(actor).filter(others, action=action).exists()
        or Evidence.objects.visible_to(actor).filter(others, action=action).exists()
    )
    if not (said and done):
        raise WiderThanSaid(
            _("Others commented or reported on it for few readers. Add a new action for a wider circle.")
        )


def _circles_of(audience_id: int) -> set[int]:
    return set(Audience.objects.values_list("circles", flat=True).get(pk=audience_id))


def _refuse_cycles(actor: Actor, terms: ActionTerms) -> None:
    """Follow what the action waits for through the version, as far as the writer may read."""
    waits: dict[UUID, UUID | None] = dict(
        ActionTerms.objects.visible_to(actor)
        .filter(plan_version=terms.plan_version_id)
        .exclude(action=terms.action_id)
        .values_list("action", "waits_for")
    )
    following = terms.waits_for_id
    if following is not None and following != terms.action_id and following not in waits:
        raise Hidden("action")
    for _step in range(len(waits) + 1):
        if following is None:
            return
        if following == terms.action_id:
            break
        following = waits.get(following)
    raise CycleFound(_("The actions would wait for one another. Choose another action to wait for."))


def _write_milestones(actor: Actor, terms: ActionTerms, steps: Sequence[dict[str, Any]]) -> None:
    stored = {str(step.key): step for step in Milestone.objects.visible_to(actor).filter(terms=terms)}
    for number, line in enumerate(steps, start=1):
        step = stored.pop(str(line.get("key") or ""), None)
        values = {"number": number, "title": line["title"], "due_on": line.get("due_on")}
        if step is None:
            Milestone.of(terms, **values).save(force_insert=True)
        elif any(getattr(step, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(step, name, value)
            step.save()
    if stored:
        Milestone.objects.visible_to(actor).filter(pk__in=[step.pk for step in stored.values()]).delete()
