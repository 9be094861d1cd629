"""The quarterly question: who is still needed?"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from coordination.access.dates import date_format
from coordination.access.routes import ADMINISTRATORS, RUNNING, GatedRequest

from .. import recertification, services
from ..fresh import fresh
from .invited import accounts_page, administration_tabs, people_tabs


def _subtitle() -> str:
    return _("Answer until %(due)s. What nobody has answered for ends after %(lapse)s.") % {
        "due": date_format(recertification.due_on(), "j F Y"),
        "lapse": date_format(recertification.lapses_on(), "j F Y"),
    }


@require_safe
@RUNNING
def still_needed(request: GatedRequest) -> HttpResponse:
    """Everybody for whom nobody has answered this quarter."""
    page = accounts_page(_("Still needed?"), _subtitle()) | {"tabs": people_tabs(request, request.actor)}
    context = {
        "page": page,
        "rows": recertification.rows(recertification.asked(request.actor), request.actor),
    }
    return render(request, "people/still_needed.html", context)


@require_POST
@RUNNING
@fresh
def keep(request: GatedRequest, membership_id: int) -> HttpResponse:
    """One person is still needed."""
    kept = services.confirm(actor=request.actor, membership_id=membership_id)
    messages.success(request, _("%(email)s is still needed.") % {"email": kept.user.email})
    return redirect("still-needed")


@require_POST
@RUNNING
@fresh
def keep_all(request: GatedRequest) -> HttpResponse:
    """All who were shown are still needed."""
    shown = [int(pk) for pk in request.POST.getlist("shown") if pk.isdecimal() and len(pk) < 10]
    number = services.confirm_all(actor=request.actor, membership_ids=shown)
    text = ngettext("%(n)s person is still needed.", "%(n)s people are still needed.", number)
    messages.success(request, text % {"n": number})
    return redirect("still-needed")


@require_safe
@ADMINISTRATORS
def behind(request: GatedRequest) -> HttpResponse:
    """Which organisations have not answered yet."""
    page = accounts_page(_("Still needed?"), _subtitle(), everybody=True)
    context = {
        "page": page | {"tabs": administration_tabs(request)},
        "rows": recertification.behind(),
        "focal_points": recertification.rows(
            recertification.runners(request.actor), request.actor, keep="keep-runner", end="end-access"
        ),
    }
    return render(request, "people/behind.html", context)


@require_POST
@ADMINISTRATORS
@fresh
def keep_runner(request: GatedRequest, membership_id: int) -> HttpResponse:
    """A focal point is still needed."""
    kept = services.confirm(actor=request.actor, membership_id=membership_id)
    messages.success(request, _("%(email)s is still needed.") % {"email": kept.user.email})
    return redirect("behind")
