"""Who covers what in a plan, whose priorities it serves, and asking somebody to take a gap."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coordination.access.routes import CONTRIBUTORS, SIGNED_IN, GatedRequest
from coordination.people.queries import organisations

from .. import services
from ..models import Action, Objective
from ..queries import reading
from ..queries.balance import balance
from ..queries.coverage import coverage
from .frame import PlanFrame


@require_GET
@SIGNED_IN
def plan_coverage(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Objective by actor and by instrument, the gaps, and the balance; each cell for this reader."""
    frame = PlanFrame(request.actor, pk, request.GET.get("version", ""))
    objectives = reading.lines(request.actor, Objective, frame.version)
    found = coverage(request.actor, frame.plan, frame.version, objectives)
    page = frame.page("plan-coverage")
    organisation = request.actor.organisation.name if request.actor.organisation else ""
    page["marking"]["note"] = _("You see what its owners share with %(organisation)s") % {
        "organisation": organisation
    }
    context = {
        "page": page,
        "by_actor": found.by_actor,
        "invite_url": reverse("plan-invite", args=[pk]) if request.actor.speaks_for else "",
    }
    if request.htmx:
        return render(request, "plans/coverage.html#who", context)
    context |= {
        "by_instrument": found.by_instrument,
        "balance": balance(request.actor, frame.version, frame.versions, objectives),
    }
    return render(request, "plans/coverage.html", context)


@require_POST
@CONTRIBUTORS
def plan_invite(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask an organisation to take a gap: for an action under the objective that it was not asked for yet."""
    frame = PlanFrame(request.actor, pk)
    objectives = reading.lines(request.actor, Objective, frame.version)
    wanted = request.POST.get("objective", "")
    objective = next((row for row in objectives if str(row.key) == wanted), None)
    body = organisations().by_code.get(request.POST.get("organisation", ""))
    if objective is None or body is None:
        raise Http404
    under = [
        item
        for item in reading.actions_of(request.actor, frame.version)
        if item.terms.objective_id == objective.pk
    ]
    invitable = set(
        Action.objects.visible_to(request.actor)
        .filter(Action.policy.rule("invite", request.actor), pk__in=[item.action.pk for item in under])
        .values_list("pk", flat=True)
    )
    outside: list[str] = []
    for item in under:
        asked = {promise["organisation"] for promise in item.action.promise_list}
        if item.action.pk in invitable and body.pk not in asked:
            try:
                services.invite(actor=request.actor, action=item.action, organisation_ids=[body.pk])
            except ValidationError as problem:
                outside += problem.messages
                continue
            words = _("%(organisation)s is asked for action %(number)s. It stands on their desk.")
            messages.success(request, words % {"organisation": body.name, "number": item.number})
            return redirect("action", item.action.pk)
    if outside:
        messages.error(request, outside[0])
        return redirect("plan-coverage", pk)
    messages.error(
        request,
        _(
            "You can ask nobody here: no action under this objective is yours to invite to. Propose one in a comment."
        ),
    )
    return redirect("plan-comments", pk)
