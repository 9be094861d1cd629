"""A plan as it stood on a day, and what changed between two days or two meetings."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.people.models import today

from .. import rows
from ..cells import Pen
from ..forms.dates import AsOfForm
from ..kinds import Serves
from ..queries.as_of import ActionThen, PlanThen, plan_at
from ..queries.between import PlanChanges, changes_between
from .frame import PlanFrame


@require_GET
@SIGNED_IN
def plan_as_of(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The plan at the end of a day in Brussels, for a reader with the rights of today."""
    frame = PlanFrame(request.actor, pk, request.GET.get("version", ""))
    form = AsOfForm(request.GET if "day" in request.GET else {"day": today().isoformat()})
    context: dict[str, Any] = {
        "form": form,
        "back_url": reverse("plan", args=[pk]),
        "page": frame.page("plan"),
    }
    if form.is_valid():
        context |= _found(frame, **form.cleaned_data)
    context["page"]["title"] = _("%(plan)s, as of a day") % {"plan": rows.title_of(frame.plan)}
    return render(request, "plans/as_of.html", context, status=200 if form.is_valid() else 400)


def _found(frame: PlanFrame, day: Any, since: Any) -> dict[str, Any]:
    if since is None:
        then = plan_at(frame.actor, frame.versions, day)
        return {"then": _then(then), "changes": None, "page": frame.page_with("plan", then.actions)}
    changes = changes_between(frame.actor, frame.versions, since, day)
    told = [*changes.start.actions, *changes.end.actions]
    return {
        "then": _then(changes.end),
        "changes": _changes(changes),
        "page": frame.page_with("plan", told),
    }


def _then(found: PlanThen) -> dict[str, Any]:
    version, pen = found.version, Pen()
    groups = []
    for objective in found.objectives:
        told = [_row(row) for row in found.actions if row.terms.objective_id == objective.pk]
        groups.append(
            {
                "number": objective.number,
                "title": objective.title,
                "rows": told,
                "drawn": pen.then(told),
            }
        )
    return {
        "day": found.day,
        "version": rows.version_words(version) if version else "",
        "not_known": any(row.action is None for row in found.actions),
        "begins_at": max((row.begins_at for row in found.actions if row.begins_at), default=None),
        "groups": groups,
    }


def _row(found: ActionThen) -> dict[str, Any]:
    terms, action = found.terms, found.action
    sign = rows.sign_of(action.state, action.light) if action else ""
    promises = [
        {"share": row.share, "answer": row.answer, "organisation": row.organisation_id}
        for row in found.contributions
    ]
    return {
        "number": found.place,
        "title": terms.title,
        "url": reverse("action", args=[terms.action_id]),
        "narrow": terms.narrow,
        "lead": rows.organisation_words(terms.lead_id),
        "promises": rows.promise_lines(promises),
        "due_on": action.due_on if action else terms.due_on,
        "sign": sign,
        "sign_words": rows.sign_words(sign) if sign else "",
        "explanation": action.light_words if action else "",
        "second": rows.step_words([{"done_on": step.done_on} for step in found.milestones])
        if found.steps_known
        else "",
        "serves": terms.serves,
        "serves_words": rows.serves_words(Serves(terms.serves)),
        "unsure": found.unsure,
    }


def _changes(found: PlanChanges) -> dict[str, Any]:
    return {
        "since": found.start.day,
        "turned": found.turned,
        "moved": found.moved,
        "answered": found.answered,
        "texts": [
            {
                "kind": kind,
                "kind_words": words,
                "title": line.title,
                "fields": line.fields if kind == "changed" else (),
            }
            for kind, words, lines in (
                ("added", _("added"), found.added),
                ("removed", _("taken out"), found.dropped),
                ("changed", _("changed"), found.changed),
            )
            for line in lines
        ],
    }
