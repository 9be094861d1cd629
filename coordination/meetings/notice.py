"""The notice of meeting with its provisional agenda, in the Council's form, as this reader may read it."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from coordination.access.actor import Actor
from coordination.access.dates import day_of
from coordination.exchange.paper import Block, Bullets, Numbered, Paper, Paragraph, Run, Runs, Title
from coordination.people.audiences import in_words
from coordination.people.models import today

from .kinds import Series
from .models import AgendaItem, Body, Meeting
from .rows import (
    audience_of,
    change_of,
    convenor_words,
    days_words,
    hours_words,
    lines_of,
    marking_of,
    paper_words,
    provisional_reference,
    revision_words,
    strictest,
    time_words,
)


def notice(
    actor: Actor,
    meeting: Meeting,
    body: Body | None,
    items: Sequence[AgendaItem],
    *,
    language: str,
    draft: bool = False,
) -> Paper:
    """The paper. `items` are in order, with their papers and audiences, as this reader sees them.

    As a `draft` it shows what would go out next. The strictest marking of what is in it stands on it.
    """
    with translation.override(language):
        shown = [item for item in items if change_of(item, meeting) == "gone" or item.state != "withdrawn"]
        series = body.series if body is not None else ""
        return Paper(
            title=f"{meeting.name}, {days_words(meeting)}",
            kind=_kind(meeting, series),
            language=language,
            marking=marking(actor, meeting, shown),
            organisation=actor.organisation.name if actor.organisation else "",
            produced_at=timezone.now(),
            issuer=_issuer(meeting, series),
            place="Bruxelles" if language == "fr" else "Brussels",
            dated=day_of(meeting.issued_at) if meeting.issued_at and not draft else today(),
            reference=" ".join(filter(None, [meeting.reference, revision_words(meeting)]))
            if meeting.reference
            else "",
            provisional="" if meeting.reference else provisional_reference(meeting, body),
            original_language="en" if series else "",
            facts=_facts(meeting, body),
            blocks=_blocks(meeting, shown, draft=draft),
            remarks=_remarks(meeting),
        )


def marking(actor: Actor, meeting: Meeting, items: Sequence[AgendaItem]) -> str:
    """The strictest marking of a meeting and of those of its items that are in a file."""
    own = marking_of(meeting, audience_of(meeting, actor))
    narrow = [
        in_words(item.audience.circles, item.originator_id, actor).marking
        for item in items
        if item.audience_id != meeting.audience_id
    ]
    return strictest([*narrow, own])


def _kind(meeting: Meeting, series: str) -> str:
    words = _("NOTICE OF MEETING AND PROVISIONAL AGENDA") if series else _("MEETING AND AGENDA")
    return " ".join(filter(None, [words, f"({revision_words(meeting)})" if meeting.revision else ""]))


def _issuer(meeting: Meeting, series: str) -> list[str]:
    if series in (Series.CM, Series.WK):
        return [_("Council of the European Union"), _("General Secretariat")]
    return [convenor_words(meeting)]


def _facts(meeting: Meeting, body: Body | None) -> list[tuple[str, Runs]]:
    """Label and words; what the last revision changed is marked."""
    moved = set(meeting.marked_fields)

    def said(words: str, *fields: str) -> Runs:
        return [Run(words, change="new" if moved & set(fields) else "")]

    rows: list[tuple[str, Runs]] = [
        (pgettext("head of a paper", "From"), convenor_words(meeting)),
        (
            _("Subject"),
            said(
                f"{body.name}: {meeting.name}"
                if body and body.short not in meeting.name
                else (body.name if body else meeting.name),
                "title",
                "title_fr",
            ),
        ),
        (_("Date"), said(days_words(meeting), "starts_at", "ends_at")),
        (_("Time"), said(hours_words(meeting), "starts_at", "ends_at")),
        (_("Venue"), said(meeting.venue or _("to be confirmed"), "venue")),
    ]
    if meeting.format:
        rows.append((_("Format"), said(meeting.format, "format")))
    if meeting.address:
        rows.append((_("From afar"), said(meeting.address, "address")))
    return rows


def _blocks(meeting: Meeting, items: Sequence[AgendaItem], *, draft: bool) -> list[Block]:
    blocks: list[Block] = []
    if meeting.cancelled_at:
        blocks.append(
            Paragraph(
                [
                    Run(
                        _("The meeting is cancelled: %(reason)s") % {"reason": meeting.cancel_reason},
                        strong=True,
                    )
                ]
            )
        )
    if draft:
        blocks.append(Paragraph([Run(_("Draft: not issued."), strong=True)]))
    blocks.append(Title(_("Provisional agenda")))
    blocks += [_item(item, meeting) for item in items]
    if waited := [row for item in items if item.state != "withdrawn" for row in _awaited(item)]:
        blocks += [Title(_("Papers still to come")), Bullets(waited)]
    return blocks


def _item(item: AgendaItem, meeting: Meeting) -> Numbered:
    change = change_of(item, meeting)
    if change == "gone":
        return Numbered("", [Run(item.name, change="gone")], depth=1 if item.parent_id else 0, change="gone")
    title: Runs = [Run(item.name, change="new")] if change == "new" else item.name
    papers = [
        " · ".join(filter(None, [paper["title"], paper_words(paper)]))
        for paper in item.paper_list
        if paper["state"] != "dropped"
    ]
    return Numbered(
        number=item.number,
        text=title,
        lines=lines_of(item),
        note="; ".join(papers),
        aside=time_words(item.starts_at),
        depth=1 if item.parent_id else 0,
        change="new" if change else "",
    )


def _awaited(item: AgendaItem) -> list[str]:
    return [
        f"{item.number} · {paper['title']}"
        for paper in item.paper_list
        if paper["state"] in ("to-be-issued", "to-follow")
    ]


def _remarks(meeting: Meeting) -> list[str]:
    words = [_("This file holds what its reader could read at that time; others may hold more or less.")]
    if meeting.revision:
        words.append(_("A bar in the margin marks what the revision changed; new words are underlined."))
    return words


def file_name(meeting: Meeting, form: str, language: str) -> str:
    """What the file is called: nothing of it that a reader could not say."""
    parts: list[Any] = [
        "agenda",
        meeting.day.isoformat(),
        f"rev{meeting.revision}" if meeting.revision else "",
        language,
    ]
    return f"{'-'.join(filter(None, parts))}.{form}"
