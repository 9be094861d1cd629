"""The difference between two versions of a plan, in text and table, as one reader may read both."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from coordination.access.actor import Actor

from ..field_words import FieldDifference, Titles, day_words, field_difference, said_difference
from ..models import (
    Action,
    ActionTerms,
    Lever,
    LinkedFile,
    Milestone,
    Objective,
    PartnerPriority,
    PlanVersion,
    Risk,
    Stakeholder,
)
from .reading import all_lines

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
TEXTS = ("context", "figures", "lines", "financing")
HEADS = (
    "lead_ids",
    "mandate",
    "reference",
    "starts_on",
    "ends_on",
    "review_on",
    "rhythm",
    "weight_rule",
)
# What a line says, the field that names it first. Its place in the order is no change of it.
LINE_FIELDS: dict[Any, tuple[str, ...]] = {
    Objective: ("title", "theme", "lead"),
    PartnerPriority: ("text", "is_request", "source", "stated_on"),
    Risk: ("text", "likelihood", "impact", "mitigation"),
    Stakeholder: ("post", "stance", "note"),
    Lever: ("incentive", "trigger", "trust_risk", "more_for_more"),
    LinkedFile: ("title", "reference", "address", "purpose"),
}
# Without `number`: a hidden action between two others would show in it.
TERMS_FIELDS = (
    "title",
    "objective",
    "why",
    "level",
    "level_reason",
    "lead",
    "contributor_ids",
    "horizon",
    "starts_on",
    "due_on",
    "deliverable",
    "serves",
    "benefit",
    "waits_for",
    "blocker",
    "mandate",
    "weighty",
    "planned",
    "instrument",
)


class Step(Protocol):
    """A milestone, or one as it stood at a date."""

    @property
    def key(self) -> UUID: ...

    @property
    def title(self) -> str: ...

    @property
    def due_on(self) -> datetime.date | None: ...


@dataclass(frozen=True)
class LineDifference:
    """An objective, a line or an action that was added, removed or changed.

    `key` is the line's key, or the id of the action. Added and removed ones list all they say.
    """

    kind: str
    key: UUID
    title: str
    fields: tuple[FieldDifference, ...]


@dataclass(frozen=True)
class VersionDifference:
    """What the newer text says otherwise than the older: `heads` are the short fields, `texts` the long."""

    older: PlanVersion
    newer: PlanVersion
    heads: tuple[FieldDifference, ...]
    texts: tuple[FieldDifference, ...]
    objectives: tuple[LineDifference, ...]
    priorities: tuple[LineDifference, ...]
    risks: tuple[LineDifference, ...]
    stakeholders: tuple[LineDifference, ...]
    levers: tuple[LineDifference, ...]
    files: tuple[LineDifference, ...]
    actions: tuple[LineDifference, ...]

    @property
    def total(self) -> int:
        """How many fields, lines and actions differ: "3 changes"."""
        lines = (
            *(self.objectives, self.priorities, self.risks, self.stakeholders),
            *(self.levers, self.files, self.actions),
        )
        return len(self.heads) + len(self.texts) + sum(map(len, lines))


def difference(actor: Actor, older: PlanVersion, newer: PlanVersion) -> VersionDifference:
    """What became of a version in a later one; both were read through `visible_to(actor)`.

    Actions that the reader may not read in a version neither appear nor count; one that is gone is
    gone as far as the reader may read. Four statements, however long the plan.
    """
    lines = {
        model: (_by_key(found, older), _by_key(found, newer))
        for model, found in all_lines(actor, older, newer).items()
    }
    return VersionDifference(
        older=older,
        newer=newer,
        heads=_version_fields(older, newer, HEADS),
        texts=_version_fields(older, newer, TEXTS),
        objectives=_line_differences(Objective, *lines[Objective]),
        priorities=_line_differences(PartnerPriority, *lines[PartnerPriority]),
        risks=_line_differences(Risk, *lines[Risk]),
        stakeholders=_line_differences(Stakeholder, *lines[Stakeholder]),
        levers=_line_differences(Lever, *lines[Lever]),
        files=_line_differences(LinkedFile, *lines[LinkedFile]),
        actions=_actions(actor, older, newer, lines[Objective]),
    )


def _version_fields(
    older: PlanVersion, newer: PlanVersion, names: Iterable[str]
) -> tuple[FieldDifference, ...]:
    return _differences(PlanVersion, names, _values(older, names), _values(newer, names))


def _values(row: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, row._meta.get_field(name).attname) for name in names}


def _differences(
    model: Any,
    names: Iterable[str],
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    titles: Titles | None = None,
) -> tuple[FieldDifference, ...]:
    found = (field_difference(model, name, old.get(name), new.get(name), titles) for name in names)
    return tuple(field for field in found if field is not None)


def _by_key(lines: Iterable[Any], side: PlanVersion) -> dict[UUID, Any]:
    """The lines of one of the versions by key, in the order of the text."""
    return {part.key: part for part in lines if part.plan_version_id == side.pk}


def _line_differences(
    model: Any, old: Mapping[UUID, Any], new: Mapping[UUID, Any]
) -> tuple[LineDifference, ...]:
    names = LINE_FIELDS[model]
    found = []
    for key in [*new, *(key for key in old if key not in new)]:
        before, after = old.get(key), new.get(key)
        fields = _differences(
            model,
            names,
            _values(before, names) if before else {},
            _values(after, names) if after else {},
        )
        if fields:
            found.append(
                LineDifference(_kind(before, after), key, getattr(after or before, names[0]), fields)
            )
    return tuple(found)


def _kind(before: object, after: object) -> str:
    if before is None:
        return ADDED
    return CHANGED if after is not None else REMOVED


# --- Actions --------------------------------------------------------------------------------


def _actions(
    actor: Actor,
    older: PlanVersion,
    newer: PlanVersion,
    objectives: tuple[Mapping[UUID, Objective], Mapping[UUID, Objective]],
) -> tuple[LineDifference, ...]:
    rows: list[ActionTerms] = list(
        ActionTerms.objects.visible_to(actor)
        .filter(plan_version__in=[older.pk, newer.pk])
        .order_by("objective__number", "number", "pk")
    )
    steps = milestones_of(actor, [row.pk for row in rows])
    old = {row.action_id: row for row in rows if row.plan_version_id == older.pk}
    new = {row.action_id: row for row in rows if row.plan_version_id == newer.pk}
    # An action narrowed in the newer text is not "gone": who may not read it any more is told nothing.
    gone = [pk for pk in old if pk not in new]
    readable = set(Action.objects.visible_to(actor).filter(pk__in=gone).values_list("pk", flat=True))
    return terms_differences(
        {pk: row for pk, row in old.items() if pk in new or pk in readable},
        new,
        steps,
        [part for side in objectives for part in side.values()],
    )


def milestones_of(actor: Actor, terms: Sequence[UUID]) -> dict[UUID, list[Milestone]]:
    """The milestones of some terms, in order."""
    found: dict[UUID, list[Milestone]] = {}
    for step in Milestone.objects.visible_to(actor).filter(terms__in=terms).order_by("number", "pk"):
        found.setdefault(step.terms_id, []).append(step)
    return found


def terms_differences(
    old: Mapping[UUID, ActionTerms],
    new: Mapping[UUID, ActionTerms],
    steps: Mapping[UUID, Sequence[Step]],
    objectives: Iterable[Objective],
) -> tuple[LineDifference, ...]:
    """The differences between two sets of terms by action, with their milestones by terms.

    Objectives are matched by key, so the same one in two versions is no change.
    """
    titles: dict[Any, str] = {part.key: part.title for part in objectives}
    keys = {part.pk: part.key for part in objectives}
    titles |= {pk: row.title for side in (old, new) for pk, row in side.items()}
    found = []
    for pk in [*new, *(pk for pk in old if pk not in new)]:
        before, after = old.get(pk), new.get(pk)
        fields = (
            *_differences(
                ActionTerms, TERMS_FIELDS, _terms_values(before, keys), _terms_values(after, keys), titles
            ),
            *_step_differences(
                steps.get(before.pk, ()) if before else (), steps.get(after.pk, ()) if after else ()
            ),
        )
        if fields:
            title = (after or before).title  # type: ignore[union-attr]  # one of the two is there
            found.append(LineDifference(_kind(before, after), pk, title, fields))
    return tuple(found)


def _terms_values(row: ActionTerms | None, keys: Mapping[int, UUID]) -> dict[str, Any]:
    if row is None:
        return {}
    values = _values(row, TERMS_FIELDS)
    # Two objectives of the same title are still two; the same one in two versions is one.
    return values | {"objective": keys.get(row.objective_id)}


def _step_differences(old: Sequence[Step], new: Sequence[Step]) -> tuple[FieldDifference, ...]:
    before, after = {step.key: step for step in old}, {step.key: step for step in new}
    found = []
    for key in [*after, *(key for key in before if key not in after)]:
        words = [_step_words(side.get(key)) for side in (before, after)]
        if words[0] != words[1]:
            found.append(
                said_difference("milestone", _("Milestone"), words[0], words[1], by_words=all(words))
            )
    return tuple(found)


def _step_words(step: Step | None) -> str:
    if step is None:
        return ""
    if step.due_on is None:
        return step.title
    return _("%(title)s, due %(day)s") % {"title": step.title, "day": day_words(step.due_on)}
