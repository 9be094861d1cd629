"""The page of a trio: its calendar, what is still owed, and which plans and fiches fall due."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from actionplans.plans.rows import title_of
from coordination.access.actor import Actor
from coordination.meetings.calendar import Dated, Kind, Span
from coordination.meetings.follow_up_rows import is_late, late_label, owner_words
from coordination.meetings.queries.dates import Wanted, entries
from coordination.people.models import PresidencyTerm, today
from coordination.people.presidencies import PRESIDENCIES
from coordination.people.queries import organisations

from .queries import trio


def context(actor: Actor, terms: Sequence[PresidencyTerm]) -> dict[str, Any]:
    """What `reports/trio.html` shows. Seven statements."""
    first, last = terms[0].starts_on, terms[-1].ends_on
    ahead = entries(actor, Wanted(Span(first, last)))
    names = [organisations().by_id[term.organisation_id].name for term in terms]
    return {
        "page": {
            "title": _("Trio: %(states)s") % {"states": ", ".join(names)},
            "subtitle": _("What each of the three may read of the eighteen months, drawn from the record"),
            "marking": {
                "label": "LIMITE",
                "narrow": False,
                "note": _("Holds what you may read; the others of the trio may see more or less"),
            },
        },
        "terms": [_term(term, ahead) for term in terms],
        "owed": [_owed(row) for row in trio.open_follow_ups(actor)],
        "owed_url": reverse("follow-ups"),
        "due": sorted(
            [
                *(_plan(row) for row in trio.plans_due(actor, last)),
                *(_fiche(row) for row in trio.fiches_due(actor, last)),
            ],
            key=lambda row: (row["due_on"], row["title"]),
        ),
    }


def _term(term: PresidencyTerm, ahead: Sequence[Dated]) -> dict[str, Any]:
    body = organisations().by_id[term.organisation_id]
    day = today()
    return {
        "code": body.code,
        "label": str(PRESIDENCIES.get(body.code, body.name)),
        "starts_on": term.starts_on,
        "ends_on": term.ends_on,
        "over": term.ends_on < day,
        "runs": term.starts_on <= day <= term.ends_on,
        "rows": [_entry(entry) for entry in ahead if term.starts_on <= entry.day <= term.ends_on],
    }


def _entry(entry: Dated) -> dict[str, Any]:
    return {
        "on": entry.day,
        "title": entry.title,
        "url": entry.url,
        "second": entry.second,
        "kind": Kind(entry.kind).label,
        "cancelled": entry.cancelled,
    }


def _owed(row: Any) -> dict[str, Any]:
    return {
        "title": row.title,
        "url": reverse("follow-up", args=[row.pk]),
        "owner": ", ".join(filter(None, owner_words(row))),
        "due_on": row.due_on,
        "late_label": late_label(row.due_on) if is_late(row) else "",
    }


def _plan(row: Any) -> dict[str, Any]:
    words = {"title": title_of(row.plan), "url": reverse("plan", args=[row.plan_id])}
    return words | {"kind": _("Review of a plan"), "due_on": row.review_on}


def _fiche(row: Any) -> dict[str, Any]:
    words = {"title": row.title, "url": reverse("fiche", args=[row.pk])}
    return words | {"kind": _("Fiche"), "due_on": row.due_on}
