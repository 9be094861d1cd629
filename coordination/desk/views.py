"""My desk: what is due, what others changed, what is next, what others owe, who chairs."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.notices import queries as notices
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import Presidency, presidency
from coordination.people.sessions import last_look

from . import changes, coming, entries, tasks
from .lines import Part, parts_of


@require_GET
@SIGNED_IN
def desk(request: GatedRequest) -> HttpResponse:
    """The start page; for administrators without content, the accounts that need them."""
    actor: Actor = request.actor
    reads = bool(actor.organisations)
    parts = parts_of(actor)
    due = tasks.in_groups(parts.get(Part.DUE, ()))
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
        "due_words": _due_words(due),
        "changed": _changed(request, actor) if reads else None,
        "next": coming.next_rows(parts.get(Part.NEXT, ())) if reads else None,
        "readiness": parts.get(Part.READINESS) if actor.is_chair else None,
        "waiting": coming.owing_rows(parts.get(Part.WAITING, ())) if actor.speaks_for else None,
        "presidency": _presidency(presidency(), actor),
        "freshness": entries.freshness(actor) if reads else None,
    }
    return render(request, "desk/desk.html", context)


def _due_words(groups: list[dict[str, Any]]) -> str:
    n = sum(len(group["rows"]) for group in groups)
    return ngettext("%(n)s task", "%(n)s tasks", n) % {"n": n} if n else ""


def _changed(request: GatedRequest, actor: Actor) -> dict[str, Any]:
    """What others changed since the reader was here before; `?since=month` shows the last thirty days."""
    earliest, before = changes.earliest(), last_look(request)
    short = before is not None and before > earliest and request.GET.get("since") != "month"
    since = before if short and before else earliest
    moment = since.astimezone(BRUSSELS)
    return {
        "rows": changes.changes(actor, since),
        "title": _("Changed since you last looked") if short else _("Changed lately"),
        "since": date_format(moment, "l j F Y, H.i") if short else _since(moment),
        "longer_url": f"{reverse('desk')}?since=month" if short else "",
        "follow_url": reverse("following"),
        "notices": _unread_words(notices.unread(actor)),
        "notices_url": reverse("notices"),
    }


def _since(moment: datetime.datetime) -> str:
    return _("since %(day)s") % {"day": date_format(moment, "j F Y")}


def _unread_words(n: int) -> str:
    return ngettext("%(n)s unread notice", "%(n)s unread notices", n) % {"n": n} if n else ""


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
