"""What the page of the notes shows: item by item, what was noted, what was said about it, what comes next."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.exchange.wording import segments
from coordination.people.queries import organisations

from . import line_rows
from .kinds import ItemKind, MeetingState
from .models import AgendaItem, IssuedLine, Meeting, NoteRemark, Outcome
from .room_kinds import LineKind, OutcomeState, RemarkKind, Result, Stance
from .room_page import run_of
from .rows import day_words, local, time_words

TONES = {
    OutcomeState.DRAFT: "amber",
    OutcomeState.COMMENTS: "shared",
    OutcomeState.AGREED: "green",
    OutcomeState.LOCKED: "plain",
}


def moment_words(moment: Any) -> str:
    return date_format(local(moment), "j F Y, H.i") if moment else ""


def issue_words(notes: Outcome) -> str:
    """Which issue of the notes is read: nothing for the first, then REV 1."""
    return f"REV {notes.issues - 1}" if notes.issues > 1 else ""


def head(notes: Outcome) -> dict[str, Any]:
    """How far the notes are, in a word and a sentence."""
    state = OutcomeState(notes.state)
    words = {
        OutcomeState.DRAFT: _("Those who keep the notes write them; nothing was sent out yet."),
        OutcomeState.COMMENTS: _("Comments are open until %(time)s Brussels.")
        % {"time": moment_words(notes.comments_until)},
        OutcomeState.AGREED: _("Agreed on %(day)s.") % {"day": _day(notes.agreed_at)},
        OutcomeState.LOCKED: _("Agreed on %(day)s and locked.") % {"day": _day(notes.agreed_at)},
    }
    if state == OutcomeState.COMMENTS and is_over(notes):
        words[state] = _("Comments were open until %(time)s Brussels.") % {
            "time": moment_words(notes.comments_until)
        }
    return {
        "state": state.value,
        "label": str(state.label),
        "tone": TONES[state],
        "issue": issue_words(notes),
        "words": words[state],
        "sent": moment_words(notes.issued_at),
    }


def _day(moment: Any) -> str:
    return day_words(local(moment).date()) if moment else ""


def is_over(notes: Outcome) -> bool:
    """Whether the time for comments has ended."""
    return notes.comments_until is not None and notes.comments_until < timezone.now()


def parts(
    items: Sequence[AgendaItem],
    lines: Mapping[UUID, Sequence[Any]],
    said: Sequence[NoteRemark],
    notes: Outcome,
    actor: Actor,
) -> list[dict[str, Any]]:
    """The items with their lines and the comments on them, numbered as in the room."""
    about: dict[tuple[UUID, UUID | None], list[dict[str, Any]]] = {}
    for remark in said:
        about.setdefault((remark.item_id, remark.line), []).append(_remark(remark, notes, actor))
    comments = notes.may["comment"] and not is_over(notes)
    found = []
    for item in items:
        run, rows = run_of(item), lines.get(item.pk, ())
        shown = {_key(row) for row in rows}
        gone = [
            row
            for (item_id, line), remarks in about.items()
            for row in remarks
            if item_id == item.pk and line is not None and line not in shown
        ]
        kind = ItemKind(item.kind)
        found.append(
            {
                "number": item.number,
                "title": item.name,
                "url": reverse("agenda-item", args=[item.pk]),
                "kind_label": str(kind.label) if kind != ItemKind.COMMON else "",
                "result": str(Result(run.result).label) if run and run.result else "",
                "closed": time_words(run.closed_at) if run else "",
                "lines": [
                    line_rows.plain(row)
                    | {
                        "remarks": about.get((item.pk, _key(row)), []),
                        "comment_url": _comment_url(item, _key(row)) if comments else "",
                    }
                    for row in rows
                ],
                "remarks": about.get((item.pk, None), []) + gone,
                "comment_url": _comment_url(item) if comments else "",
            }
        )
    return found


def _key(row: Any) -> UUID:
    """What names a line through all its issues."""
    return row.line if isinstance(row, IssuedLine) else row.pk


def _comment_url(item: AgendaItem, line: UUID | None = None) -> str:
    address = reverse("notes-comment", args=[item.pk])
    return f"{address}?line={line}" if line else address


def _remark(row: NoteRemark, notes: Outcome, actor: Actor) -> dict[str, Any]:
    mine = row.organisation_id in actor.speaks_for
    resolved = ""
    if row.resolved_at and row.resolved_by_id:
        names = {"organisation": organisations().by_id[row.resolved_by_id].name}
        resolved = _("Resolved by %(organisation)s") % names
    open_now = row.resolved_at is None and notes.state != OutcomeState.LOCKED
    return {
        "organisation": organisations().by_id[row.organisation_id].name,
        "at": row.at,
        "kind_label": row.get_kind_display(),
        "correction": row.kind == RemarkKind.CORRECTION,
        "quote": row.quote,
        "text": row.text,
        "proposal": row.proposal,
        "resolved": resolved,
        "resolution": row.resolution,
        "resolve_url": reverse("notes-resolve", args=[row.item_id, row.key])
        if open_now and (mine or notes.may["write"] or notes.may["reopen"])
        else "",
    }


def steps(notes: Outcome, meeting: Meeting, hindrance: str) -> list[dict[str, Any]]:
    """What whoever keeps the notes does next."""
    pk, may, found = meeting.pk, notes.may, []
    if may["write"]:
        found.append(_do(_("Write the notes"), "room", pk))
    if may["issue"]:
        label = _("Send again for comments") if notes.issues else _("Send for comments")
        found.append(_do(label, "notes-issue", pk))
        if notes.state == OutcomeState.COMMENTS:
            found.append(_do(_("Change the time for comments"), "notes-extend", pk))
    if may["agree"]:
        found.append(_do(_("Record that they are agreed"), "notes-agree", pk, words=hindrance))
    if may["reopen"]:
        found.append(_do(_("Open for comments again"), "notes-reopen", pk))
    if notes.state == OutcomeState.AGREED and meeting.state == MeetingState.HELD and may["reopen"]:
        found.append(_do(_("Lock the record"), "notes-lock", pk, post=True))
    return found


def _do(label: str, route: str, pk: UUID, *, words: str = "", post: bool = False) -> dict[str, Any]:
    return {"label": label, "url": reverse(route, args=[pk]), "words": words, "post": post}


def revisions(notes: Outcome, meeting: Meeting) -> list[dict[str, str]]:
    """Where two issues are compared."""
    address = reverse("notes-difference", args=[meeting.pk])
    return [
        {
            "label": _("What %(issue)s changed") % {"issue": f"REV {number - 1}"},
            "url": f"{address}?before={number - 1}&after={number}",
        }
        for number in range(notes.issues, 1, -1)
    ]


def difference(
    items: Sequence[AgendaItem],
    before: Mapping[UUID, Sequence[IssuedLine]],
    after: Mapping[UUID, Sequence[IssuedLine]],
) -> list[dict[str, Any]]:
    """Item by item, the lines that came, went or changed between two issues, word by word."""
    found = []
    for item in items:
        old = {row.line: row for row in before.get(item.pk, ())}
        new = {row.line: row for row in after.get(item.pk, ())}
        lines = []
        for key in [*new, *(key for key in old if key not in new)]:
            then, now = old.get(key), new.get(key)
            pieces = segments(_full(then), _full(now))
            if any(piece.kind != "same" for piece in pieces):
                lines.append(
                    {
                        "kind": "added" if then is None else "removed" if now is None else "changed",
                        "segments": pieces,
                    }
                )
        if lines:
            found.append({"number": item.number, "title": item.name, "lines": lines})
    return found


def _full(row: IssuedLine | None) -> str:
    """All that a line says, in one text."""
    if row is None:
        return ""
    body = organisations().by_id.get(row.organisation_id or 0)
    stance = str(Stance(row.stance).label) if row.stance else ""
    start = {LineKind.CONCLUSION: _("Conclusion.")}.get(LineKind(row.kind), "")
    named = f"{body.name}:" if body else ""
    end = f"({stance})" if stance else ""
    return " ".join(filter(None, [start, named, row.text, end]))
