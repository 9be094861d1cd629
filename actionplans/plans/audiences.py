"""Who reads a version and its actions: its drafter first, then everybody; an action never more than its plan."""

from collections.abc import Iterable

from coordination.people.queries import circles
from coordination.people.reach import readers_among
from coordination.register.sharing import Choice, Sharing
from coordination.world.panels import routes

from .kinds import VersionState
from .models import ActionTerms, Plan, PlanVersion


def country_ids(plan: Plan) -> list[int]:
    """The plan's country, or the countries along its route."""
    if plan.country_id:
        return [plan.country_id]
    return [pk for pk, through in routes().items() if any(route.pk == plan.route_id for route in through)]


def of_drafter(originator_id: int) -> set[int]:
    """A draft is read by the service that writes it."""
    return {circles().of_organisation[originator_id]}


def of_version(plan: Plan, originator_id: int, state: str) -> set[int]:
    """The circles that read a version in a state."""
    if state in (VersionState.DRAFT, VersionState.DISCARDED):
        return of_drafter(originator_id)
    return Sharing(Choice.MEMBERS, country_team=True).circles(originator_id, country_ids(plan))


def everybody(plan: Plan) -> set[int]:
    """The circles that read a plan once it is put to consultation."""
    return of_version(plan, plan.originator_id, VersionState.CONSULTATION)


def of_terms(plan_version: PlanVersion, plan: Plan, sharing: Sharing | None) -> tuple[set[int], list[int]]:
    """The circles that read an action's terms now, and those that will once the draft is consulted on.

    `sharing` is the narrower circle; None: read like the plan.
    """
    originator_id = plan_version.originator_id
    now = of_version(plan, originator_id, plan_version.state)
    if sharing is None:
        return now, []
    narrow = sharing.circles(originator_id, country_ids(plan))
    if plan_version.state == VersionState.DRAFT:
        return now, sorted(narrow)
    return narrow, []


def wanted_circles(terms: ActionTerms, everybody: Iterable[int], current: Iterable[int]) -> set[int]:
    """The circles of terms whose version has just been put to consultation."""
    if not terms.narrow:
        return set(everybody)
    return set(terms.narrow_to or current)


def readers(terms: ActionTerms, plan: Plan, current: set[int]) -> set[int]:
    """The circles for which others wrote on terms, also while a text that was taken back is a draft."""
    if not terms.narrow:
        return everybody(plan)
    return set(terms.narrow_to) or current


def within(wanted: set[int], given: set[int]) -> bool:
    """Whether all the wanted circles read already: each by itself, or as members of the working party."""
    return wanted <= given or circles().members in given


def outside(organisation_ids: Iterable[int], wanted: Iterable[int]) -> list[int]:
    """Which of some organisations are in none of the circles."""
    ids = list(organisation_ids)
    inside = readers_among(ids, wanted)
    return [pk for pk in ids if pk not in inside]
