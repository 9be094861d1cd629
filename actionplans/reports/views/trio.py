"""The view of the three Presidencies that plan together."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from coordination.access.routes import Gate, GatedRequest

from ..queries.trio import trio_of
from ..trio_page import context

TRIO = Gate(
    "delegations of the trio",
    lambda actor: bool(trio_of(actor)),
    _("Only the delegations of this trio, and of the next from six months before it begins, open this page."),
)


@require_GET
@TRIO
def trio(request: GatedRequest) -> HttpResponse:
    """Calendar, open follow-ups, plans and fiches due, as far as the reader may read each."""
    return render(request, "reports/trio.html", context(request.actor, trio_of(request.actor)))
