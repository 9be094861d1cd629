"""Action plans as their drafter would write them, up to a state."""

import datetime
from typing import Any

import factory
from django.db import transaction

from actionplans.plans import services
from actionplans.plans.kinds import VersionState
from actionplans.plans.models import Action, ActionTerms, Objective, Plan, PlanVersion
from actionplans.plans.queries.fingerprint import fingerprint
from actionplans.plans.services.terms import Words
from coordination.access.reader import reading_as
from coordination.people.actors import for_organisation
from coordination.people.queries import organisations, presidency
from coordination.world.queries import countries, themes

from .people import organisation
from .register import sharing

DUE = datetime.date(2027, 6, 30)


def speaking_for(named: Any) -> Any:
    """Somebody who decides in the name of an organisation; "presidency" is whoever chairs today."""
    body = presidency().holder if named == "presidency" else organisation(named)
    assert body is not None
    return for_organisation(body)


class PlanFactory(factory.Factory):
    """A version of a plan with one objective a theme, in `state`; returns the version as stored.

    `actions` are keywords for `write_action`, in order.
    """

    class Meta:
        model = PlanVersion

    originator: Any = "commission"
    country = "NE"
    state = VersionState.DRAFT
    themes = ("root-causes", "migrant-smuggling")
    actions: Any = ()
    context = "What the plan answers."

    @classmethod
    def _create(cls, model_class: type[PlanVersion], *args: Any, **kwargs: Any) -> PlanVersion:
        take = kwargs.pop
        originator, state = take("originator"), take("state")
        country_id = countries().by_code[take("country")].pk
        codes, actions = take("themes"), take("actions")
        drafter = speaking_for(originator)
        with transaction.atomic(), reading_as(drafter):
            version = services.open_plan(actor=drafter, country_id=country_id, fields={})
            objectives = [
                {"title": f"Objective on {code}", "theme_id": themes().domain(themes().by_code[code].pk).pk}
                for code in codes
            ]
            version = services.change_version(
                actor=drafter,
                plan_version=version,
                version=version.version,
                fields=kwargs,
                parts={Objective: objectives},
            )
            for action in actions:
                write_action(version, **action)
        return bring_to(version, state)


def bring_to(version: PlanVersion, state: str) -> PlanVersion:
    """Take a draft on its way, each step by whoever may take it."""
    drafter = for_organisation(organisations().by_id[version.originator_id])
    if state == VersionState.DISCARDED:
        with transaction.atomic(), reading_as(drafter):
            return services.discard(actor=drafter, plan_version=version)
    if state != VersionState.DRAFT:
        with transaction.atomic(), reading_as(drafter):
            version = services.consult(actor=drafter, plan_version=version)
    if state in (VersionState.AGREED, VersionState.REVIEW, VersionState.SUPERSEDED):
        version = agree(version)
    if state == VersionState.REVIEW:
        with transaction.atomic(), reading_as(drafter):
            version = services.review(actor=drafter, plan_version=version)
    if state == VersionState.SUPERSEDED:
        with transaction.atomic(), reading_as(drafter):
            plan = Plan.objects.visible_to(drafter).get(pk=version.plan_id)
            following = services.amend(actor=drafter, plan=plan)
        bring_to(following, VersionState.AGREED)
        with transaction.atomic(), reading_as(drafter):
            return PlanVersion.objects.visible_to(drafter).get(pk=version.pk)
    return version


def agree(version: PlanVersion) -> PlanVersion:
    """The Presidency of today agrees a text in consultation."""
    chair = speaking_for("presidency")
    with transaction.atomic(), reading_as(chair):
        read = fingerprint(chair, version)
        return services.agree(actor=chair, plan_version=version, read=read)


def write_action(
    version: PlanVersion,
    *,
    title: str = "An action",
    objective: int = 1,
    lead: Any = "commission",
    shared_with: Any = None,
    milestones: Any = (),
    **fields: Any,
) -> ActionTerms:
    """An action in a version that is still written; `shared_with` narrows it."""
    drafter = for_organisation(organisations().by_id[version.originator_id])
    with transaction.atomic(), reading_as(drafter):
        under = Objective.objects.visible_to(drafter).get(plan_version=version, number=objective)
        words = Words(
            fields={
                "title": title,
                "objective_id": under.pk,
                "lead_id": organisation(lead).pk,
                "due_on": DUE,
                **fields,
            },
            milestones=milestones,
            sharing=None if shared_with is None else sharing(shared_with),
        )
        return services.write_terms(actor=drafter, plan_version=version, words=words)


def action_of(terms: ActionTerms, reader: Any) -> Action:
    """The action that terms are about, as a reader finds it now."""
    with transaction.atomic(), reading_as(reader):
        return Action.objects.visible_to(reader).get(pk=terms.action_id)
