"""A plan at a date: the version in force then, and how its actions stood, as far as a reader may know (C8)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from coordination.access.actor import Actor
from coordination.history.as_of import PartTable, Past, Then, read_lines
from coordination.people.models import BRUSSELS
from coordination.people.queries import organisations

from ..kinds import FROZEN
from ..models import (
    Action,
    ActionTerms,
    Contribution,
    Milestone,
    Objective,
    PlanVersion,
    ProgressUpdate,
)
from .numbering import numbers_of


@dataclass(frozen=True)
class ContributionThen:
    """An organisation's part in an action as it stood; the names are those of `Contribution`."""

    organisation_id: int
    party_id: int
    share: str
    asked_on: datetime.date
    asked_for: str
    answer: str
    answered_on: datetime.date | None
    answer_words: str
    light: str
    words: str
    reported_on: datetime.date | None


@dataclass(frozen=True)
class MilestoneThen:
    """A step of an action as it stood; the names are those of `Milestone`."""

    key: UUID
    number: int
    title: str
    due_on: datetime.date | None
    done_on: datetime.date | None


@dataclass(frozen=True)
class ActionThen:
    """An action as it stood: what was agreed of it, and how it did.

    Where the reader has no record of how the action stood, `action` is None; `begins_at` says from
    when on there is one (None: at most its present state can be told). `steps_known`: whether it is on
    record which steps were done. `unsure`: of several alike steps or answers the
    record does not say which one had changed by then.
    """

    terms: ActionTerms
    place: str
    action: Action | None
    contributions: tuple[ContributionThen, ...]
    milestones: tuple[MilestoneThen, ...]
    steps_known: bool = True
    begins_at: datetime.datetime | None = None
    unsure: bool = False


@dataclass(frozen=True)
class PlanThen:
    """A plan at the end of a day in Brussels; without a version none was in force that the reader may read.

    What a version says of its actions never changes once it is agreed; how they stood is on record, or not.
    """

    day: datetime.date
    version: PlanVersion | None
    objectives: tuple[Objective, ...]
    actions: tuple[ActionThen, ...]


def plan_at(actor: Actor, versions: Iterable[PlanVersion], day: datetime.date) -> PlanThen:
    """The plan as it stood on a day; its versions were read through `visible_to(actor)`. Six statements."""
    return PlanRecord(actor, versions, [day]).on(day)


def end_of(day: datetime.date) -> datetime.datetime:
    """Midnight in Brussels at the end of a day."""
    return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), BRUSSELS)


def _acts_for(part: dict[str, Any], organisation_id: int | None) -> bool:
    """A contribution changes by the word of the organisation that was asked."""
    body = organisations().by_id.get(organisation_id or 0)
    return body is not None and body.party_id == part["party_id"]


class PlanRecord:
    """The readable record of a plan, read once, to be asked for the days that were named. Six statements."""

    def __init__(self, actor: Actor, versions: Iterable[PlanVersion], days: Iterable[datetime.date]) -> None:
        self.versions = sorted((row for row in versions if row.state in FROZEN), key=lambda row: row.number)
        wanted = {found.pk: found for day in days if (found := self._in_force(day)) is not None}
        self.version_past = Past(actor, list(wanted.values()))
        self.objectives: dict[UUID, list[Objective]] = {pk: [] for pk in wanted}
        for part in (
            Objective.objects.visible_to(actor).filter(plan_version__in=wanted).order_by("number", "pk")
        ):
            self.objectives[part.plan_version_id].append(part)
        self.terms = list(
            ActionTerms.objects.visible_to(actor)
            .filter(plan_version__in=wanted)
            .order_by("objective__number", "number", "pk")
        )
        # As on the page of the plan: a gap would tell that an action is hidden.
        numbers = {part.pk: part.number for parts in self.objectives.values() for part in parts}
        self.places = numbers_of(self.terms, numbers)
        self.terms_past = Past(actor, self.terms, [PartTable(Milestone, "terms")], untold=["narrow_to"])
        actions = list(Action.objects.visible_to(actor).filter(pk__in={row.action_id for row in self.terms}))
        self.readable_actions = {row.pk for row in actions}
        self.action_past = Past(
            actor,
            actions,
            [PartTable(Contribution, "action", _acts_for)],
            told=[ProgressUpdate],
        )
        read_lines(actor, self.version_past, self.terms_past, self.action_past)

    def _in_force(self, day: datetime.date) -> PlanVersion | None:
        """The version in force at the end of a day; the one that took its place that day has it already."""
        return next(
            (
                found
                for found in reversed(self.versions)
                if found.agreed_on
                and found.agreed_on <= day
                and (found.superseded_on is None or day < found.superseded_on)
            ),
            None,
        )

    def on(self, day: datetime.date) -> PlanThen:
        """The plan at the end of one of the days."""
        moment = end_of(day)
        present = self._in_force(day)
        if present is None:
            return PlanThen(day, None, (), ())
        stood = {then.row.pk: then.row for then in self.version_past.at(moment).rows}
        version = stood.get(present.pk, present)
        steps = {then.row.pk: then for then in self.terms_past.at(moment).rows}
        actions = self.action_past.at(moment)
        known = {then.row.pk: then for then in actions.rows}
        begins = {gap.row.pk: gap.begins_at for gap in actions.not_known}
        return PlanThen(
            day,
            version,
            tuple(self.objectives[version.pk]),
            tuple(
                _action(
                    row,
                    self.places[row.pk],
                    self._milestones(row, steps.get(row.pk)),
                    steps.get(row.pk),
                    known.get(row.action_id),
                    begins.get(row.action_id),
                )
                for row in self.terms
                if row.plan_version_id == version.pk
            ),
        )

    def _milestones(self, row: ActionTerms, then: Then[ActionTerms] | None) -> list[dict[str, Any]]:
        """As they stood; where that is not on record, as they were agreed and none reached."""
        present = self.terms_past.parts[row.pk][Milestone._meta.db_table]
        found = then.parts[Milestone] if then else [step | {"done_on": None} for step in present]
        return sorted(found, key=lambda step: step["number"])


def _action(
    terms: ActionTerms,
    place: str,
    milestones: Iterable[dict[str, Any]],
    steps: Then[ActionTerms] | None,
    then: Then[Action] | None,
    begins_at: datetime.datetime | None,
) -> ActionThen:
    parts = then.parts[Contribution] if then else ()
    return ActionThen(
        terms=terms,
        place=place,
        action=then.row if then else None,
        contributions=tuple(
            _plain(ContributionThen, part) for part in sorted(parts, key=_asked_first) if part["asked_on"]
        ),
        milestones=tuple(_plain(MilestoneThen, step) for step in milestones),
        steps_known=steps is not None,
        begins_at=begins_at,
        unsure=bool((steps and steps.unsure) or (then and then.unsure)),
    )


def _asked_first(part: dict[str, Any]) -> tuple[Any, ...]:
    """The lead, then who was asked first, then protocol."""
    body = organisations().by_id[part["organisation_id"]]
    return part["share"] != "lead", part["asked_on"], body.protocol_order, body.pk


def _plain(kind: Any, values: dict[str, Any]) -> Any:
    return kind(**{name: values[name] for name in kind.__dataclass_fields__})
