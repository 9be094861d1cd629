"""What changed in a plan between two dates, as far as a reader may know: for the next meeting (C8)."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from uuid import UUID

from coordination.access.actor import Actor
from coordination.people.queries import organisations

from ..kinds import ActionState, Answer, Light
from ..models import Action, PlanVersion, ProgressUpdate
from .as_of import ActionThen, PlanRecord, PlanThen, end_of
from .difference import ADDED, CHANGED, REMOVED, LineDifference, terms_differences


@dataclass(frozen=True)
class Turned:
    """An action whose status turned: codes and labels of before and after, and the words said with it."""

    action_id: UUID
    place: str
    title: str
    old: str
    old_label: str
    new: str
    new_label: str
    words: str


@dataclass(frozen=True)
class Step:
    """One move of a date, with the reason given."""

    old: datetime.date | None
    new: datetime.date
    reason: str
    on: datetime.date


@dataclass(frozen=True)
class Moved:
    """An action whose date moved; without steps it was an amendment that set it anew."""

    action_id: UUID
    place: str
    title: str
    old: datetime.date | None
    new: datetime.date | None
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Answered:
    """What an organisation answered; `old` is empty when it was asked since."""

    action_id: UUID
    place: str
    title: str
    organisation: str
    old: str
    old_label: str
    new: str
    new_label: str
    words: str
    on: datetime.date | None


@dataclass(frozen=True)
class PlanChanges:
    """The plan at both dates, and what became of it between them.

    `dropped` are actions that the reader may read and that the later version no longer holds.
    """

    start: PlanThen
    end: PlanThen
    added: tuple[LineDifference, ...]
    dropped: tuple[LineDifference, ...]
    changed: tuple[LineDifference, ...]
    turned: tuple[Turned, ...]
    moved: tuple[Moved, ...]
    answered: tuple[Answered, ...]


def changes_between(
    actor: Actor, versions: Iterable[PlanVersion], start: datetime.date, end: datetime.date
) -> PlanChanges:
    """What changed from the end of one day to the end of another; as many statements as `plan_at`."""
    record = PlanRecord(actor, versions, [start, end])
    before, after = record.on(start), record.on(end)
    lines = _lines(record, before, after)
    old = {row.terms.action_id: row for row in before.actions}
    return PlanChanges(
        start=before,
        end=after,
        added=tuple(line for line in lines if line.kind == ADDED),
        dropped=tuple(line for line in lines if line.kind == REMOVED),
        changed=tuple(line for line in lines if line.kind == CHANGED),
        turned=tuple(_turned(old, after)),
        moved=tuple(_moved(record, old, before, after)),
        answered=tuple(_answered(old, after)),
    )


def _lines(record: PlanRecord, before: PlanThen, after: PlanThen) -> tuple[LineDifference, ...]:
    if before.version is None and after.version is None:
        return ()
    old, new = ({row.terms.action_id: row.terms for row in then.actions} for then in (before, after))
    # What was narrowed since is not gone.
    silent = {pk for pk in old if pk not in new} - record.readable_actions
    return terms_differences(
        {pk: terms for pk, terms in old.items() if pk not in silent},
        {pk: terms for pk, terms in new.items() if pk not in silent},
        {row.terms.pk: row.milestones for then in (before, after) for row in then.actions},
        [*before.objectives, *after.objectives],
    )


def status_of(action: Action) -> tuple[str, str]:
    """How an action stands, as code and label: its light while it runs, else that it is done or waits."""
    if action.state in (ActionState.OPEN, ActionState.PROPOSED):
        return action.light, str(Light(action.light).label)
    return action.state, str(ActionState(action.state).label)


def _turned(old: dict[UUID, ActionThen], after: PlanThen) -> Iterator[Turned]:
    for row in after.actions:
        earlier = old.get(row.terms.action_id)
        if row.action is None or earlier is None or earlier.action is None:
            continue
        was, now = status_of(earlier.action), status_of(row.action)
        if was != now:
            yield Turned(
                row.terms.action_id, row.place, row.terms.title, *was, *now, words=row.action.light_words
            )


def _moved(
    record: PlanRecord, old: dict[UUID, ActionThen], before: PlanThen, after: PlanThen
) -> Iterator[Moved]:
    steps: dict[UUID, list[Step]] = {}
    for pk, at, said in record.action_past.added(ProgressUpdate, end_of(before.day), end_of(after.day)):
        if said.get("due_after"):
            step = Step(said.get("due_before"), said["due_after"], said.get("reason", ""), said.get("on", at))
            steps.setdefault(pk, []).append(step)
    for row in after.actions:
        pk = row.terms.action_id
        if row.action is None:
            continue
        earlier = old.get(pk)
        was = earlier.action.due_on if earlier and earlier.action else None
        taken = steps.get(pk, [])
        if was is None and taken:
            was = taken[0].old
        if taken or (was is not None and was != row.action.due_on):
            yield Moved(pk, row.place, row.terms.title, was, row.action.due_on, tuple(taken))


def _answered(old: dict[UUID, ActionThen], after: PlanThen) -> Iterator[Answered]:
    for row in after.actions:
        earlier = old.get(row.terms.action_id)
        if row.action is None or (earlier is not None and earlier.action is None):
            continue  # what had been answered before is not known
        before = {part.organisation_id: part for part in earlier.contributions} if earlier else {}
        for part in row.contributions:
            was = before.get(part.organisation_id)
            if part.answer == Answer.UNANSWERED or (was and _said(was) == _said(part)):
                continue
            yield Answered(
                row.terms.action_id,
                row.place,
                row.terms.title,
                organisations().by_id[part.organisation_id].name,
                was.answer if was else "",
                str(Answer(was.answer).label) if was else "",
                part.answer,
                str(Answer(part.answer).label),
                part.answer_words,
                part.answered_on,
            )


def _said(part: object) -> tuple[object, ...]:
    return tuple(getattr(part, name) for name in ("answer", "answered_on", "answer_words"))
