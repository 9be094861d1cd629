"""A stale save of an activity: both texts side by side."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.conflicts import differing, typed
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
    context = {
        "page": {
            "title": _("Two texts of one activity"),
            "subtitle": activity.title,
            "marking": {"label": page.audience().marking, "narrow": page.audience().narrow, "note": ""},
        },
        "what": _("Somebody saved this activity while you were writing."),
        "saved_by": last.organisation if last else _("somebody else"),
        "saved_at": last.at if last else None,
        "fields": list(differing(page.form, stored, lines)),
        "hidden": typed(request.POST),
        "version": activity.version,
        "action_url": request.path,
        "discard_url": reverse("activity", args=[activity.pk]),
    }
    return render(request, "access/conflict.html", context, status=409)
