"""What the page of a room shows: the agenda with its times, the item that is looked at, who is there."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.people.queries import organisations

from .kinds import Capacity, ItemKind, MeetingState
from .models import AgendaItem, ItemRun, Meeting, Outcome, Participation, Speaker
from .queries.attendance import takes_part
from .room_kinds import PRESENT, USUAL_RESULT, Presence, Result, RunState
from .rows import day_words, local, time_words
from .signs import sign

# A plan that is missed by less than this is kept.
SLACK = 2
# Minutes beyond which a meeting follows its plan no more, and nobody counts.
LOST = 180


def run_of(item: AgendaItem) -> ItemRun | None:
    """How far the room is with an item of `queries.room.items`."""
    try:
        return item.run
    except ObjectDoesNotExist:
        return None


def live(items: Iterable[AgendaItem]) -> AgendaItem | None:
    """The item that runs, of those that the reader may read."""
    return next((item for item in items if (run := run_of(item)) and run.state == RunState.OPEN), None)


def chosen(items: Sequence[AgendaItem], asked: str) -> AgendaItem | None:
    """The item that is looked at: the one asked for, else the one that runs, else the next, else the last."""
    by_id = {str(item.pk): item for item in items}
    if asked in by_id:
        return by_id[asked]
    ahead = (item for item in items if (run := run_of(item)) is None or run.state != RunState.CLOSED)
    return live(items) or next(ahead, items[-1] if items else None)


def seconds_of(run: ItemRun, now: datetime.datetime) -> int:
    """The time kept so far."""
    return run.seconds + (max(int((now - run.since).total_seconds()), 0) if run.since else 0)


def head(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """The line beneath the title: since when, which item of how many, how far behind the plan."""
    running = live(items)
    parts = [_span(meeting)]
    if meeting.state == MeetingState.RUNNING:
        tops = [item for item in items if not item.parent_id and not item.narrow]
        if running and tops:
            names = {"number": running.number, "last": tops[-1].number}
            parts.append(_("item %(number)s of %(last)s") % names)
        else:
            parts.append(_("between items"))
        if running and (words := _behind(running)):
            parts.append(words)
    return {"words": " · ".join(parts), "running": meeting.state == MeetingState.RUNNING}


def _span(meeting: Meeting) -> str:
    began, ended = meeting.began_at, meeting.ended_at
    names = {"start": time_words(began), "end": time_words(ended), "day": day_words(meeting.day)}
    if meeting.state == MeetingState.RUNNING:
        return _("Running since %(start)s") % names
    return _("Held on %(day)s, %(start)s to %(end)s Brussels") % names


def _behind(item: AgendaItem) -> str:
    """How far the beginning of an item is from its planned hour."""
    run = run_of(item)
    if run is None or item.starts_at is None or local(item.starts_at).date() != local(run.began_at).date():
        return ""
    minutes = round((run.began_at - item.starts_at).total_seconds() / 60)
    if abs(minutes) < SLACK:
        return _("as planned")
    if abs(minutes) > LOST:
        return ""
    if minutes > 0:
        words = ngettext("%(n)s minute behind the plan", "%(n)s minutes behind the plan", minutes)
        return words % {"n": minutes}
    words = ngettext("%(n)s minute ahead of the plan", "%(n)s minutes ahead of the plan", -minutes)
    return words % {"n": -minutes}


def rows(items: Sequence[AgendaItem], shown: AgendaItem | None, meeting_id: UUID) -> list[dict[str, Any]]:
    """The agenda on the left: number, title, and how far each item is."""
    room, now = reverse("room", args=[meeting_id]), timezone.now()
    return [
        {
            "id": item.pk,
            "number": item.number,
            "title": item.name,
            "depth": 1 if item.parent_id else 0,
            "url": f"{room}?item={item.pk}",
            "current": shown is not None and item.pk == shown.pk,
            "state": run.state if (run := run_of(item)) else "",
            "words": _progress(item, now),
        }
        for item in items
    ]


def _progress(item: AgendaItem, now: datetime.datetime) -> str:
    run = run_of(item)
    if run is None:
        return str(ItemKind(item.kind).label) if item.kind != ItemKind.COMMON else ""
    minutes = seconds_of(run, now) // 60
    if run.state == RunState.CLOSED:
        label = str(Result(run.result).label) if run.result else str(RunState.CLOSED.label)
        return ", ".join(filter(None, [label, time_words(run.closed_at)]))
    if run.state == RunState.PAUSED:
        return _("Paused after %(n)s min") % {"n": minutes}
    if item.planned:  # type: ignore[attr-defined]  # annotated, for its organisers alone
        return _("Running %(n)s of %(of)s min") % {"n": minutes, "of": item.planned}  # type: ignore[attr-defined]
    return _("Running %(n)s min") % {"n": minutes}


def shown_item(item: AgendaItem, meeting: Meeting) -> dict[str, Any]:
    """The item that is looked at, with what its chair does with it."""
    run, kind = run_of(item), ItemKind(item.kind)
    open_now = run is not None and run.state == RunState.OPEN
    papers = [paper for paper in item.paper_list if paper["state"] == "issued"]
    return {
        "id": item.pk,
        "number": item.number,
        "title": item.name,
        "url": reverse("agenda-item", args=[item.pk]),
        "papers": len(papers),
        "kind_label": str(kind.label) if kind != ItemKind.COMMON else "",
        "live": open_now,
        "closed": run is not None and run.state == RunState.CLOSED,
        "run_url": reverse("room-run", args=[item.pk]) if item.may["run"] else "",
        "result": USUAL_RESULT.get(item.handling, Result.NONE).value,
        "results": [{"value": code, "label": label} for code, label in Result.choices],
        "clock": clock(run),
        "sent_url": reverse("room", args=[meeting.pk]),
    }


def clock(run: ItemRun | None) -> dict[str, Any] | None:
    """The time that is kept so far, for a clock that goes on by itself."""
    if run is None:
        return None
    # As text: a number would be written with a separator.
    return {"seconds": str(seconds_of(run, timezone.now())), "goes": run.state == RunState.OPEN}


def speakers(item: AgendaItem, found: Sequence[Speaker], notes: Outcome, actor: Actor) -> dict[str, Any]:
    """The list of speakers, with what those who keep it, and those who are on it, do with it."""
    run, now = run_of(item), timezone.now()
    keeps, running = notes.may["assist"], run is not None and run.state != RunState.CLOSED
    waiting = [row for row in found if row.called_at is None]
    spoken = [row for row in found if row.ended_at is not None]
    speaking = next((row for row in found if row.called_at and not row.ended_at), None)
    open_list = running and run is not None and run.list_closed_at is None
    own = actor.speaks_for & {row.organisation_id for row in waiting}
    return {
        "speaking": _speaker(speaking, actor) | {"seconds": int((now - speaking.called_at).total_seconds())}
        if speaking and speaking.called_at
        else None,
        "waiting": [_speaker(row, actor) for row in waiting],
        "spoken": [_speaker(row, actor) for row in spoken],
        "closed": running and not open_list,
        "url": reverse("room-speakers", args=[item.pk]) if keeps else "",
        "floor_url": reverse("room-floor", args=[item.pk])
        if notes.may["floor"] and not keeps and (open_list or own)
        else "",
        "own": bool(own),
        "running": running,
    }


def _speaker(row: Speaker, actor: Actor) -> dict[str, Any]:
    body = organisations().by_id[row.organisation_id]
    spoke = None
    if row.called_at and row.ended_at:
        spoke = int((row.ended_at - row.called_at).total_seconds())
    return {
        "key": row.key,
        "sign": sign(body),
        "name": body.name,
        "yours": row.organisation_id in actor.speaks_for,
        "asked": time_words(row.asked_at),
        "called": time_words(row.called_at),
        "ended": time_words(row.ended_at),
        "spoke": f"{spoke // 60}.{spoke % 60:02}" if spoke is not None else "",
    }


PRESENCE_TONES = {
    Presence.ROOM: "here",
    Presence.AFAR: "afar",
    Presence.WRITTEN: "written",
    Presence.ABSENT: "absent",
}


def presence(
    found: Sequence[Participation], item: AgendaItem | None, notes: Outcome, meeting: Meeting
) -> dict[str, Any]:
    """Who is in the room, by sign, and the same in a sentence."""
    known = organisations().by_id
    for_item = takes_part(item, found) if item else {row.organisation_id for row in found}
    listed = [
        {
            "id": str(row.organisation_id),
            "sign": sign(known[row.organisation_id]),
            "name": known[row.organisation_id].name,
            "guest": row.capacity == Capacity.GUEST,
            "presence": row.presence,
            "presence_label": str(Presence(row.presence).label),
            "tone": "gone" if row.left_at else PRESENCE_TONES.get(Presence(row.presence), "unknown"),
            "arrived": time_words(row.arrived_at),
            "left": time_words(row.left_at),
            "outside": row.organisation_id not in for_item,
        }
        for row in found
    ]
    return {
        "rows": listed,
        "words": _presence_words(listed),
        "url": reverse("room-presence", args=[meeting.pk]) if notes.may["write"] else "",
        "choices": [{"value": code, "label": label} for code, label in Presence.choices if code],
    }


def _presence_words(listed: Sequence[dict[str, Any]]) -> str:
    here = [row for row in listed if row["presence"] in PRESENT and not row["left"]]
    members = [row for row in listed if not row["guest"]]
    names = {"n": sum(not row["guest"] for row in here), "of": len(members)}
    parts = [_("%(n)s of %(of)s members present") % names]
    guests = sum(row["guest"] for row in here)
    if guests:
        parts.append(ngettext("%(n)s guest", "%(n)s guests", guests) % {"n": guests})
    written = [row["sign"] for row in listed if row["presence"] == Presence.WRITTEN]
    if written:
        parts.append(_("%(names)s by written contribution") % {"names": ", ".join(written)})
    leave = [row["name"] for row in here if row["outside"]]
    if leave:
        parts.append(_("%(names)s leave for this item") % {"names": ", ".join(leave)})
    return "; ".join(parts) + "."
