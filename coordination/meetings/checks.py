"""What stands in the way of an issue, and what is to be known before it: the worst first."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from coordination.access.dates import date_format
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import organisations

from .audiences import covers, holder_of
from .kinds import WAITED_FOR, Capacity, Handling, ItemKind, ItemState, PaperState
from .models import Meeting, Participation
from .queries.arranging import Arranged
from .sources import SourceWords

RED, AMBER, GREEN = "off-track", "at-risk", "on-track"
WORST = (RED, AMBER, GREEN)


@dataclass(frozen=True)
class Check:
    """Something that was looked at: `light` red, amber or green, and in words what to do about it."""

    light: str
    title: str
    words: str
    item: UUID | None = None


@dataclass(frozen=True)
class Looked:
    """What is looked at: the agenda as arranged, who is invited, the papers and the records behind items."""

    meeting: Meeting
    entries: Sequence[Arranged]
    invited: Sequence[Participation]
    papers: Mapping[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    sources: Mapping[tuple[str, UUID], SourceWords] = field(default_factory=dict)
    readers: Mapping[UUID, frozenset[int]] = field(default_factory=dict)

    @property
    def kept(self) -> list[Arranged]:
        """The items that will be on the agenda."""
        return [entry for entry in self.entries if not entry.withdrawn]


def checks(looked: Looked) -> list[Check]:
    """All that was looked at, the worst first."""
    found = [
        *_handling(looked),
        *_presenters(looked),
        *_time(looked),
        *_records(looked),
        *_papers(looked),
        *_circles(looked),
        *_notice(looked),
        *_french(looked),
    ]
    return sorted(found, key=lambda check: WORST.index(check.light))


def red(found: Iterable[Check]) -> list[Check]:
    """What has to be solved before the agenda is issued."""
    return [check for check in found if check.light == RED]


def _item(entry: Arranged) -> str:
    return _("Item %(number)s") % {"number": entry.number}


def _handling(looked: Looked) -> Iterable[Check]:
    parents = {entry.parent_id for entry in looked.kept}
    for entry in looked.kept:
        if entry.item.handling == Handling.NONE and entry.pk not in parents:
            words = _("%(item)s has no “=” line: say what the meeting does with it.") % {"item": _item(entry)}
            yield Check(RED, _("Handling missing"), words, entry.pk)


def _presenters(looked: Looked) -> Iterable[Check]:
    bodies = organisations().by_id
    here = {
        pk for row in looked.invited for pk in (row.organisation_id, bodies[row.organisation_id].party_id)
    }
    missing = False
    for entry in looked.kept:
        room = here if entry.item.kind != ItemKind.CLOSED else here & _in_circle(looked, entry)
        for pk in entry.item.party_ids:
            if pk in bodies and not {pk, bodies[pk].party_id} & room:
                missing = True
                words = _("%(item)s is presented by %(who)s, who is not invited to it.")
                words %= {"item": _item(entry), "who": bodies[pk].name}
                yield Check(RED, _("Presenter not invited"), words, entry.pk)
    if not missing and any(entry.item.party_ids for entry in looked.kept):
        yield Check(GREEN, _("Presenters"), _("All are invited."))


def _in_circle(looked: Looked, entry: Arranged) -> set[int]:
    """The organisations in the room for a closed item: its circle and the convenor."""
    bodies = organisations().by_id
    named = {pk for row in entry.item.circle_ids for pk in (row, bodies[row].party_id)}
    holder = {holder_of(looked.meeting.term_id)} if looked.meeting.term_id else set()
    return named | holder | {looked.meeting.originator_id}


def _time(looked: Looked) -> Iterable[Check]:
    planned = sum(entry.minutes for entry in looked.kept)
    given = looked.meeting.minutes
    end = looked.meeting.starts_at + datetime.timedelta(minutes=planned)
    words = _("%(planned)s of %(given)s minutes, ends at %(end)s Brussels.") % {
        "planned": planned,
        "given": given,
        "end": date_format(end.astimezone(BRUSSELS), "H.i"),
    }
    if planned > given:
        over = _("%(over)s minutes too long. Shorten an item, or move the end of the meeting.")
        yield Check(RED, pgettext("agenda check", "Time"), f"{words} {over % {'over': planned - given}}")
    else:
        yield Check(GREEN, pgettext("agenda check", "Time"), words)


def _records(looked: Looked) -> Iterable[Check]:
    """An item says by its title what the record behind it says: whoever reads the one must read the other."""
    for entry in looked.kept:
        source = looked.sources.get((entry.item.source_noun, entry.item.source_id))  # type: ignore[arg-type]
        readers = looked.readers.get(entry.pk, frozenset())
        if source is None and entry.item.source_id is not None and not _read_as_it_is(entry):
            words = _("%(item)s is about a record that you may not read. Take it off, and write it anew.")
            yield Check(RED, _("Shows more than its record"), words % {"item": _item(entry)}, entry.pk)
        if source is not None and source.circles and not covers(source.circles, readers):
            words = _(
                "%(item)s is about a record that not everybody in the room may read. Close the item to those "
                "who may, or take the record off it."
            )
            yield Check(RED, _("Shows more than its record"), words % {"item": _item(entry)}, entry.pk)


def _read_as_it_is(entry: Arranged) -> bool:
    """Whether those for whom the item is have read it already."""
    row, item = entry.row, entry.item
    same = (row.kind, row.circle_ids) == (item.kind, item.circle_ids)
    return row.state == ItemState.ISSUED and same


def _papers(looked: Looked) -> Iterable[Check]:
    last = looked.meeting.papers_due_on
    for entry in looked.kept:
        for paper in looked.papers.get(entry.pk, []):
            if words := _paper(paper, last, looked.meeting):
                yield Check(AMBER, _("Paper late"), f"{_item(entry)}: {words}", entry.pk)


def _paper(paper: dict[str, Any], last: datetime.date, meeting: Meeting) -> str:
    """What is to be said of a paper; nothing of one that is in time or given up."""
    said = {"title": paper["title"], "days": meeting.paper_days, "last": date_format(last, "j F Y")}
    expected = paper["issued_on"] if paper["state"] == PaperState.ISSUED else paper["due_on"]
    day = datetime.date.fromisoformat(expected) if expected else None
    if paper["state"] in WAITED_FOR and today() > last:
        return _("“%(title)s” was due on %(last)s and is not there.") % said
    if paper["state"] in WAITED_FOR and day is None:
        return _("“%(title)s” has no date; the last day is %(last)s.") % said
    if day and day > last and paper["state"] != PaperState.DROPPED:
        before = (meeting.day - day).days
        words = ngettext(
            "“%(title)s” would arrive %(n)s day before; the notice period is %(days)s days.",
            "“%(title)s” would arrive %(n)s days before; the notice period is %(days)s days.",
            before,
        )
        return words % (said | {"n": max(before, 0)})
    return ""


def _circles(looked: Looked) -> Iterable[Check]:
    guests = sum(row.capacity == Capacity.GUEST for row in looked.invited)
    for entry in looked.kept:
        if entry.item.kind == ItemKind.INTERNAL and guests:
            words = ngettext(
                "%(item)s is internal: %(n)s invited guest leaves the room.",
                "%(item)s is internal: %(n)s invited guests leave the room.",
                guests,
            )
            yield Check(AMBER, _("Narrow circle"), words % {"item": _item(entry), "n": guests}, entry.pk)
        elif entry.item.kind == ItemKind.CLOSED:
            words = _("%(item)s is closed: only its circle and the convenor read it.")
            yield Check(AMBER, _("Narrow circle"), words % {"item": _item(entry)}, entry.pk)
        elif entry.row.kind == ItemKind.CLOSED and looked.papers.get(entry.pk):
            words = _("%(item)s will be read by more than its circle: look at the titles of its papers.")
            yield Check(AMBER, _("Narrow circle"), words % {"item": _item(entry)}, entry.pk)


def _notice(looked: Looked) -> Iterable[Check]:
    meeting = looked.meeting
    if meeting.first_issued_at is None and today() > meeting.notice_due_on:
        words = _("It should have gone out on %(day)s, %(days)s days before the meeting.")
        words %= {"day": date_format(meeting.notice_due_on, "j F Y"), "days": meeting.notice_days}
        yield Check(AMBER, _("Notice late"), words)


def _french(looked: Looked) -> Iterable[Check]:
    missing = sum(not entry.item.title_fr for entry in looked.kept) + (not looked.meeting.title_fr)
    if missing:
        words = ngettext(
            "The French notice shows %(n)s title in English.",
            "The French notice shows %(n)s titles in English.",
            missing,
        )
        yield Check(AMBER, _("French"), words % {"n": missing})
