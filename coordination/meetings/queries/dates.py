"""The calendar of a reader: meetings, visits and deadlines of a span, soonest first."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from coordination.access.actor import Actor
from coordination.people.models import BRUSSELS
from coordination.world.queries import countries

from ..calendar import Dated, Kind, Span, dated
from ..kinds import ItemState, MeetingState
from ..models import AgendaItem, Meeting, Participation
from ..rows import hours_words, revision_words

# What a calendar subscribes to: so far back and ahead.
BACK, AHEAD = datetime.timedelta(days=90), datetime.timedelta(days=400)


@dataclass(frozen=True)
class Wanted:
    """Which entries are asked for."""

    span: Span
    kinds: tuple[str, ...] = ()
    mine: bool = False

    def has(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


def entries(actor: Actor, wanted: Wanted) -> list[Dated]:
    """All that the reader may read in the span, whole days before hours. At most three statements."""
    found: list[Dated] = []
    if wanted.has(Kind.MEETING):
        found += meetings(actor, wanted.span)
    if wanted.has(Kind.VISIT) or wanted.has(Kind.DEADLINE):
        found += [entry for entry in dated(actor, wanted.span) if wanted.has(entry.kind)]
    if wanted.mine:
        found = [entry for entry in found if entry.mine]
    return sorted(
        found,
        key=lambda entry: (entry.day, isinstance(entry.starts, datetime.datetime), _hour(entry), entry.title),
    )


def _hour(entry: Dated) -> str:
    return entry.starts.isoformat() if isinstance(entry.starts, datetime.datetime) else ""


def meetings(actor: Actor, span: Span) -> list[Dated]:
    """The meetings of a span with their agendas. Two statements."""
    first = datetime.datetime.combine(span.first, datetime.time(), BRUSSELS)
    last = datetime.datetime.combine(span.last + datetime.timedelta(days=1), datetime.time(), BRUSSELS)
    invited = Participation.objects.visible_to(actor).filter(
        meeting=OuterRef("pk"), organisation__in=actor.organisations | actor.speaks_for
    )
    rows: Any = Meeting.objects.visible_to(actor).between(first, last)
    if span.country_id is not None:
        about = AgendaItem.objects.visible_to(actor).as_read().exclude(state=ItemState.WITHDRAWN)
        there = about.filter(country=span.country_id).order_by().values("meeting")
        rows = rows.filter(Q(country=span.country_id) | Q(pk__in=there))
    listed = list(rows.select_related("audience").annotate(invited=Exists(invited)))
    agendas = _agendas(actor, [row.pk for row in listed])
    return [_meeting(row, agendas.get(row.pk, []), actor) for row in listed]


def _agendas(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, list[AgendaItem]]:
    found: dict[UUID, list[AgendaItem]] = {}
    rows = AgendaItem.objects.visible_to(actor).as_read().filter(meeting__in=list(ids))
    for row in rows.exclude(state=ItemState.WITHDRAWN):
        found.setdefault(row.meeting_id, []).append(row)
    return found


def _meeting(row: Any, items: list[AgendaItem], actor: Actor) -> Dated:
    place = countries().by_id.get(row.country_id or 0)
    agenda = "\n".join(f"{item.number} {item.name}" for item in items)
    return Dated(
        uid=f"meeting-{row.pk}",
        kind=Kind.MEETING,
        title=" ".join(filter(None, [row.name, revision_words(row)])),
        second=" · ".join(filter(None, [hours_words(row), row.venue])),
        url=reverse("meeting", args=[row.pk]),
        starts=row.starts_at,
        ends=row.ends_at,
        country_ids=(row.country_id,) if place else (),
        place=row.venue,
        words=row.cancel_reason if row.state == MeetingState.CANCELLED else agenda,
        mine=row.invited or row.originator_id in actor.speaks_for,
        cancelled=row.state == MeetingState.CANCELLED,
        tentative=row.first_issued_at is None,
        sequence=row.sequence,
        changed_at=row.stamped_at,
        circles=tuple(row.audience.circles),
        originator_id=row.originator_id,
    )
