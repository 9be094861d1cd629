"""A line of the notes as those who keep them see it, and as the room reads it."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor
from coordination.people.queries import organisations

from .models import IssuedLine, NoteLine, Outcome
from .room_kinds import LineKind, OutcomeState, Stance
from .rows import time_words
from .signs import sign

# Whoever saved what he types within this many seconds is taken to be typing.
TYPING = 12
STANCE_TONES = {
    Stance.SUPPORTS: "green",
    Stance.ASKS: "plain",
    Stance.RESERVES: "amber",
    Stance.OBJECTS: "red",
}


def by_kind(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Lines apart: paragraphs, interventions, conclusions."""
    found: dict[str, list[dict[str, Any]]] = {kind.value: [] for kind in LineKind}
    for row in rows:
        found[row["kind"]].append(row)
    return found


def written(lines: Iterable[NoteLine], notes: Outcome, actor: Actor) -> list[dict[str, Any]]:
    """The lines of an item for those who write them, with who types what on them."""
    return [written_line(line, notes, actor) for line in lines]


def written_line(line: NoteLine, notes: Outcome, actor: Actor) -> dict[str, Any]:
    """One line. `own` is what this writer typed and did not save; `others` what somebody else types on it."""
    pens: list[dict[str, Any]] = line.pen_list  # type: ignore[attr-defined]  # of `queries.room.with_pens`
    own = next((pen for pen in pens if pen["user_id"] == actor.user_id), None)
    url = reverse("room-line", args=[line.pk])
    return _said(line) | {
        "id": line.pk,
        "version": str(line.version),  # a number would be written with a separator
        "text": line.text,
        "shown": own["text"] if own else line.text,
        "own": own is not None and own["text"] != line.text,
        "stale": own is not None and own["base"] != line.version and own["text"] != line.text,
        "others": [_pen(pen, line) for pen in pens if pen["user_id"] != actor.user_id],
        "removed": line.removed_at is not None,
        "saved": time_words(line.saved_at),
        "read_out": time_words(line.read_out_at),
        "may_read_out": line.kind == LineKind.CONCLUSION and notes.state == OutcomeState.DRAFT,
        "url": url,
        "pen_url": reverse("room-pen", args=[line.pk]),
        "writable": notes.may["write"],
    }


def _pen(pen: dict[str, Any], line: NoteLine) -> dict[str, Any]:
    at = datetime.datetime.fromisoformat(pen["at"])
    body = organisations().by_id[pen["originator_id"]]
    return {
        "who": ", ".join(dict.fromkeys(filter(None, [body.name, pen["post"]]))),
        "text": pen["text"],
        "at": time_words(at),
        "typing": (timezone.now() - at).total_seconds() < TYPING,
        "differs": pen["text"] != line.text,
    }


def plain(line: NoteLine | IssuedLine) -> dict[str, Any]:
    """A line on a page that nobody writes in."""
    return _said(line) | {"text": line.text, "read_out": time_words(line.read_out_at)}


def said(lines: Iterable[IssuedLine]) -> list[dict[str, Any]]:
    """The lines of an item as the room reads them."""
    return [
        _said(line) | {"id": line.line, "text": line.text, "read_out": time_words(line.read_out_at)}
        for line in lines
    ]


def _said(line: NoteLine | IssuedLine) -> dict[str, Any]:
    body = organisations().by_id.get(line.organisation_id or 0)
    return {
        "kind": line.kind,
        "sign": sign(body) if body else "",
        "name": body.name if body else "",
        "time": time_words(line.said_at),
        "stance": line.stance,
        "stance_label": str(Stance(line.stance).label) if line.stance else "",
        "stance_tone": STANCE_TONES.get(Stance(line.stance), "plain"),
        "about": line.about,
        "position": str(line.position),
        "objections": _objection_words(getattr(line, "objectors", ())),  # of `queries.room`
    }


def _objection_words(ids: Sequence[int]) -> str:
    """Who objects to a conclusion."""
    known = organisations().by_id
    names = list(dict.fromkeys(known[pk].name for pk in ids if pk in known))
    if not names:
        return _("no objection yet")
    words = ngettext("objection of %(names)s", "objections of %(names)s", len(names))
    return words % {"names": ", ".join(names)}
