"""Who is where: what the register and the plan itself tell a reader of each domain and actor."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Count, F, IntegerField, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.crossing import shown_actor
from coordination.register.kinds import Role, State, Status
from coordination.register.models import ActivityAmount, ActivityCountry, ActivityPartner, ActivityTheme
from coordination.register.queries import Selection, select_cards
from coordination.world.queries import themes

from ..kinds import ActionState, Answer, Light, Share
from ..models import Action, PlanVersion
from .reading import ShownAction, text_of


class Cover(models.TextChoices):
    """What a cell says, strongest first; a suspended activity still stands and counts as running."""

    RUNNING = "running", _("running")
    PLANNED = "planned", _("planned")
    RESTRICTED = "restricted", _("exists, restricted")
    ENDED = "ended", _("ended")
    NOTHING = "nothing", _("nothing that you may read")


OF_STATUS: dict[str, Cover] = {
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
    """What the register holds on some domains in some countries and, beyond, elsewhere. Two statements."""
    found = Presence()
    if not country_ids:
        return found
    known = themes()
    wanted = [part for pk in set(domains) for part in known.with_parts(known.by_id[pk])]
    elsewhere: Counter[tuple[int, int, str]] = Counter()
    readable = ActivityTheme.objects.visible_to(actor).filter(theme__in=wanted, state=State.CURRENT)
    for theme_id, lead_id, status, n in readable.counted_by("theme_id", "lead_id", "status", n=Count("*")):
        elsewhere[theme_id, lead_id, str(status)] += n
    for what, theme_id, organisation_id, status, instrument, n in _here(actor, country_ids, wanted):
        domain, cover = known.domain(theme_id).pk, OF_STATUS.get(status)
        if what == "led":
            elsewhere[theme_id, organisation_id, status] -= n
        if what == "card":
            found.actors[domain, body(organisation_id)].add(Cover.RESTRICTED)
        elif what == "paid" and cover:
            found.instruments[domain, instrument.strip()].add(cover)
        elif what in ("led", Role.FUNDING) and cover:
            # Who funds counts like who leads.
            found.actors[domain, body(organisation_id)].add(cover)
        elif cover:
            found.partners.add((domain, body(organisation_id)))
    for (theme_id, lead_id, stands), n in elsewhere.items():
        if n and (cover := OF_STATUS.get(stands)):
            found.elsewhere[known.domain(theme_id).pk, body(lead_id), cover] += n
    return found


NOTHING = Value("")


def _here(actor: Actor, country_ids: list[int], wanted: list[int]) -> Any:
    """Who leads, has a part, pays or announces something in some countries, in one statement.

    Rows of what it is ("led", "card", "paid", else the role of a partner), theme, organisation,
    status, instrument, and how many entries say so.
    """
    countries = ActivityCountry.objects.visible_to(actor, sieved=True)
    here = countries.filter(country__in=country_ids, state=State.CURRENT)
    inside = {"activity__in": here.values("activity")}
    of_theme = inside | {"activity__themes__theme__in": wanted}
    led = ActivityTheme.objects.visible_to(actor).filter(theme__in=wanted, state=State.CURRENT, **inside)
    partners = ActivityPartner.objects.visible_to(actor).filter(organisation__isnull=False, **of_theme)
    money = ActivityAmount.objects.visible_to(actor).filter(**of_theme).exclude(instrument="")
    cards = select_cards(actor, Selection(countries=tuple(country_ids)))
    theme, status = F("activity__themes__theme_id"), F("activity__themes__status")
    return _said(led, Value("led"), F("theme_id"), F("lead_id"), F("status")).union(
        _said(partners, F("role"), theme, F("organisation_id"), status),
        _said(money, Value("paid"), theme, Value(0), status, F("instrument")),
        _said(cards, Value("card"), F("theme_id"), F("lead_id"), NOTHING),
        all=True,
    )


def _said(
    found: Any, what: Any, theme: Any, organisation: Any, status: Any, instrument: Any = NOTHING
) -> Any:
    """One part of the union, counted by what it says; as text, for the parts must be of one type."""
    told = {"what": what, "said_status": status, "said_instrument": instrument}
    grouped = found.annotate(
        **{name: Cast(value, TextField()) for name, value in told.items()},
        said_theme=Cast(theme, IntegerField()),
        said_organisation=Cast(organisation, IntegerField()),
    )
    columns = ("what", "said_theme", "said_organisation", "said_status", "said_instrument")
    return grouped.order_by().values_list(*columns).annotate(n=Count("*"))


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


def in_plan(actor: Actor, plan_version: PlanVersion) -> OwnActions:
    """The parts in a version's actions. Two statements."""
    parts, money = [], []
    for item in text_of(actor, plan_version):
        # Its words may be readable where the action itself is not yet: in a text that opens it wider.
        terms, action = item.terms, item.action if isinstance(item, ShownAction) else None
        place, cover = item.number, cover_of(action) if action else Cover.PLANNED
        if cover is None:
            continue
        answers = {said["organisation"]: said for said in (action.promise_list if action else ())}
        lead = answers.pop(terms.lead_id, None)
        led = _led(lead["answer"] if lead else Answer.UNANSWERED, cover)
        parts.append(Part(body(terms.lead_id), terms.objective_id, place, _stated(lead), led))
        parts += [
            Part(body(pk), terms.objective_id, place, _stated(said), _joined(said["answer"], cover))
            for pk, said in answers.items()
            if said["share"] == Share.CONTRIBUTOR  # who led an earlier version no longer does
        ]
        if terms.instrument.strip():
            money.append((terms.objective_id, terms.instrument.strip(), cover))
    return OwnActions(tuple(parts), tuple(money))


def cover_of(action: Action) -> Cover | None:
    """How far an action is; None for one that was dropped."""
    if action.state == ActionState.DROPPED:
        return None
    if action.state == ActionState.DONE:
        return Cover.ENDED
    started = action.state == ActionState.CLOSING or action.light != Light.NOT_STARTED
    return Cover.RUNNING if started and action.state != ActionState.PROPOSED else Cover.PLANNED


def _stated(said: dict[str, Any] | None) -> str:
    """An answer that was given; who drafts the plan has accepted its own actions without being asked."""
    if said is None or said["party"] == said["originator"]:
        return Answer.UNANSWERED
    return str(said["answer"])


def _led(answer: str, cover: Cover) -> Cover:
    """A lead counts until it declines."""
    return Cover.NOTHING if answer == Answer.DECLINED else cover


def _joined(answer: str, cover: Cover) -> Cover:
    """A contributor counts once it has accepted."""
    return cover if answer == Answer.ACCEPTED else Cover.NOTHING
