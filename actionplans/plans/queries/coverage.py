"""Who covers what: objective by actor and by instrument, what is a gap, and who could take it (C4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.people.models import Organisation, OrganisationKind
from coordination.people.queries import organisations
from coordination.world.queries import themes

from ..audiences import country_ids
from ..models import Objective, Plan, PlanVersion
from .presence import Cover, OwnActions, Presence, in_plan, in_register, strongest
from .takers import Taker, Takers

ORDER = {
    OrganisationKind.INSTITUTION: 0,
    OrganisationKind.STATE: 1,
    OrganisationKind.AGENCY: 2,
    OrganisationKind.IMPLEMENTER: 3,
}
ACTIVE = {Cover.RUNNING, Cover.PLANNED, Cover.RESTRICTED}


@dataclass(frozen=True)
class Column:
    """An actor or an instrument; `short` heads the column, `name` says it in full."""

    key: str
    short: str
    name: str


@dataclass(frozen=True)
class Cell:
    """What a reader may know of one crossing; `could` says why the actor of an empty cell may take it."""

    column: Column
    cover: str
    label: str
    could: Taker | None = None


@dataclass(frozen=True)
class Gap:
    """An objective in which nobody is active as far as the reader may read; never that nobody is."""

    number: int
    title: str
    words: str
    takers: tuple[Taker, ...]


@dataclass(frozen=True)
class Row:
    """An objective with one cell for each column; `gap` where nobody readable is active."""

    key: UUID
    number: int
    title: str
    cells: tuple[Cell, ...]
    gap: Gap | None = None


@dataclass(frozen=True)
class Could:
    """The actors whose cell in an objective is empty and who may take it."""

    number: int
    title: str
    takers: tuple[Taker, ...]


@dataclass(frozen=True)
class Table:
    """The columns, and the objectives in order."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def could(self) -> tuple[Could, ...]:
        """Who could fill an empty cell, by objective; gaps have their own list."""
        found = (
            Could(row.number, row.title, tuple(cell.could for cell in row.cells if cell.could))
            for row in self.rows
            if row.gap is None
        )
        return tuple(could for could in found if could.takers)


@dataclass(frozen=True)
class Coverage:
    """Both readings of a plan's coverage, computed for one reader."""

    by_actor: Table
    by_instrument: Table

    @property
    def gaps(self) -> tuple[Gap, ...]:
        return tuple(row.gap for row in self.by_actor.rows if row.gap)


def coverage(
    actor: Actor, plan: Plan, plan_version: PlanVersion, objectives: Sequence[Objective]
) -> Coverage:
    """Who covers which of a version's objectives, in the plan's country or along its route.

    Lead and funding partners of register entries count, and so do lead and accepted contributors of
    the plan's own actions; "exists, restricted" stands only on an existence card whose activity the
    reader may not read. Plan, version and objectives were read through `visible_to(actor)`. Four
    statements, however long plan and register.
    """
    domains = {row.pk: themes().domain(row.theme_id).pk for row in objectives}
    presence = in_register(actor, country_ids(plan), domains.values())
    own = in_plan(actor, plan_version)
    return Coverage(
        _by_actor(objectives, domains, presence, own), _by_instrument(objectives, domains, presence, own)
    )


def _by_actor(
    objectives: Sequence[Objective], domains: Mapping[int, int], presence: Presence, own: OwnActions
) -> Table:
    shown = set(domains.values())
    of_register = {pair: covers for pair, covers in presence.actors.items() if pair[0] in shown}
    of_plan: dict[tuple[int, int], set[Cover]] = {}
    for part in own.parts:
        of_plan.setdefault((part.objective_id, part.actor), set()).add(part.cover)
    found = {
        *(actor for (_domain, actor), covers in of_register.items() if covers),
        *(actor for (_objective, actor), covers in of_plan.items() if covers - {Cover.NOTHING}),
    }
    bodies = sorted((organisations().by_id[pk] for pk in found), key=_place)
    columns = {row.pk: Column(row.code, _short(row), row.name) for row in bodies}
    takers = Takers(presence, own)
    rows = []
    for objective in objectives:
        domain = domains[objective.pk]
        covers = {
            pk: strongest(of_register.get((domain, pk), set()) | of_plan.get((objective.pk, pk), set()))
            for pk in columns
        }
        cells = tuple(
            _cell(column, covers[pk], takers.taker(domain, pk) if covers[pk] == Cover.NOTHING else None)
            for pk, column in columns.items()
        )
        gap = _gap(objective, covers, takers.ranked(domain, columns)) if _is_gap(covers) else None
        rows.append(Row(objective.key, objective.number, objective.title, cells, gap))
    return Table(tuple(columns.values()), tuple(rows))


def _by_instrument(
    objectives: Sequence[Objective], domains: Mapping[int, int], presence: Presence, own: OwnActions
) -> Table:
    cells: dict[tuple[int, str], set[Cover]] = {}
    for objective in objectives:
        for (domain, instrument), covers in presence.instruments.items():
            if domain == domains[objective.pk]:
                cells.setdefault((objective.pk, instrument), set()).update(covers)
    for objective_id, instrument, cover in own.instruments:
        cells.setdefault((objective_id, instrument), set()).add(cover)
    names = sorted({name for _objective, name in cells}, key=str.casefold)
    columns = tuple(Column(name, name, name) for name in names)
    return Table(
        columns,
        tuple(
            Row(
                row.key,
                row.number,
                row.title,
                tuple(_cell(column, strongest(cells.get((row.pk, column.key), set()))) for column in columns),
            )
            for row in objectives
        ),
    )


def _place(organisation: Organisation) -> tuple[int, int, int]:
    """Institutions first, then states in protocol order, then agencies."""
    return ORDER.get(OrganisationKind(organisation.kind), 4), organisation.protocol_order, organisation.pk


def _short(organisation: Organisation) -> str:
    """States by their code, so that many columns fit; others by their short name."""
    if organisation.kind == OrganisationKind.STATE and organisation.country_code:
        return organisation.country_code
    return organisation.name


def _cell(column: Column, cover: Cover, could: Taker | None = None) -> Cell:
    return Cell(column, str(cover.value), str(cover.label), could)


def _is_gap(covers: Mapping[int, Cover]) -> bool:
    return ACTIVE.isdisjoint(covers.values())


def _gap(objective: Objective, covers: Mapping[int, Cover], takers: tuple[Taker, ...]) -> Gap:
    ended = Cover.ENDED in covers.values()
    words = _("only ended activities that you may read") if ended else _("no activity that you may read")
    return Gap(objective.number, objective.title, words, takers)
