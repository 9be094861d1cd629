"""The page of a record's history, whichever slice owns the record."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from coordination.access.routes import GatedRequest

from .queries import Change

LONGEST_HISTORY = 200  # changes on one page

Verbs = Mapping[str, str | Promise]


def told(changes: Iterable[Change], verbs: Verbs) -> list[dict[str, Any]]:
    """Changes for `access/changes.html`."""
    return [
        {
            "at": change.at,
            "organisation": change.organisation or change.system,
            "action_label": verbs.get(change.verb, change.verb),
            "reason": change.reason,
            "lines": [{"field": line.label, "old": line.old, "new": line.new} for line in change.fields],
        }
        for change in changes
    ]


def history_page(
    request: GatedRequest, page: dict[str, Any], changes: list[dict[str, Any]], back: str, back_label: str
) -> HttpResponse:
    """What changed, newest first, under the record's own head, with the way back to it."""
    context = {"page": page, "changes": changes, "back_url": back, "back_label": back_label}
    return render(request, "access/history.html", context)
