"""One fiche and what it has gathered, as far as the reader may read."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from actionplans.plans.kinds import IN_FORCE
from actionplans.plans.models import ActionTerms, Plan, PlanVersion
from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.notices.queries import followed
from coordination.register.models import FormDraft

from ..kinds import Stage
from ..models import Fiche, FicheComment, FicheContribution, FichePosition, Measure
from .selection import with_dates


def one(actor: Actor, pk: UUID) -> Fiche | None:
    """A fiche with its countries and dates, its audience and its plan's country, and whether the actor
    follows it, whatever its stage, or None.
    """
    found = with_dates(Fiche.objects.visible_to(actor).filter(pk=pk))
    plan = Plan.objects.visible_to(actor).filter(pk=OuterRef("plan")).order_by()
    return found.annotate(plan_country=Subquery(plan.values("country")), followed=followed(actor)).first()


def several(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Fiche]:
    """Fiches with their countries, by id."""
    return {row.pk: row for row in with_dates(Fiche.objects.visible_to(actor).filter(pk__in=set(ids)))}


def measure(actor: Actor, pk: UUID) -> Measure | None:
    return Measure.objects.visible_to(actor).filter(pk=pk).first()


def contribution(actor: Actor, pk: UUID) -> FicheContribution | None:
    return FicheContribution.objects.visible_to(actor).filter(pk=pk).first()


def measures(actor: Actor, fiche: Fiche) -> list[Measure]:
    return measures_of(actor, [fiche.pk])[fiche.pk]


def measures_to_act_on(actor: Actor, fiche: Fiche) -> list[Measure]:
    """The measures in order, each with `may` (what this reader may do) and the words of its plan action.

    One statement; `action_title` is empty where there is no action that the reader may read.
    """
    words = ActionTerms.objects.visible_to(actor).filter(action=OuterRef("action"))
    newest = words.order_by("-frozen", "-plan_version__number").values("title")[:1]
    found = with_permissions(actor, Measure.objects.visible_to(actor).filter(fiche=fiche))
    titled = found.annotate(action_title=Coalesce(Subquery(newest), Value("")))
    return list(titled.order_by("number", "pk"))


def measures_of(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, list[Measure]]:
    """The measures of several fiches in order; one query for a whole page."""
    found: dict[UUID, list[Measure]] = defaultdict(list)
    rows = Measure.objects.visible_to(actor).filter(fiche__in=list(ids))
    for row in rows.order_by("number", "pk"):
        found[row.fiche_id].append(row)
    return found


def positions(actor: Actor, fiche: Fiche) -> QuerySet[FichePosition]:
    return FichePosition.objects.visible_to(actor).filter(fiche=fiche).order_by("at", "pk")


def contributions(actor: Actor, fiche: Fiche) -> QuerySet[FicheContribution]:
    found = FicheContribution.objects.visible_to(actor).filter(fiche=fiche)
    return found.order_by("asked_on", "created_at", "pk")


def remarks(actor: Actor, fiche: Fiche) -> QuerySet[FicheComment]:
    return FicheComment.objects.visible_to(actor).filter(fiche=fiche).order_by("at", "pk")


def templates(actor: Actor) -> QuerySet[Fiche]:
    """Templates by theme, then by title."""
    return Fiche.objects.visible_to(actor).filter(stage=Stage.TEMPLATE).order_by("theme_id", "title", "pk")


def action_titles(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The words of plan actions that the reader may read, those in force before newer drafts."""
    wanted = {pk for pk in ids if pk}
    if not wanted:
        return {}
    terms = ActionTerms.objects.visible_to(actor).filter(action__in=wanted)
    rows = terms.order_by("frozen", "plan_version__number").values_list("action", "title")
    return dict(rows)


def actions_in(actor: Actor, country_ids: Iterable[int]) -> dict[UUID, str]:
    """The agreed actions of the plans of some countries that the reader may read."""
    plans = Plan.objects.visible_to(actor).filter(country__in=list(country_ids)).values("pk")
    versions = PlanVersion.objects.visible_to(actor).filter(plan__in=plans, state__in=IN_FORCE).values("pk")
    terms = ActionTerms.objects.visible_to(actor).filter(plan_version__in=versions)
    return dict(terms.order_by("plan_version", "number", "pk").values_list("action", "title"))


def plans(actor: Actor) -> dict[UUID, int | None]:
    """The plans that the reader may read, with their country (None: along a route)."""
    return dict(Plan.objects.visible_to(actor).order_by("country", "pk").values_list("pk", "country"))


def kept_draft(actor: Actor, key: str) -> FormDraft | None:
    """What this person was typing when the page was last open."""
    return FormDraft.objects.filter(user_id=actor.user_id, key=key).first()
