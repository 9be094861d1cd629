"""How long each kind of record is kept: a page that everybody reads."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest

from ..kinds import Way
from ..pages import open_head
from ..schedule import KINDS, Kind

# What ends by itself last: first what people ask about.
ORDER = (Way.TRANSFER, Way.KEEP, Way.PURGE, Way.ANONYMISE, Way.SWEEP)


@require_GET
@SIGNED_IN
def schedule(request: GatedRequest) -> HttpResponse:
    """The schedule as the database follows it."""
    groups = [
        {"label": way.label, "rows": [_row(kind) for kind in KINDS.values() if kind.way == way]}
        for way in ORDER
    ]
    subtitle = _("What is kept, from when, how long, and what becomes of it then")
    context = {
        "page": open_head(_("How long records are kept"), request.actor, subtitle),
        "groups": [group for group in groups if group["rows"]],
    }
    return render(request, "retention/schedule.html", context)


def _row(kind: Kind) -> dict[str, Any]:
    return {"label": kind.label, "clock": kind.clock, "period": kind.period, "ground": kind.ground}
