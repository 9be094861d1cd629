"""Who is where: what the register and the plan itself tell a reader of each domain and actor."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.crossing import shown_actor
from coordination.register.kinds import Role, State, Status
from coordination.register.models import ActivityAmount, ActivityCountry, ActivityPartner, ActivityTheme
from coordination.register.queries import Selection, select_cards
from coordination.world.queries import themes

from ..kinds import ActionState, Answer, Light, Share
from ..models import Action, ActionTerms, Contribution, PlanVersion
from .numbering import numbers_of


class Cover(models.TextChoices):
    """What a cell says, strongest first; a suspended activity still stands and counts as running."""

    RUNNING = "running", _("running")
    PLANNED = "planned", _("planned")
    RESTRICTED = "restricted", _("exists, restricted")
    ENDED = "ended", _("ended")
    NOTHING = "nothing", _("nothing that you may read")


OF_STATUS = {
    Status.PLANNED: Cover.PLANNED,
    Status.RUNNING: Cover.RUNNING,
    Status.SUSPENDED: Cover.RUNNING,
    Status.COMPLETED: Cover.ENDED,
}


def strongest(found: Iterable[Cover]) -> Cover:
    """The first of what is true of a cell, in the order of `Cover`."""
    held = set(found)
    return next((cover for cover in Cover if cover in held), Cover.NOTHING)


def body(organisation_id: int) -> int:
    """The column that an organisation counts in: the state for a ministry, the institution for a service."""
    return shown_actor(organisations().by_id[organisation_id]).pk


@dataclass
class Presence:
    """Cells by (domain, actor) or (domain, instrument), as sets of what is true there."""

    actors: dict[tuple[int, int], set[Cover]] = field(default_factory=lambda: defaultdict(set))
    instruments: dict[tuple[int, str], set[Cover]] = field(default_factory=lambda: defaultdict(set))
    # Who carries out what others lead or fund.
    partners: set[tuple[int, int]] = field(default_factory=set)
    # Entries by (domain, actor, what they are) in other countries; an entry under two themes counts twice.
    elsewhere: Counter[tuple[int, int, Cover]] = field(default_factory=Counter)


def in_register(actor: Actor, country_ids: list[int], domains: Iterable[int]) -> Presence:
    """What the register holds on some domains in some countries and, beyond, elsewhere. Five statements."""
    found = Presence()
    if not country_ids:
        return found
    known = themes()
    wanted = [part for pk in set(domains) for part in known.with_parts(known.by_id[pk])]
    here = ActivityCountry.objects.visible_to(actor).filter(country__in=country_ids, state=State.CURRENT)
    readable = ActivityTheme.objects.visible_to(actor).filter(theme__in=wanted, state=State.CURRENT)
    elsewhere: Counter[tuple[int, int, str]] = Counter()
    for theme_id, lead_id, status, n in readable.counted_by("theme_id", "lead_id", "status", n=Count("*")):
        elsewhere[theme_id, lead_id, str(status)] += n
    leads = (
        readable.filter(activity__in=here.values("activity"))
        .values_list("theme_id", "lead_id", "status")
        .annotate(n=Count("*"))
        .order_by()
    )
    for theme_id, lead_id, stands, n in leads:
        elsewhere[theme_id, lead_id, stands] -= n
        if cover := OF_STATUS.get(Status(stands)):
            found.actors[known.domain(theme_id).pk, body(lead_id)].add(cover)
    for (theme_id, lead_id, stands), n in elsewhere.items():
        if n and (cover := OF_STATUS.get(Status(stands))):
            found.elsewhere[known.domain(theme_id).pk, body(lead_id), cover] += n
    _partners_and_money(actor, here, wanted, found)
    cards = select_cards(actor, Selection(countries=tuple(country_ids)))
    for theme_id, lead_id in cards.values_list("theme_id", "lead_id").distinct().order_by():
        found.actors[known.domain(theme_id).pk, body(lead_id)].add(Cover.RESTRICTED)
    return found


def _partners_and_money(actor: Actor, here: Any, wanted: list[int], found: Presence) -> None:
    """Who funds counts like who leads; who implements may be ready for more."""
    of_theme = {"activity__in": here.values("activity"), "activity__themes__theme__in": wanted}
    partners = (
        ActivityPartner.objects.visible_to(actor)
        .filter(organisation__isnull=False, **of_theme)
        .values_list("activity__themes__theme_id", "organisation_id", "role", "activity__status")
    )
    for theme_id, organisation_id, role, status in partners.distinct().order_by():
        cell = themes().domain(theme_id).pk, body(organisation_id)
        cover = OF_STATUS.get(Status(status))
        if role == Role.FUNDING and cover:
            found.actors[cell].add(cover)
        elif cover:
            found.partners.add(cell)
    money = (
        ActivityAmount.objects.visible_to(actor)
        .filter(**of_theme)
        .exclude(instrument="")
        .values_list("activity__themes__theme_id", "instrument", "activity__status")
    )
    for theme_id, instrument, status in money.distinct().order_by():
        if cover := OF_STATUS.get(Status(status)):
            found.instruments[themes().domain(theme_id).pk, instrument.strip()].add(cover)


# --- The plan's own actions -----------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What one organisation is for one action of the plan, under the objective of that id.

    `answer` is what it said when it was asked.
    """

    actor: int
    objective_id: int
    place: str
    answer: str
    cover: Cover


