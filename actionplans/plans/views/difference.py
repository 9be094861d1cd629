"""What one version says otherwise than another, in text and table."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.routes import SIGNED_IN, GatedRequest

from .. import rows
from ..queries.difference import LineDifference, difference
from .frame import PlanFrame, version_or_404


@require_GET
@SIGNED_IN
def plan_difference(request: GatedRequest, pk: UUID) -> HttpResponse:
    """A version beside the one that it was drafted from, or the one of `?with=`."""
    newer = version_or_404(request.actor, pk)
    frame = PlanFrame(request.actor, newer.plan_id, str(newer.number))
    wanted = request.GET.get("with", "")
    older = next(
        (
            row
            for row in frame.versions
            if (str(row.number) == wanted if wanted else row.pk == newer.based_on_id)
        ),
        None,
    )
    if older is None:
        raise Http404
    found = difference(request.actor, older, newer)
    page = frame.page("plan") | {
        "title": _("What changes"),
        "subtitle": _("%(plan)s: %(newer)s beside %(older)s")
        % {
            "plan": rows.plan_name(frame.plan),
            "newer": rows.version_words(newer),
            "older": rows.version_words(older),
        },
        "tabs": [],
    }
    kinds = {"added": _("added"), "removed": _("taken out"), "changed": _("changed")}
    context = {
        "page": page,
        "total": found.total,
        "texts": [*found.heads, *found.texts],
        "groups": [
            {"title": title, "lines": [_line(line, kinds) for line in lines]}
            for title, lines in (
                (_("Objectives"), found.objectives),
                (_("Actions"), found.actions),
                (_("Priorities and requests of the partner"), found.priorities),
                (_("Risks"), found.risks),
                (_("Stakeholders"), found.stakeholders),
                (_("Levers"), found.levers),
                (_("Linked files"), found.files),
            )
            if lines
        ],
        "others": [
            {
                "label": rows.version_words(row),
                "url": f"{reverse('plan-difference', args=[pk])}?with={row.number}",
                "current": row == older,
            }
            for row in frame.versions
            if row.pk != pk
        ],
        "back_url": reverse("plan", args=[newer.plan_id]) + f"?version={newer.number}",
    }
    return render(request, "plans/difference.html", context)


def _line(line: LineDifference, kinds: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "kind_words": kinds[line.kind],
        "title": line.title,
        "fields": line.fields if line.kind == "changed" else (),
    }
