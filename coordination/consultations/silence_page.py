"""What a silence procedure shows: positions in words, as whoever asks sees them and as delegations do; its outcome."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coordination.access.dates import moment_words

from .audiences import delegations
from .detail_page import Page
from .kinds import BREAKING, Outcome, Stand, Standing, State
from .models import Position
from .queries.reading import all_lifted, outcome_of
from .rows import paragraphs, party, standing_label, standing_sign

SIGNS = {
    Stand.AGREE: ("confirmed", "green"),
    Stand.COMMENT: ("confirmed", "blue"),
    Stand.RESERVATION: ("at-risk", "amber"),
    Stand.OBJECT: ("off-track", "red"),
}


def procedure(page: Page, found: list[Position], *, own_page: bool) -> dict[str, Any]:
    """A silence procedure for `consultations/positions.html`: on its own page, or on that of what it goes with."""
    row = page.row
    silent = _silent(page, found)
    groups = [_group(page, stand, [p for p in found if p.stand == stand]) for stand in Stand]
    shown = [group for group in groups if group["number"]]
    if silent is not None:
        shown.append(_silence_group(page, silent))
    return {
        "id": str(row.pk),
        "own_page": own_page,
        "title": row.title,
        "url": reverse("consultation", args=[row.pk]),
        "until": _("Silence procedure until %(time)s") % {"time": moment_words(row.deadline)},
        "standing_label": standing_label(row),
        "sign": standing_sign(page.standing, outcome_of(row)),
        "groups": shown,
        "bar": _bar(shown),
        "note": _whose(page),
        "outcome": outcome_note(page, found, silent),
        "position": own_position(page, found),
        "deeds": deeds(page, found),
    }


def _silent(page: Page, found: Iterable[Position]) -> list[int] | None:
    """The delegations that have said nothing; None where the reader does not see all that was said."""
    if not page.sees_all or page.row.state not in (State.OPEN, State.CLOSED):
        return None
    spoken = {row.originator_id for row in found}
    return [pk for pk in delegations(page.asked) if pk not in spoken]


def _group(page: Page, stand: Stand, rows: list[Position]) -> dict[str, Any]:
    sign, tone = SIGNS[stand]
    return {
        "label": str(stand.label),
        "sign": sign,
        "tone": tone,
        "number": len(rows),
        "parties": [
            party(row.originator_id) | {"lifted": row.lifted_at is not None, "yours": row.originator_id in page.actor.speaks_for}
            for row in rows
        ],
        "words": [
            party(row.originator_id)
            | {
                "paragraphs": paragraphs(row.words),
                "lifted": _("lifted on %(time)s") % {"time": moment_words(row.lifted_at)} if row.lifted_at else "",
                "lift_url": reverse("position-lift", args=[row.pk]) if row.may["lift"] else "",
            }
            for row in rows
            if row.words or row.lifted_at or row.may["lift"]
        ],
        "follows": _("Lifted by whoever placed it") if stand == Stand.RESERVATION else "",
    }  # fmt: skip


def _silence_group(page: Page, silent: list[int]) -> dict[str, Any]:
    over = page.standing != Standing.RUNNING
    words = (
        _("Silence counted as agreement on %(time)s")
        if over
        else _("Silence counts as agreement on %(time)s")
    )
    return {
        "label": _("Silent") if over else _("No position yet"),
        "sign": "planned",
        "tone": "open",
        "number": len(silent),
        "parties": [party(pk) | {"lifted": False, "yours": pk in page.actor.speaks_for} for pk in silent],
        "words": [],
        "follows": words % {"time": moment_words(page.row.deadline)} if silent else "",
    }


def _bar(groups: list[dict[str, Any]]) -> dict[str, Any]:
    segments, start = [], 0
    for group in groups:
        if group["number"]:
            segments.append({"start": start, "length": group["number"], "tone": group["tone"]})
            start += group["number"]
    words = [f"{group['number']} {group['label'].lower()}" for group in groups if group["number"]]
    return {"total": start, "segments": segments, "words": ", ".join(words)}


def _whose(page: Page) -> str:
    """Of whom the table speaks, where it is not of everybody."""
    if page.sees_all:
        return ""
    if page.runs:
        return _(
            "Positions stated to another Presidency in confidence stay with it until the procedure ends."
        )
    return _("You see your own position; those of others are shown once the procedure has ended.")


def outcome_note(page: Page, found: list[Position], silent: list[int] | None) -> dict[str, Any] | None:
    """How it ended, as this reader may know it; written down by the clock, right before it as well."""
    outcome = outcome_of(page.row)
    if not outcome:
        return None
    times = {"time": moment_words(page.row.closed_at or page.row.deadline)}
    sentences = {
        Outcome.AGREED: _("Silence was not broken by %(time)s: the text is agreed."),
        Outcome.BROKEN: _("Silence was broken by %(time)s: the text is not agreed."),
        Outcome.LIFTED: _("Silence was broken; all reservations and objections were lifted since: the text is agreed."),
    }  # fmt: skip
    words = [sentences[Outcome(outcome)] % times]
    if page.sees_all and found is not None:
        words += _who_said_what(found, silent or [])
    if all_lifted(page.row):
        words.append(_("All that broke the silence was lifted since."))
    return {"words": " ".join(words), "broken": outcome == Outcome.BROKEN}


def _who_said_what(found: list[Position], silent: list[int]) -> list[str]:
    said = []
    for stand, words in (
        (Stand.OBJECT, _("Object: %(names)s.")),
        (Stand.RESERVATION, _("Scrutiny reservation: %(names)s.")),
    ):
        names = [str(party(row.originator_id)["name"]) for row in found if row.stand == stand]
        if names:
            said.append(words % {"names": get_text_list(names, _("and"))})
    agree = sum(row.stand not in BREAKING for row in found)
    if agree:
        said.append(ngettext("%(n)s delegation agreed.", "%(n)s delegations agreed.", agree) % {"n": agree})
    if silent:
        words = ngettext(
            "%(n)s delegation was silent, which is agreement.",
            "%(n)s delegations were silent, which is agreement.",
            len(silent),
        )
        said.append(words % {"n": len(silent)})
    return said


def own_position(page: Page, found: Iterable[Position]) -> dict[str, Any] | None:
    """The reader's own position and where it is stated; nothing for somebody who is not asked."""
    own = next((row for row in found if row.originator_id in page.actor.speaks_for), None)
    may = page.may["position"] is None and page.standing == Standing.RUNNING
    if own is None and not may:
        return None
    return {
        "stated": own is not None,
        "label": own.get_stand_display() if own else _("No position yet"),
        "sign": SIGNS[Stand(own.stand)][0] if own else "planned",
        "stated_at": own.stated_at if own else None,
        "url": reverse("position", args=[page.row.pk]) if may else "",
    }


def deeds(page: Page, found: Iterable[Position]) -> list[dict[str, Any]]:
    """What whoever runs it may do now."""
    row, running = page.row, page.standing == Standing.RUNNING
    may = {action for action, reason in page.may.items() if reason is None}
    actions: list[dict[str, Any]] = []
    if "extend" in may and running:
        actions.append({"label": _("Extend deadline"), "url": reverse("consultation-extend", args=[row.pk])})
    if "close" in may and running and any(position.stand in BREAKING for position in found):
        actions.append({"label": _("Close as objected"), "url": reverse("consultation-close", args=[row.pk])})
    if "conclude" in may and all_lifted(row):
        actions.append(
            {
                "label": _("Note as agreed"),
                "url": reverse("consultation-conclude", args=[row.pk]),
                "post": True,
            }
        )
    return actions
