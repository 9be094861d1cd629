"""A plan on paper, as it would go into the Council's document series: marking on each sheet."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.markdown import as_html
from coordination.people.audiences import brussels_now
from coordination.world.queries import mandates

from .. import rows
from ..history_words import history_of_plan
from ..kinds import Stance, VersionState
from ..models import Lever, LinkedFile, Objective, PartnerPriority, PlanVersion, Risk, Stakeholder
from ..queries import reading
from ..texts import TEXTS, label_of
from .frame import PlanFrame, version_or_404
from .plan import endorsement_rows, lever_rows


@require_GET
@SIGNED_IN
def plan_print(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The whole version on one page, for print."""
    frame = PlanFrame(request.actor, pk, request.GET.get("version", ""))
    return render(request, "plans/print.html", _paper(frame))


@require_GET
@SIGNED_IN
def plan_discarded(request: GatedRequest, pk: UUID) -> HttpResponse:
    """A draft that was given up: its words and its history, to read, for the service that wrote it."""
    version = version_or_404(request.actor, pk)
    if version.state != VersionState.DISCARDED:
        raise Http404
    frame = PlanFrame(request.actor, version.plan_id, version=version)
    context = _paper(frame) | {
        "changes": history_of_plan(request.actor, version),
        "back_url": reverse("plans"),
    }
    return render(request, "plans/discarded.html", context)


def _paper(frame: PlanFrame) -> dict[str, Any]:
    """The context of `plans/paper.html`."""
    actor, version = frame.actor, frame.version
    shown = reading.text_of(actor, version)
    lines = reading.all_lines(actor, version)
    mandate = mandates().get(version.mandate_id) if version.mandate_id else None
    return {
        "page": frame.page_with("plan", shown) | {"tabs": [], "actions": []},
        "head": {
            "reference": version.reference,
            "from": rows.leads_words(version) or rows.organisation_words(version.originator_id),
            "to": _("Delegations"),
            "subject": rows.title_of(frame.plan),
            "mandate": mandate.title if mandate else "",
            "printed": _("%(organisation)s, %(time)s")
            % {
                "organisation": actor.organisation.name if actor.organisation else "",
                "time": brussels_now(),
            },
        },
        "texts": [
            {"title": label_of(PlanVersion, name), "html": as_html(getattr(version, name))}
            for name in TEXTS
            if getattr(version, name)
        ],
        "priorities": lines[PartnerPriority],
        "groups": [
            {
                "number": objective.number,
                "title": objective.title,
                "lead": rows.organisation_words(objective.lead_id) if objective.lead_id else "",
                "rows": [
                    rows.row_of(item, open_text=False) | {"deliverable": item.terms.deliverable}
                    for item in shown
                    if item.terms.objective_id == objective.pk
                ],
            }
            for objective in lines[Objective]
        ],
        "risks": lines[Risk],
        "stakeholders": [
            {"post": row.post, "stance": Stance(row.stance).label, "note": row.note}
            for row in lines[Stakeholder]
        ],
        "levers": lever_rows(lines[Lever]),
        "files": lines[LinkedFile],
        "endorsements": endorsement_rows(frame, lines),
    }
