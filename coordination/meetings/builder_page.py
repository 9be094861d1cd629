"""What the builder of an agenda draws: proposals by reason, the items with their time and state, the checks."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.actor import Actor

from .checks import AMBER, GREEN, RED, Check
from .kinds import Capacity, Handling, ItemKind, ItemState
from .models import Meeting
from .proposals import Group, Proposal
from .queries.arranging import Arranged
from .queries.building import Building
from .rows import (
    KIND_TONES,
    days_words,
    hours_words,
    lines_of,
    paper_row,
    time_words,
)

SIGNS = {RED: "off-track", AMBER: "at-risk", GREEN: "on-track"}


def head(meeting: Meeting) -> str:
    """The line beneath the title."""
    parts = [hours_words(meeting), meeting.venue or _("room to be confirmed")]
    if meeting.format:
        parts.append(_("format %(format)s") % {"format": meeting.format})
    return " · ".join(parts)


def context(actor: Actor, found: Building) -> dict[str, Any]:
    """Everything but the head of the page."""
    meeting = found.meeting
    kept = [entry for entry in found.entries if not entry.withdrawn]
    solve = [check for check in found.checks if check.light == RED]
    return {
        "meeting": {
            "id": meeting.pk,
            "revision": meeting.revision + 1 if meeting.first_issued_at else 0,
            "issued": meeting.first_issued_at is not None,
        },
        "groups": _groups(found),
        "proposed_words": _proposed_words(found),
        "items": [_item(entry, found) for entry in found.entries],
        "items_words": ngettext("%(n)s item", "%(n)s items", len(kept)) % {"n": len(kept)},
        "last": {"id": found.last.pk, "name": found.last.name, "day": days_words(found.last)}
        if found.last
        else None,
        "templates": [{"id": row.pk, "title": row.title} for row in found.templates],
        "checks": [_check(check) for check in found.checks],
        "solve_words": ngettext("%(n)s to solve", "%(n)s to solve", len(solve)) % {"n": len(solve)}
        if solve
        else "",
        "waiting": waiting_words(found),
        "changes": changes_of(found) if meeting.first_issued_at else [],
        "reference": _reference(meeting),
        "participants": _participants(found),
    }


def waiting_words(found: Building) -> str:
    """Why the agenda cannot be issued now; empty where it can."""
    meeting = found.meeting
    if not meeting.may["issue"]:
        return meeting.policy.reason("issue")
    if any(check.light == RED for check in found.checks):
        return _("The agenda can be issued once nothing red remains.")
    if all(entry.withdrawn for entry in found.entries):
        return _("The agenda can be issued once it has an item.")
    if meeting.first_issued_at and not changes_of(found):
        return _("Nothing changed since it was last issued.")
    return ""


def _reference(meeting: Meeting) -> str:
    if meeting.reference or meeting.term_id is None:
        return meeting.reference
    return _("Provisional reference until the General Secretariat gives a number.")


def _participants(found: Building) -> str:
    members = sum(row.capacity == Capacity.MEMBER for row in found.invited)
    guests = len(found.invited) - members
    words = ngettext("%(n)s member", "%(n)s members", members) % {"n": members}
    if guests:
        words += ", " + ngettext("%(n)s guest", "%(n)s guests", guests) % {"n": guests}
    return words


def _proposed_words(found: Building) -> str:
    words = ngettext(
        "%(n)s point, with its reason. Adding one draws in its paper, presenter and usual time.",
        "%(n)s points, each with its reason. Adding one draws in its paper, presenter and usual time.",
        len(found.proposals),
    )
    return words % {"n": len(found.proposals)}


def _groups(found: Building) -> list[dict[str, Any]]:
    """Proposals by reason; what is on the agenda already says as which item."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for proposal in found.proposals:
        groups.setdefault(proposal.group, []).append(_proposal(proposal, found.number_of(proposal)))
    return [{"label": str(Group(group).label), "rows": rows} for group, rows in groups.items()]


def _proposal(proposal: Proposal, number: str) -> dict[str, Any]:
    return {
        "key": proposal.key,
        "title": proposal.title,
        "second": proposal.second,
        "url": proposal.url,
        "item": _("in item %(number)s") % {"number": number} if number else "",
    }


def _item(entry: Arranged, found: Building) -> dict[str, Any]:
    """An item as it will print, with what its organisers know of it."""
    item, meeting = entry.item, found.meeting
    kind = ItemKind(item.kind)
    problems = {check.item for check in found.checks if check.light == RED}
    parents = {other.parent_id for other in found.entries}
    start = found.times.get(entry.pk)
    return {
        "id": entry.pk,
        "number": entry.number,
        "title": item.name,
        "parent": entry.parent_id or "",
        "depth": 1 if entry.parent_id else 0,
        "lines": [{"sign": sign, "words": words} for sign, words in lines_of(item)],
        "handling_missing": item.handling == Handling.NONE and entry.pk not in parents,
        "time": time_words(start),
        "minutes": entry.minutes,
        "kind_label": str(kind.label),
        "kind_tone": KIND_TONES[kind],
        "papers": [paper_row(paper, meeting) for paper in entry.row.paper_list],
        "reason": entry.preparation.reason if entry.preparation else "",
        "edit_url": reverse("agenda-item-edit", args=[entry.pk]),
        "withdrawn": entry.withdrawn,
        "new": meeting.first_issued_at is not None and entry.row.state == ItemState.PREPARED,
        "changed": not entry.is_new and entry.is_changed and not entry.withdrawn,
        "problem": entry.pk in problems,
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "sign": SIGNS[check.light],
        "title": check.title,
        "words": check.words,
        "url": reverse("agenda-item-edit", args=[check.item]) if check.item and check.light == RED else "",
    }


def changes_of(found: Building) -> list[str]:
    """What the next revision changes, in words: for the organisers alone."""
    words = [
        _("%(field)s of the meeting changed") % {"field": _field_words(name)}
        for name in found.meeting.changed_fields
    ]
    words += filter(None, (_change(entry) for entry in found.entries))
    return words


def _field_words(name: str) -> str:
    field: Any = Meeting._meta.get_field(name)
    return str(field.verbose_name)


def _change(entry: Arranged) -> str:
    said = {"number": entry.number or entry.row.number, "title": entry.item.name}
    if entry.withdrawn:
        return _("Item %(number)s taken off: %(title)s") % (said | {"number": entry.row.number})
    if entry.is_new:
        return _("Item %(number)s new: %(title)s") % said
    kept = entry.preparation
    lines = []
    if kept and kept.changes.keys() & {"title", "title_fr", "presenters", "handling", "kind", "circle_ids"}:
        lines.append(_("Item %(number)s in other words") % said)
    if kept and kept.issued_minutes is not None and kept.issued_minutes != kept.minutes:
        times = said | {"old": kept.issued_minutes, "new": kept.minutes}
        shorter = _("Item %(number)s shortened from %(old)s to %(new)s minutes")
        longer = _("Item %(number)s lengthened from %(old)s to %(new)s minutes")
        lines.append((shorter if kept.minutes < kept.issued_minutes else longer) % times)
    if entry.number != entry.row.number and not lines:
        lines.append(_("Item %(number)s was item %(old)s") % (said | {"old": entry.row.number}))
    return "; ".join(lines)
