"""Positions in a silence procedure: stated and changed until the deadline, lifted after it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.dates import moment_words
from coordination.access.deeds import deed, refuse_unless, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest

from .. import services
from ..forms import PositionForm
from ..models import Position
from ..queries import reading
from .frame import back_to, conflict_page, consultation_or_404, deed_page, marked, who_reads


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def position_state(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Agree, agree with a comment, reserve or object; past the deadline it is refused and nothing typed is lost."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "position", row)
    own = reading.own_position(actor, row)
    stored = {"stand": own.stand, "words": own.words} if own else {"stand": "", "words": ""}
    data = with_choices(request.POST, stored) if request.method == "POST" else None
    form = PositionForm(data, initial=stored)
    page = marked(row, actor, title=_("State position"), subtitle=row.title)
    refused = None
    if request.method == "POST":

        def run() -> Position:
            return services.state_position(
                actor=actor, consultation=row, version=sent_version(request), **form.cleaned_data
            )

        try:
            if deed(form, run):
                words = _("Your position is stated. You can change it until %(time)s.")
                messages.success(request, words % {"time": moment_words(row.deadline)})
                return redirect("consultation", pk)
        except Stale as stale:
            current: Any = stale.current
            values = {"stand": current.stand, "words": current.words}
            return conflict_page(request, form, current, values, page=page, discard_url=back_to(row))
        except services.TooLate as late:
            form.add_error(None, late.reason)
            refused = 403
    return deed_page(
        request,
        form,
        page=page,
        submit=_("State position"),
        back_url=back_to(row),
        quoted=row.text,
        consequence=_("%(readers)s A reservation and an objection break the silence.")
        % {"readers": who_reads(row)},
        hidden={"version": request.POST.get("version") or (own.version if own else 0)},
        status=refused,
    )


@require_POST
@CONTRIBUTORS
def position_lift(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Lift a reservation or an objection."""
    position = reading.one_position(request.actor, pk)
    if position is None or reading.one(request.actor, position.consultation_id) is None:
        raise Http404
    services.lift(actor=request.actor, position=position)
    messages.success(request, _("Lifted."))
    return redirect(reverse("consultation", args=[position.consultation_id]))
