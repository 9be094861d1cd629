"""The outcome of proceedings in the Council's form, as this reader may read it."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.exchange.paper import Block, Bullets, Grid, Numbered, Paper, Paragraph, Run, Runs, Title
from coordination.people.audiences import in_words
from coordination.people.models import today
from coordination.people.queries import organisations

from .follow_up_rows import follow_up_row
from .kinds import Series
from .models import AgendaItem, Body, Meeting, Outcome, Participation
from .notes_page import issue_words
from .room_kinds import PRESENT, LineKind, OutcomeState, Presence, Result, Stance
from .room_page import run_of
from .rows import audience_of, convenor_words, day_words, days_words, local, marking_of, strictest


def outcome_paper(
    actor: Actor,
    notes: Outcome,
    body: Body | None,
    items: Sequence[AgendaItem],
    lines: Mapping[UUID, Sequence[Any]],
    asked: Sequence[Any],
    invited: Sequence[Participation],
    *,
    language: str,
    draft: bool = False,
) -> Paper:
    """The paper: item by item what was noted, then what was asked of whom, then who was there.

    `items`, `lines` and `asked` are what this reader may read; the strictest marking among them stands on it.
    """
    with translation.override(language):
        meeting = notes.meeting
        sent = local(notes.issued_at).date() if notes.issued_at and not draft else today()
        return Paper(
            title=f"{_('Outcome of proceedings')}: {meeting.name}, {days_words(meeting)}",
            kind=_kind(notes, draft=draft),
            language=language,
            marking=_marking(actor, meeting, items),
            organisation=actor.organisation.name if actor.organisation else "",
            produced_at=timezone.now(),
            issuer=_issuer(meeting, body),
            place="Bruxelles" if language == "fr" else "Brussels",
            dated=sent,
            provisional=_("Number given by the General Secretariat") if body and body.series else "",
            original_language="en" if body and body.series else "",
            facts=_facts(notes, meeting, body),
            blocks=[
                *_state(notes, draft=draft),
                *(block for item in items for block in _item(item, lines.get(item.pk, ()))),
                *_asked(asked, actor),
                *_present(invited),
            ],
            remarks=[
                _("This file holds what its reader could read at that time; others may hold more or less.")
            ],
        )


def _marking(actor: Actor, meeting: Meeting, items: Sequence[AgendaItem]) -> str:
    own = marking_of(meeting, audience_of(meeting, actor))
    narrow = [
        in_words(item.audience.circles, item.originator_id, actor).marking
        for item in items
        if item.audience_id != meeting.audience_id
    ]
    return strictest([*narrow, own])


def _kind(notes: Outcome, *, draft: bool) -> str:
    parts = [_("OUTCOME OF PROCEEDINGS")]
    if issue := issue_words(notes):
        parts.append(issue)
    if draft:
        parts.append(_("(DRAFT)"))
    return " ".join(parts)


def _issuer(meeting: Meeting, body: Body | None) -> list[str]:
    if body is not None and body.series in (Series.CM, Series.WK):
        return [_("Council of the European Union"), _("General Secretariat")]
    return [convenor_words(meeting)]


def _facts(notes: Outcome, meeting: Meeting, body: Body | None) -> list[tuple[str, Runs]]:
    rows: list[tuple[str, Runs]] = [
        (pgettext("head of a paper", "From"), body.name if body else convenor_words(meeting)),
        (pgettext("head of a paper", "On"), days_words(meeting)),
        (pgettext("head of a paper", "To"), _("Delegations")),
        (_("Subject"), meeting.name),
    ]
    if notes.state == OutcomeState.COMMENTS:
        rows.append((_("Comments until"), moment_words(notes.comments_until)))
    if notes.agreed_at:
        rows.append((_("Agreed on"), day_words(local(notes.agreed_at).date())))
    return rows


def _state(notes: Outcome, *, draft: bool) -> list[Block]:
    if draft:
        return [Paragraph([Run(_("Draft: not sent out."), strong=True)])]
    if notes.state == OutcomeState.COMMENTS:
        return [Paragraph([Run(_("For comments: not agreed yet."), strong=True)])]
    return []


def _item(item: AgendaItem, rows: Sequence[Any]) -> list[Block]:
    """An item with what was noted on it, in the order in which it was noted."""
    run = run_of(item)
    result = str(Result(run.result).label) if run and run.result else ""
    blocks: list[Block] = [
        Numbered(number=item.number, text=item.name, note=result, depth=1 if item.parent_id else 0)
    ]
    for kind, group in groupby(rows, key=lambda row: row.kind):
        if kind == LineKind.INTERVENTION:
            blocks.append(Bullets([_spoken(row) for row in group]))
        elif kind == LineKind.CONCLUSION:
            conclusion = Run(f"{_('Conclusion.')} ", strong=True)
            blocks += [Paragraph([conclusion, Run(row.text)]) for row in group]
        else:
            blocks += [Paragraph(row.text) for row in group]
    return blocks


def _spoken(row: Any) -> Runs:
    body = organisations().by_id.get(row.organisation_id or 0)
    stance = f" ({str(Stance(row.stance).label).lower()})" if row.stance else ""
    return [Run(f"{body.name if body else ''}: ", strong=True), Run(f"{row.text}{stance}")]


def _asked(asked: Sequence[Any], actor: Actor) -> list[Block]:
    if not asked:
        return []
    rows = [follow_up_row(row, {}, actor) for row in asked]
    return [
        Title(_("Follow-ups")),
        Grid(
            heads=[_("What is asked"), _("Owner"), _("Due"), _("State")],
            rows=[
                [
                    row["title"],
                    ", ".join(filter(None, [row["owner"], row["owner_part"]])),
                    day_words(row["due_on"]),
                    row["state_label"],
                ]
                for row in rows
            ],
            widths=[5, 2, 2, 1],
        ),
    ]


def _present(invited: Sequence[Participation]) -> list[Block]:
    known = organisations().by_id
    named = {
        _("Present"): [row for row in invited if row.presence in PRESENT],
        _("By written contribution"): [row for row in invited if row.presence == Presence.WRITTEN],
        _("Absent"): [row for row in invited if row.presence == Presence.ABSENT],
    }
    lines: list[Runs] = [
        [Run(f"{label}: ", strong=True), Run(", ".join(known[row.organisation_id].name for row in rows))]
        for label, rows in named.items()
        if rows
    ]
    return [Title(_("Attendance")), Bullets(lines)] if lines else []


def file_name(notes: Outcome, form: str, language: str, *, draft: bool) -> str:
    """What the file is called: nothing of it that a reader could not say."""
    revision = f"rev{notes.issues - 1}" if notes.issues > 1 else ""
    parts = ["outcome", notes.meeting.day.isoformat(), "draft" if draft else revision, language]
    return f"{'-'.join(filter(None, parts))}.{form}"
