"""The list of notices, and the way from a mail to its record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest

from .. import queries, services
from ..words import rows_of
from .frame import page


@require_GET
@SIGNED_IN
def notice_list(request: GatedRequest) -> HttpResponse:
    """What the reader was told, newest first: what is unread, or all of it."""
    actor: Actor = request.actor
    everything = request.GET.get("all") == "true"
    address = reverse("notices") + ("?all=true" if everything else "")
    found = queries.page(actor, unread=not everything, after=_cursor(request))
    rows = rows_of(actor, found.rows)
    following = f"after={found.next_cursor}" if found.next_cursor else ""
    joint = "&" if everything else "?"
    actions = []
    if any(row["unread"] for row in rows):
        url = reverse("notices-read")
        actions.append({"label": _("Mark all as read"), "url": f"{url}?all=true", "post": True})
    context: dict[str, Any] = {
        "page": page(
            "all" if everything else "unread",
            _("Notices"),
            _("What you were told, newest first"),
            actions=actions,
        ),
        "everything": everything,
        "rows": rows,
        "read_url": reverse("notices-read"),
        "first_url": address if request.GET.get("after") else "",
        "next_url": address + joint + following if following else "",
        "empty": None if rows else _empty(everything),
    }
    return render(request, "notices/list.html", context)


def _cursor(request: GatedRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _empty(everything: bool) -> dict[str, Any]:
    steps = [{"label": _("Choose what you follow"), "url": reverse("following")}]
    if not everything:
        steps.insert(0, {"label": _("Show all notices"), "url": reverse("notices") + "?all=true"})
    return {
        "title": _("No notice yet") if everything else _("Nothing unread"),
        "words": _("You are told when you are asked or mentioned, and of what you follow."),
        "steps": steps,
    }


@require_POST
@SIGNED_IN
def mark_read(request: GatedRequest) -> HttpResponse:
    """Mark one's own notices as read: the named ones, or all."""
    actor: Actor = request.actor
    if request.GET.get("all") == "true":
        n = services.mark_all_read(actor=actor)
        words = ngettext("%(n)s notice marked as read.", "%(n)s notices marked as read.", n) % {"n": n}
        messages.success(request, words)
        return redirect("notices")
    services.mark_read(actor=actor, ids=_ids(request), read=request.POST.get("unread") != "true")
    back = request.POST.get("all") == "true"
    return redirect(reverse("notices") + ("?all=true" if back else ""))


def _ids(request: GatedRequest) -> list[UUID]:
    found = []
    for value in request.POST.getlist("notice")[:200]:
        try:
            found.append(UUID(value))
        except ValueError:
            continue
    return found


@require_GET
@SIGNED_IN
def notice_open(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Where a mail leads: on to the record, if it may still be read."""
    notice = queries.notice(request.actor, pk)
    rows = rows_of(request.actor, [notice]) if notice else []
    if not rows:
        raise Http404
    return redirect(rows[0]["url"])
