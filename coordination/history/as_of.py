"""Rows as they stood at a moment, as far as a reader could read them then and may read them now.

The present rows are read through the gate by whoever asks; what happened since is undone, newest
first, from the lines that this reader may read. The same lines, older than the moment, prove that
nothing happened out of sight: where a value does not follow from the line before it, something was
written while the reader was shut out, and the state in between is not told.
"""

import datetime
import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import TextField
from django.db.models.functions import Cast

from coordination.access.actor import Actor
from coordination.access.models import Gated

from .models import HistoryLine

# Never in a line, or only in private ones: they stay as they are now.
UNTOLD = frozenset({"id", "version", "created_at", "audience_id", "card_id"})

Values = dict[str, Any]


@dataclass(frozen=True)
class PartTable:
    """A table of parts: the column that points to the row, and which part a change is likely of.

    Lines do not name the part that changed. Several may be alike in what changed; `likely(part,
    organisation_id)` then says whether that organisation writes in the part.
    """

    model: Any
    link: str
    likely: Callable[[Values, int | None], bool] | None = None


@dataclass(frozen=True)
class Then[Row: Gated]:
    """A row as it stood: a copy that is never saved, and its parts as plain values by column.

    `unsure` names the tables in which one of several parts that are alike changed, and the record
    does not say which. A part that is gone since has no `id`.
    """

    row: Row
    parts: Mapping[Any, tuple[Values, ...]]
    unsure: frozenset[Any] = frozenset()


@dataclass(frozen=True)
class NotKnown[Row: Gated]:
    """A row, as it is now, of which the reader has no record at the moment asked for.

    The record begins at `begins_at`; when that is None, only the present can be told. It says
    nothing of whether the row existed before.
    """

    row: Row
    begins_at: datetime.datetime | None


@dataclass(frozen=True)
class State[Row: Gated]:
    """The rows as they stood, in the order given; rows created later are in neither list."""

    rows: tuple[Then[Row], ...]
    not_known: tuple[NotKnown[Row], ...]


class Line(NamedTuple):
    """A line of history with typed values; `saved_at` is the end of its transaction, as far as told."""

    saved_at: datetime.datetime
    change: int
    part: str
    verb: str
    organisation_id: int | None
    old: Values
    new: Values


def rewound[Row: Gated](
    actor: Actor,
    rows: Sequence[Row],
    at: datetime.datetime,
    parts: Sequence[PartTable] = (),
    *,
    untold: Collection[str] = (),
) -> State[Row]:
    """The rows as of a moment; they are of one model and passed `visible_to(actor)`.

    One statement, and one more for each table of parts, however many rows. `untold` names columns
    that the history of this model leaves out (`RecordHistory.ignored`).
    """
    past = Past(actor, rows, parts, untold=untold)
    read_lines(actor, past)
    return past.at(at)


class Past[Row: Gated]:
    """The readable history of some rows, to be asked for several moments once `read_lines` read it.

    `told` are tables of parts of which only the lines are wanted (`added`), not how they stood.
    """

    def __init__(
        self,
        actor: Actor,
        rows: Sequence[Row],
        parts: Sequence[PartTable] = (),
        *,
        told: Sequence[Any] = (),
        untold: Collection[str] = (),
    ) -> None:
        self.rows = list(rows)
        self.tables = {table.model._meta.db_table: table for table in parts}
        self.lines: dict[UUID, list[Line]] = {row.pk: [] for row in self.rows}
        self.parts: dict[UUID, dict[str, list[Values]]] = {
            row.pk: {name: [] for name in self.tables} for row in self.rows
        }
        self.fields: dict[str, dict[str, Any]] = {}
        self.kept: list[Any] = []
        if not self.rows:
            return
        model = type(self.rows[0])
        self.noun = model._meta.db_table
        self.fields[self.noun] = _columns(model)
        unkept = UNTOLD | set(untold)
        self.kept = [item for name, item in _columns(model).items() if name not in unkept]
        for part in told:
            self.fields[part._meta.db_table] = _columns(part)
        for table in parts:
            self._read_parts(actor, table)

    def _read_parts(self, actor: Actor, table: PartTable) -> None:
        name = table.model._meta.db_table
        self.fields[name] = columns = _columns(table.model)
        found = table.model.objects.visible_to(actor).filter(**{f"{table.link}__in": list(self.lines)})
        for part in found.order_by("pk"):
            values = {column: getattr(part, item.attname) for column, item in columns.items()}
            self.parts[values[self._link(table)]][name].append(values)

    def _link(self, table: PartTable) -> str:
        return str(table.model._meta.get_field(table.link).column)

    def at(self, moment: datetime.datetime) -> State[Row]:
        """The rows as they stood at a moment; a transaction is undone as a whole."""
        rows: list[Then[Row]] = []
        not_known: list[NotKnown[Row]] = []
        for row in self.rows:
            found = _Walk(self, row, moment).result()
            if isinstance(found, Then):
                rows.append(found)
            elif found is not None:
                not_known.append(found)
        return State(tuple(rows), tuple(not_known))

    def added(
        self, model: Any, start: datetime.datetime, end: datetime.datetime
    ) -> Iterator[tuple[UUID, datetime.datetime, Values]]:
        """The parts of one table that were added in the span, oldest first, as they were added."""
        name = model._meta.db_table
        for record, lines in self.lines.items():
            for line in reversed(lines):
                if line.part == name and line.verb == "added" and start < line.saved_at <= end:
                    yield record, line.saved_at, line.new


