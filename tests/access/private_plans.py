"""A plan with a row in each of its tables, read by Italy alone: no service would write it, the walls must hold."""

from typing import Any

from django.db import transaction

from actionplans.plans import models
from actionplans.plans.kinds import Light
from coordination.access.reader import reading_as
from coordination.access.services import intern
from coordination.people.queries import circles
from coordination.world.queries import countries, themes
from tests.factories import ActivityFactory
from tests.factories.plans import DUE, speaking_for


def make_private() -> models.Plan:
    """Written as the application, behind the walls, without the services."""
    entry = ActivityFactory(originator="italy", shared_with=[])
    italy = speaking_for("italy")
    own = entry.originator
    with transaction.atomic(), reading_as(italy):
        audience = intern(actor=italy, circles=[circles().of_organisation[own.pk]])
        mine: dict[str, Any] = {"audience": audience, "originator": own}
        plan = models.Plan.objects.create(country=countries().by_code["NE"], **mine)
        version = models.PlanVersion.objects.create(plan=plan, number=1, **mine)
        theme = themes().by_code["root-causes"]
        objective = models.Objective.of(version, title="Own", theme=theme)
        lines = (
            objective,
            models.PartnerPriority.of(version, text="Own", source="Own"),
            models.Risk.of(version, text="Own"),
            models.Stakeholder.of(version, post="Own"),
            models.Lever.of(version, incentive="Own"),
            models.LinkedFile.of(version, title="Own", reference="Own"),
            models.PartnerEndorsement.of(
                version, body="Own", source="Own", endorsed_on=DUE, organisation=own
            ),
            models.PlanComment.of(version, organisation=own, user_id=0, field="plan", text="Own"),
        )
        for line in lines:
            line.save()
        action = models.Action.objects.create(plan=plan, lead=own, lead_party=own, due_on=DUE, **mine)
        terms = models.ActionTerms.objects.create(
            plan_version=version, action=action, objective=objective, number=1, title="Own", lead=own,
            due_on=DUE, **mine,
        )  # fmt: skip
        parts = (
            models.Milestone.of(terms, number=1, title="Own"),
            models.TermsComment.of(terms, organisation=own, user_id=0, field="title", text="Own"),
            models.ProgressUpdate.of(action, organisation=own, light=Light.ON_TRACK, words="Own"),
            models.Evidence.of(action, organisation=own, words="Own"),
            models.ActionLink.of(action, organisation=own, activity=entry),
        )
        for part in parts:
            part.save()
        models.Contribution.objects.create(action=action, organisation=own, party=own, asked_on=DUE, **mine)
        models.InternalNote.objects.create(plan=plan, text="Own", **mine)
    return plan
