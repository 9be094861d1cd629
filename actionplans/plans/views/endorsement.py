"""Recording what the partner endorsed of a plan."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.conflicts import typed
from coordination.access.errors import KeyReused
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.access.services import once

from .. import rows, services
from ..forms import EndorsementForm
from ..models import Objective, PlanVersion
from ..queries import reading
from .frame import audience_of
from .writing import checked_version


def _lines_url(version: PlanVersion) -> str:
    return reverse("plan-lines", args=[version.plan_id]) + f"?version={version.number}"


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def plan_endorsement(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Record what the partner endorsed: who, which post, on which day, and where that stands."""
    version = checked_version(request, pk, "endorse")
    objectives = [
        (str(row.key), f"{row.number} {row.title}")
        for row in reading.lines(request.actor, Objective, version)
    ]
    form = EndorsementForm(request.POST if request.method == "POST" else None, objectives=objectives)
    key = request.POST.get("idempotency_key") or str(uuid.uuid4())

    def make() -> UUID:
        fields = form.fields_by_column()
        return services.record_endorsement(actor=request.actor, plan_version=version, fields=fields).key

    if form.is_valid():
        try:
            once(actor=request.actor, key=f"endorsement:{key}", sent=typed(request.POST), make=make)
        except ValidationError as problem:
            form.add_error(None, problem)
        except KeyReused:
            form.add_error(None, _("This form was already saved with other words. Load the page anew."))
        else:
            messages.success(request, _("Recorded. Everybody who reads the plan reads it."))
            return redirect(_lines_url(version))
    audience = audience_of(request.actor, version)
    context = {
        "page": {
            "title": _("Record an endorsement by the partner"),
            "subtitle": f"{rows.title_of(version.plan)} · {rows.version_words(version)}",
            "marking": {"label": audience.marking, "narrow": audience.narrow, "note": ""},
            "audience": audience,
        },
        "form": form,
        "fields": [
            {
                "field": field,
                "size": "full" if field.name in ("source", "address") else "",
                "date": field.name == "endorsed_on",
            }
            for field in form
        ],
        "idempotency_key": key,
        "back_url": _lines_url(version),
    }
    return render(request, "plans/endorsement.html", context, status=400 if form.errors else 200)


@require_POST
@CONTRIBUTORS
def plan_endorsement_drop(request: GatedRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Take a record back that one’s own organisation made."""
    version = checked_version(request, pk, "endorse")
    services.take_back_endorsement(actor=request.actor, plan_version=version, key=key)
    messages.success(request, _("Taken back. It stays in the history."))
    return redirect(_lines_url(version))