def read_lines(actor: Actor, *pasts: Past[Any]) -> None:
    """Read the lines that the actor may read of the rows of some pasts: one statement for all."""
    rows = [row for past in pasts for row in past.rows]
    if not rows:
        return
    found = (
        HistoryLine.objects.visible_to(actor)
        .told_to_others()
        .of(*rows)
        # As text: as JSON, amounts would come back rounded.
        .annotate(said=Cast("fields", TextField()))
        .values_list("noun", "record", "at", "change", "part", "verb", "organisation_id", "said")
    )
    lines = list(found)
    saved: dict[int, datetime.datetime] = {}
    for _noun, _record, at, change, *_rest in lines:
        saved[change] = max(at, saved.get(change, at))
    by_noun = {past.noun: past for past in pasts if past.rows}
    for noun, record, _at, change, part, verb, organisation_id, said in lines:
        past = by_noun[noun]
        known = past.fields.get(part or noun, {})
        sides: tuple[Values, Values] = {}, {}
        for name, values in json.loads(said, parse_float=Decimal).items():
            if name in known:
                for side, value in zip(sides, values, strict=True):
                    side[name] = typed(known[name], value)
        past.lines[record].append(Line(saved[change], change, part, verb, organisation_id, *sides))


@dataclass
class _Walk[Row: Gated]:
    """One row on its way back to one moment, and on to the beginning of what the reader may know."""

    past: Past[Row]
    row: Row
    moment: datetime.datetime
    values: Values = field(default_factory=dict)
    parts: dict[str, list[Values]] = field(default_factory=dict)
    # By field: when the newest line that was already undone for it was saved.
    touched: dict[str, datetime.datetime] = field(default_factory=dict)
    # Parts alike in what changed, of which one or more were undone: table and change to those left.
    alike: dict[tuple[str, str], list[Values]] = field(default_factory=dict)
    begins: list[datetime.datetime | None] = field(default_factory=list)

    def result(self) -> Then[Row] | NotKnown[Row] | None:
        lines = self.past.lines[self.row.pk]
        self.values = {item.column: getattr(self.row, item.attname) for item in self.past.kept}
        self.parts = {name: list(parts) for name, parts in self.past.parts[self.row.pk].items()}
        earlier = []
        for line in lines:
            if line.saved_at > self.moment:
                self._undo(line)
            else:
                earlier.append(line)
        if not earlier:
            if any(line.verb == "created" for line in lines):
                return None
            return NotKnown(self.row, lines[-1].saved_at if lines else None)
        then = self._then()
        self._prove(earlier)
        if self.begins:
            known = [begin for begin in self.begins if begin]
            return NotKnown(self.row, max(known) if len(known) == len(self.begins) else None)
        return then

    def _then(self) -> Then[Row]:
        row = copy(self.row)
        for item in self.past.kept:
            setattr(row, item.attname, self.values[item.column])
        tables = self.past.tables
        return Then(
            row,
            {tables[name].model: tuple(dict(part) for part in parts) for name, parts in self.parts.items()},
            frozenset(tables[name].model for (name, _change), left in self.alike.items() if left),
        )

    def _undo(self, line: Line) -> None:
        if line.part:
            self._undo_part(line)
            return
        for name, value in line.old.items():
            if name in self.values:
                self.values[name] = value
                self.touched[name] = line.saved_at

    def _undo_part(self, line: Line) -> bool:
        """Undo a line on a part; False when no part is as the line left it."""
        if line.part not in self.parts:
            return True
        parts = self.parts[line.part]
        if line.verb == "removed":
            parts.append(self._restored(line))
            return True
        place = self._changed_part(line, parts)
        if place is None:
            return False
        if line.verb == "added":
            del parts[place]
        else:
            parts[place] = parts[place] | line.old
        return True

    def _restored(self, line: Line) -> Values:
        table = self.past.tables[line.part]
        known = self.past.fields[line.part]
        empty = {name: typed(item, None) for name, item in known.items() if name != "audience_id"}
        return empty | {self.past._link(table): self.row.pk} | line.old

    def _changed_part(self, line: Line, parts: list[Values]) -> int | None:
        """The place of the part that a line left as it is; the likely one of several."""
        found = [
            place
            for place, part in enumerate(parts)
            if all(part.get(name) == value for name, value in line.new.items())
        ]
        likely = self.past.tables[line.part].likely
        if likely and len(found) > 1:
            found = [place for place in found if likely(parts[place], line.organisation_id)] or found
        if not found:
            return None
        self._note_alike(line, [parts[place] for place in found])
        return found[0]

    def _note_alike(self, line: Line, found: list[Values]) -> None:
        """Remember those among which the line does not choose; once all are undone it is no matter."""
        key = line.part, repr((sorted(line.old.items()), sorted(line.new.items())))
        different = [part for part in found[1:] if _content(part) != _content(found[0])]
        if line.verb == "changed" and (different or key in self.alike):
            self.alike[key] = found[1:]

    # --- What is older than the moment proves the state, or does not ------------------------

    def _prove(self, lines: list[Line]) -> None:
        """Compare what stood at the moment with the lines before it; what differs was changed unseen."""
        proven: set[str] = set()
        unsure = {name for (name, _change), left in self.alike.items() if left}
        for line in lines:
            if line.part:
                if not self._undo_part(line) and line.part not in unsure:
                    self.begins.append(None)
                continue
            for name, value in line.new.items():
                if name in self.values and name not in proven:
                    proven.add(name)
                    if self.values[name] != value:
                        self.begins.append(self.touched.get(name))
            if line.verb == "created":
                self._prove_created(proven, unsure)

    def _prove_created(self, proven: set[str], unsure: set[str]) -> None:
        """What the line of creation does not name was empty, and there were no parts before."""
        for item in self.past.kept:
            if item.column not in proven and not _is_empty(item, self.values[item.column]):
                self.begins.append(self.touched.get(item.column))
        if any(parts for name, parts in self.parts.items() if name not in unsure):
            self.begins.append(None)


def _columns(model: Any) -> dict[str, Any]:
    """The fields by column: lines name columns."""
    return {str(item.column): item for item in model._meta.concrete_fields}


def _content(part: Values) -> Values:
    return {name: value for name, value in part.items() if name not in ("id", "key")}


def _is_empty(item: Any, value: Any) -> bool:
    """Empty as the history sees it, or the default of a column that is younger than the row."""
    default = item.default() if item.default is list else item.default
    return value in (None, "") or value == default


def typed(item: Any, value: Any) -> Any:
    """A value of a line as the field has it: dates, amounts, keys and lists of these."""
    if value is None:
        # The history makes no difference between nothing and an empty text.
        return "" if isinstance(item, models.CharField | models.TextField) and not item.null else None
    if isinstance(item, models.ForeignKey):
        return typed(item.target_field, value)
    if isinstance(item, ArrayField):
        return [typed(item.base_field, each) for each in value]
    if isinstance(item, models.BinaryField):
        return bytes.fromhex(str(value).removeprefix("\\x"))
    return item.to_python(value)
