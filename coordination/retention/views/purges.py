"""Purges: what is due by kind and organisation, proposed by one administrator and approved by another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.deeds import deed_page, key_of, made_once, posted
from coordination.access.routes import ADMINISTRATORS, GatedRequest
from coordination.people.fresh import fresh
from coordination.people.queries import organisations

from .. import queries, services
from ..forms import PurgeForm
from ..kinds import RunState
from ..models import PurgeCount, PurgeRun
from ..pages import REUSED, body_name, head
from ..queries import Totals
from ..schedule import KINDS

SIGNS = {
    RunState.PROPOSED: "waiting",
    RunState.APPROVED: "running",
    RunState.DONE: "done",
    RunState.DROPPED: "cancelled",
}


@require_GET
@ADMINISTRATORS
def purge_list(request: GatedRequest) -> HttpResponse:
    """The latest purges, with their totals."""
    found = queries.runs()
    totals = queries.totals(found)
    context: dict[str, Any] = {
        "page": head(
            _("Purges"),
            "purges",
            _("Two administrators agree on what is deleted. They see counts, and no record."),
            [{"label": _("Propose a purge"), "url": reverse("purge-new"), "primary": True}],
        ),
        "rows": [_line(run, totals.get(run.pk, Totals())) for run in found],
        "new_url": reverse("purge-new"),
    }
    if not found:
        context["empty"] = {
            "title": _("No purge yet"),
            "words": _(
                "A purge is proposed with exactly what is due by the schedule, and runs once approved."
            ),
            "steps": [{"label": _("Propose a purge"), "url": reverse("purge-new")}],
        }
    return render(request, "retention/purges.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@ADMINISTRATORS
def purge_new(request: GatedRequest) -> HttpResponse:
    """Choose kinds; the run is then bound to exactly what is due now, and nothing is deleted yet."""
    form = PurgeForm(posted(request))

    def make() -> UUID:
        asked = form.cleaned_data
        return services.propose(actor=request.actor, kinds=asked["kinds"], words=asked["words"]).pk

    if request.method == "POST" and (made := made_once(request, form, make, str(REUSED))):
        messages.success(request, _("The purge waits for another administrator. Nothing was deleted yet."))
        return redirect("purge", made)
    return deed_page(
        request,
        head(_("Propose a purge"), "purges"),
        form,
        submit=_("Count what is due"),
        back_url=reverse("purges"),
        back_label=_("Back to the purges"),
        consequence=_(
            "The purge holds exactly the rows that are due at this moment. What changes until it runs is left out,"
            " and so is what is under a legal hold. Nothing is deleted before another administrator approves."
        ),
        hidden=key_of(request),
    )


@require_GET
@ADMINISTRATORS
def purge(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What a run holds by kind and organisation, how far it is, and who stands for it."""
    run = queries.one_run(pk)
    counts = list(queries.counts(run))
    people = queries.names({run.proposed_by_id, run.approved_by_id or 0})
    own = run.proposed_by_id == request.actor.user_id
    total = sum(row.proposed for row in counts)
    purged, left = sum(row.purged for row in counts), sum(row.left_out for row in counts)
    waiting = run.state == RunState.PROPOSED
    context: dict[str, Any] = {
        "page": head(run.words, "purges", _("Counts only: an administrator reads no record")),
        "run": _line(run, Totals(total, purged, left))
        | {
            "running": run.state == RunState.APPROVED,
            "segments": [
                {"start": 0, "length": purged, "tone": "night"},
                {"start": purged, "length": left, "tone": "amber"},
            ],
            "proposed_by": people.get(run.proposed_by_id, ""),
            "approved_by": people.get(run.approved_by_id or 0, ""),
            "approved_at": run.approved_at,
            "finished_at": run.finished_at,
            "own": own and waiting,
        },
        "rows": _counts(counts),
        "approve_url": reverse("purge-approve", args=[run.pk]) if waiting and not own else "",
        "drop_url": reverse("purge-drop", args=[run.pk])
        if run.state in (RunState.PROPOSED, RunState.APPROVED)
        else "",
    }
    return render(
        request, "retention/purge.html#progress" if request.htmx else "retention/purge.html", context
    )


@require_POST
@ADMINISTRATORS
@fresh
def purge_approve(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The second person lets the run begin."""
    services.approve(actor=request.actor, run_id=pk)
    messages.success(request, _("The purge has begun."))
    return redirect("purge", pk)


@require_POST
@ADMINISTRATORS
def purge_drop(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give the run up, or stop it."""
    services.drop(actor=request.actor, run_id=pk)
    messages.success(request, _("The purge was dropped. What was deleted by then is gone."))
    return redirect("purge", pk)


def _line(run: PurgeRun, totals: Totals) -> dict[str, Any]:
    state = RunState(run.state)
    return {
        "words": run.words,
        "url": reverse("purge", args=[run.pk]),
        "status": SIGNS[state],
        "status_label": state.label,
        "proposed_at": run.proposed_at,
        "total": totals.proposed,
        "purged": totals.purged,
        "left_out": totals.left_out,
        "to_go": totals.proposed - totals.purged - totals.left_out if state == RunState.APPROVED else 0,
    }


def _counts(counts: list[PurgeCount]) -> list[dict[str, Any]]:
    names = organisations().by_id
    places = list(KINDS)
    rows = [
        {
            "kind": KINDS[row.kind].label if row.kind in KINDS else row.kind,
            "organisation": body_name(names, row.organisation_id),
            "proposed": row.proposed,
            "purged": row.purged,
            "left_out": row.left_out,
            "place": (places.index(row.kind) if row.kind in KINDS else len(places), row.pk),
        }
        for row in counts
    ]
    return sorted(rows, key=lambda row: row["place"])
