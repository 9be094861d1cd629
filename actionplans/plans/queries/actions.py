"""Actions across the plans in force: which were asked for, and a page of them by key, the first due first."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import DateField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from coordination.access.actor import Actor
from coordination.access.paging import NEVER, Page, page_by
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.search.queries import holding, plain
from coordination.world.panels import routes
from coordination.world.queries import themes

from ..kinds import ActionState, Answer, Share
from ..models import Action, ActionTerms, Contribution, Plan, PlanVersion
from ..policy import RUNNING
from .numbering import numbers_of
from .reading import ShownAction, living, with_steps

# In a text that is in force no action is merely proposed any more.
STATES = (ActionState.OPEN, ActionState.CLOSING, ActionState.DONE, ActionState.DROPPED)


@dataclass(frozen=True)
class Selection:
    """What the filters ask for: ids, codes, words; `late` is None where it does not matter."""

    countries: tuple[int, ...] = ()
    plan: UUID | None = None
    leads: tuple[int, ...] = ()
    parties: tuple[int, ...] = ()
    themes: tuple[int, ...] = ()
    lights: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    late: bool | None = None
    serves: tuple[str, ...] = ()
    words: str = ""


def select(actor: Actor, selection: Selection) -> QuerySet[Any]:
    """The actions in force that the selection asks for; without a state, those that run.

    An action counts where the reader may read it, its words and the version that they stand in.
    """
    terms = _terms(actor)
    if selection.themes:
        known = themes()
        ids = {pk for theme_id in selection.themes for pk in known.with_parts(known.by_id[theme_id])}
        terms = terms.filter(objective__theme__in=ids)
    if selection.serves:
        terms = terms.filter(serves__in=selection.serves)
    found: QuerySet[Any] = Action.objects.visible_to(actor).filter(state__in=selection.states or RUNNING)
    if selection.countries:
        found = found.filter(plan__in=_plans_for(actor, selection.countries))
    if selection.plan:
        found = found.filter(plan=selection.plan)
    if selection.leads:
        found = found.filter(lead__in=_with_parts(selection.leads))
    if selection.parties:
        found = found.filter(_has_part(actor, _with_parts(selection.parties)))
    if selection.lights:
        found = found.filter(light__in=selection.lights)
    if selection.late is not None:
        late = Q(due_on__lt=today(), state__in=RUNNING)
        found = found.filter(late if selection.late else ~late | Q(due_on=None))
    for word in plain(selection.words):
        # Each anywhere in what is said of it: in its words, or in how it stands.
        said = terms.filter(pk__in=holding(ActionTerms._meta.db_table, word))
        stands = Q(pk__in=holding(Action._meta.db_table, word))
        found = found.filter(stands | Q(pk__in=said.values("action")))
    return found.filter(pk__in=terms.values("action"))


def _terms(actor: Actor) -> QuerySet[Any]:
    """The words of the actions in force, of versions that the reader may read."""
    versions = PlanVersion.objects.visible_to(actor).in_force()
    return ActionTerms.objects.visible_to(actor).filter(plan_version__in=versions.values("pk"))


def _plans_for(actor: Actor, country_ids: Iterable[int]) -> Any:
    """The plans of some countries, and those along the routes through them."""
    wanted = set(country_ids)
    along = {route.pk for pk in wanted for route in routes().get(pk, [])}
    found = Plan.objects.visible_to(actor).filter(Q(country__in=wanted) | Q(route__in=along))
    return found.values("pk")


def _with_parts(ids: Iterable[int]) -> set[int]:
    """A delegation stands for its ministries, the Commission for its departments."""
    wanted = set(ids)
    return wanted | {pk for pk, row in organisations().by_id.items() if row.party_id in wanted}


def _has_part(actor: Actor, ids: set[int]) -> Q:
    """Who leads an action, or has accepted to contribute to it."""
    accepted = Contribution.objects.visible_to(actor).filter(
        organisation__in=ids, share=Share.CONTRIBUTOR, answer=Answer.ACCEPTED
    )
    return Q(lead__in=ids) | Q(pk__in=accepted.values("action"))


def page(
    actor: Actor, selection: Selection, *, after: UUID | None = None, limit: int = 50
) -> Page[ShownAction]:
    """A page of actions by key; `after` is the last one seen, read again through the gate.

    Three statements, four with a cursor, however many actions there are.
    """
    by_day = {"sorted_by": Coalesce(F("due_on"), Value(NEVER, output_field=DateField()))}
    found = living(select(actor, selection).annotate(**by_day).select_related("plan"))
    known = Action.objects.visible_to(actor).annotate(**by_day)
    page = page_by(found, known, "sorted_by", "pk", after=after, limit=limit)
    return Page(_with_words(actor, page.rows), page.next_cursor, page.restarted)


def _with_words(actor: Actor, actions: list[Action]) -> list[ShownAction]:
    """Actions with what their version in force says of them, and with their numbers."""
    found = with_steps(
        _terms(actor)
        .filter(action__in=[row.pk for row in actions])
        .select_related("plan_version__plan", "objective")
    )
    terms = {row.action_id: row for row in found}
    numbers = _numbers(actor, terms.values())
    return [ShownAction(terms[row.pk], row, numbers[terms[row.pk].pk]) for row in actions if row.pk in terms]


def _numbers(actor: Actor, terms: Iterable[ActionTerms]) -> dict[UUID, str]:
    """The numbers of actions of several versions, counted over all that the reader may read of each."""
    shown = list(terms)
    beside = (
        ActionTerms.objects.visible_to(actor)
        .filter(objective__in={row.objective_id for row in shown})
        .only("pk", "objective_id", "narrow")
        .order_by("objective_id", "number", "pk")
    )
    return numbers_of(beside, {row.objective_id: row.objective.number for row in shown})


def one(actor: Actor, pk: UUID) -> ShownAction | None:
    """An action with the words in force, else the newest that were agreed, else the newest there are."""
    found = living(Action.objects.visible_to(actor).select_related("plan").filter(pk=pk)).first()
    readable = PlanVersion.objects.visible_to(actor).values("pk")
    terms = with_steps(
        ActionTerms.objects.visible_to(actor)
        .filter(action=pk, plan_version__in=readable)
        .select_related("plan_version__plan", "objective")
        .order_by("-frozen", "-plan_version__number")
    ).first()
    if found is None or terms is None:
        return None
    return ShownAction(terms, found, _numbers(actor, [terms])[terms.pk])


def readable(actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Which of some actions the actor may read."""
    return set(Action.objects.visible_to(actor).filter(pk__in=set(ids)).values_list("pk", flat=True))