@dataclass(frozen=True)
class OwnActions:
    """The plan's own actions as a reader may read them: who has which part, and which money is named."""

    parts: tuple[Part, ...]
    instruments: tuple[tuple[int, str, Cover], ...]


def in_plan(actor: Actor, plan_version: PlanVersion, numbers: dict[int, int]) -> OwnActions:
    """The parts in a version's actions; `numbers` are those of its objectives by id. Three statements."""
    terms = list(
        ActionTerms.objects.visible_to(actor)
        .filter(plan_version=plan_version)
        .order_by("objective__number", "number", "pk")
    )
    rows = Action.objects.visible_to(actor).filter(plan=plan_version.plan_id)
    covers = {row.pk: cover_of(row) for row in rows}
    asked: dict[UUID, list[Contribution]] = defaultdict(list)
    for contribution in Contribution.objects.visible_to(actor).filter(
        action__in=[row.action_id for row in terms]
    ):
        asked[contribution.action_id].append(contribution)
    places = numbers_of([row for row in terms if row.action_id in covers], numbers)
    parts, money = [], []
    for row in terms:
        # Its words may be readable where the action itself is not: not yet, in a text that opens it
        # wider, or no more, in one that was agreed before it was narrowed.
        cover = covers.get(row.action_id, None if row.frozen else Cover.PLANNED)
        if cover is None:
            continue
        place = places.get(row.pk, "")
        answers = {asked_of.organisation_id: asked_of for asked_of in asked[row.action_id]}
        lead = answers.pop(row.lead_id, None)
        led = _led(lead.answer if lead else Answer.UNANSWERED, cover)
        parts.append(Part(body(row.lead_id), row.objective_id, place, _stated(lead), led))
        parts += [
            Part(body(pk), row.objective_id, place, _stated(said), _joined(said.answer, cover))
            for pk, said in answers.items()
            if said.share == Share.CONTRIBUTOR  # who led an earlier version no longer does
        ]
        if row.instrument.strip():
            money.append((row.objective_id, row.instrument.strip(), cover))
    return OwnActions(tuple(parts), tuple(money))


def cover_of(action: Action) -> Cover | None:
    """How far an action is; None for one that was dropped."""
    if action.state == ActionState.DROPPED:
        return None
    if action.state == ActionState.DONE:
        return Cover.ENDED
    started = action.state == ActionState.CLOSING or action.light != Light.NOT_STARTED
    return Cover.RUNNING if started and action.state != ActionState.PROPOSED else Cover.PLANNED


def _stated(said: Contribution | None) -> str:
    """An answer that was given; who drafts the plan has accepted its own actions without being asked."""
    if said is None or said.party_id == said.originator_id:
        return Answer.UNANSWERED
    return said.answer


def _led(answer: str, cover: Cover) -> Cover:
    """A lead counts until it declines."""
    return Cover.NOTHING if answer == Answer.DECLINED else cover


def _joined(answer: str, cover: Cover) -> Cover:
    """A contributor counts once it has accepted."""
    return cover if answer == Answer.ACCEPTED else Cover.NOTHING
