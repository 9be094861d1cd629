"""A stale save of an activity: both texts side by side."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access import conflicts
from coordination.access.actor import Actor
from coordination.access.conflicts import differing
from coordination.access.routes import GatedRequest

from ..entry_page import EntryPage
from ..history_words import history_of
from ..models import Activity

LINES = ("partners", "amounts")


def conflict_page(
    request: GatedRequest, page: EntryPage, activity: Activity, stored: dict[str, Any]
) -> HttpResponse:
    """409 with the fields that differ, mine and theirs."""
    actor: Actor = request.actor
    changes, _older = history_of(actor, activity, limit=1)
    last = changes[0] if changes else None
    lines = (("partners", page.partners, _("Partners")), ("amounts", page.amounts, _("Amounts")))
    head = {
        "title": _("Two texts of one activity"),
        "subtitle": activity.title,
        "marking": {"label": page.audience().marking, "narrow": page.audience().narrow, "note": ""},
    }
    return conflicts.conflict_page(
        request,
        head,
        differing(page.form, stored, lines),
        version=activity.version,
        discard_url=reverse("activity", args=[activity.pk]),
        what=_("Somebody saved this activity while you were writing."),
        saved=(last.organisation, last.at) if last else ("", None),
    )
