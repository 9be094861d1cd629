"""Renewing what was shared with the Presidency that ended."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from coordination.access.routes import Gate, GatedRequest
from coordination.people.renewals import last_change

from .. import services
from ..policy import RenewalPolicy
from ..queries.renewals import asked
from ..renewals_page import context

SPEAKERS = Gate("speakers", lambda actor: bool(actor.speaks_for), RenewalPolicy.create_reason)


@require_http_methods(["GET", "HEAD", "POST"])
@SPEAKERS
def renewals(request: GatedRequest) -> HttpResponse:
    """The list, and the answer for those that are ticked."""
    complaint = ""
    if request.method == "POST":
        chosen = _chosen(request)
        if chosen:
            if request.POST.get("do") == "renew":
                number = services.renew(actor=request.actor, chosen=chosen)
                said = ngettext("%(n)s record shared.", "%(n)s records shared.", number)
            else:
                number = services.leave(actor=request.actor, chosen=chosen)
                said = ngettext("%(n)s record stays as it is.", "%(n)s records stay as they are.", number)
            messages.success(request, said % {"n": number})
            return redirect("renewals")
        complaint = _("Tick at least one record.")
    change = last_change()
    rows = asked(request.actor, change) if change else []
    shown = context(request.actor, rows) | {"complaint": complaint}
    return render(request, "reports/renewals.html", shown, status=400 if complaint else 200)


def _chosen(request: GatedRequest) -> list[tuple[str, UUID]]:
    """The ticked records; what is no key is none."""
    found = []
    for value in request.POST.getlist("rows"):
        code, _colon, key = value.partition(":")
        try:
            found.append((code, UUID(key)))
        except ValueError:
            continue
    return found
