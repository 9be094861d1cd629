"""What changed, grouped as it was saved: one change for all the lines of a transaction."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Max, Min, QuerySet

from coordination.access.actor import Actor
from coordination.access.models import Gated

from .models import HistoryLine

# A deed names a change better than the fields that it set.
DEEDS = ("shared", "cleared", "confirmed", "retired", "restored")
RANK = {verb: place for place, verb in enumerate(("purged", *reversed(DEEDS), "created", "changed"))}


@dataclass(frozen=True)
class FieldChange:
    """A field before and after, in words; empty for nothing."""

    label: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Change:
    """What one organisation, or a named system job, saved at once."""

    at: datetime.datetime
    organisation: str
    system: str
    verb: str
    reason: str = ""
    fields: list[FieldChange] = field(default_factory=list)


# Newest first, and the time from which older ones follow.
Changes = tuple[list[Change], datetime.datetime | None]


class Words(Protocol):
    """How the slice that owns a record says its changes; it alone knows names and what is not for all."""

    def prepare(self, lines: Sequence[HistoryLine]) -> None:
        """See all lines of a page once, so that names need no query each."""

    owner: bool

    def organisation(self, pk: int) -> str: ...

    def line(self, line: HistoryLine) -> list[FieldChange] | None:
        """The fields of a line in words; None when the reader learns nothing of the line."""


def changes_of(
    actor: Actor,
    rows: Gated | Sequence[Gated],
    words: Words,
    *,
    before: datetime.datetime | None = None,
    limit: int = 50,
) -> Changes:
    """Up to `limit` changes of some records, newest first, and the time from which older ones follow.

    A change all of whose lines are not for this reader is left out, and counts nowhere: neither the
    length of a page nor where the next one begins tells of it.
    """
    lines = HistoryLine.objects.visible_to(actor).of(*([rows] if isinstance(rows, Gated) else rows))
    if not words.owner:
        lines = lines.told_to_others()
    groups = lines.order_by().values("change").annotate(last=Max("at")).order_by("-last", "-change")
    if before is not None:
        groups = groups.alias(first=Min("at")).filter(first__lt=before)
    told: list[Change] = []
    size = limit + 1
    while True:
        found = list(groups[:size])
        changes = _told(lines, [group["change"] for group in found], words)
        told += [change for change in changes if before is None or change.at < before]
        told.sort(key=lambda change: change.at, reverse=True)
        if len(found) < size or (len(told) > limit and told[limit - 1].at >= found[-1]["last"]):
            return told[:limit], told[limit - 1].at if len(told) > limit else None
        groups, size = groups.filter(last__lt=found[-1]["last"]), size * 2


def saved_last(actor: Actor, row: Gated) -> HistoryLine | None:
    """The newest line of a record that the actor may be told: who saved it last, and when."""
    lines = HistoryLine.objects.visible_to(actor).of(row)
    if row.originator_id not in actor.organisations:
        lines = lines.told_to_others()
    return lines.first()


def _told(lines: QuerySet[HistoryLine], keys: list[int], words: Words) -> list[Change]:
    """Those of some changes that the reader is told, in their order."""
    by_change: dict[int, list[HistoryLine]] = {key: [] for key in keys}
    found = list(lines.filter(change__in=keys))
    words.prepare(found)
    for line in found:
        by_change[line.change].append(line)
    return [change for key in keys if (change := _change(by_change[key], words))]


def _change(lines: list[HistoryLine], words: Words) -> Change | None:
    told: list[tuple[HistoryLine, list[FieldChange]]] = []
    for line in reversed(lines):
        fields = words.line(line)
        if fields is not None:
            told.append((line, fields))
    if not told:
        return None
    first = told[0][0]
    verbs: list[Any] = [line.verb for line, _fields in told if not line.part]
    return Change(
        # Of what is told alone: what is not would show in a later minute.
        at=max(line.at for line, _fields in told),
        organisation=words.organisation(first.organisation_id) if first.organisation_id else "",
        system=first.system,
        # What a slice above calls a deed, the last of them, names a change better than what it set.
        verb=min(reversed(verbs or ["changed"]), key=lambda verb: RANK.get(verb, -1)),
        reason=" ".join(line.reason for line, _fields in told if line.reason),
        fields=[change for _line, fields in told for change in fields],
    )
