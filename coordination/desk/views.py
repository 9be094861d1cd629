"""My desk: what is due, what others changed, who chairs."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import Presidency, presidency

from . import changes, entries, tasks


@require_GET
@SIGNED_IN
def desk(request: GatedRequest) -> HttpResponse:
    """The start page; for administrators without content, the accounts that need them."""
    actor: Actor = request.actor
    reads = bool(actor.organisations)
    due = tasks.due(actor)
    context: dict[str, Any] = {
        "page": {
            "title": _("My desk"),
            "subtitle": capfirst(date_format(today(), "l j F Y")),
            "marking": {
                "label": "LIMITE" if reads else "",
                "narrow": False,
                "note": _("This page draws on marked content") if reads else "",
            },
        },
        "owner": _owner(actor),
        "due": due,
        "new": not due,
        "changes": changes.changes(actor) if reads else [],
        "changes_since": _("since %(day)s")
        % {"day": date_format(changes.since().astimezone(BRUSSELS), "j F Y")},
        "presidency": _presidency(presidency(), actor),
        "freshness": entries.freshness(actor) if reads else None,
    }
    return render(request, "desk/desk.html", context)


def _owner(actor: Actor) -> str:
    """In whose name things are due: readers and administrators answer for nobody but themselves."""
    if not actor.may_contribute or actor.organisation is None:
        return _("you")
    return actor.organisation.name


def _presidency(chair: Presidency, actor: Actor) -> dict[str, str] | None:
    if chair.term is None or chair.holder is None:
        return None
    until = {"day": date_format(chair.term.ends_on, "j F Y")}
    words = _("holds the Presidency until %(day)s.") % until
    if actor.is_chair:
        words = _("holds the Presidency until %(day)s: you chair.") % until
    following = ""
    if chair.next_term and chair.next_holder:
        following = _("%(holder)s follows on %(day)s; what was shared with this term stays with it.") % {
            "holder": chair.next_holder.name,
            "day": date_format(chair.next_term.starts_on, "j F Y"),
        }
    return {"holder": chair.holder.name, "words": words, "next_words": following}
