"""The measures of a fiche: written by its drafter, reported on by their owners."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actionplans.plans.models import Action
from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.people.audiences import covers

from .. import services
from ..forms import MeasureForm, ReasonForm, ReportForm, measure_values
from ..models import Fiche, Measure
from ..queries import reading
from .conflict import conflict_page
from .deeds import (
    deed,
    deed_page,
    fiche_or_404,
    key_of,
    made_once,
    measure_or_404,
    posted,
    refuse_unless,
    sent_version,
)


def _actions(actor: Actor, fiche: Fiche, measure: Measure | None = None) -> dict[UUID, str]:
    """The plan actions that can be linked, with the one that is linked."""
    found = reading.actions_in(actor, fiche.country_ids)
    if measure and measure.action_id:
        found |= reading.action_titles(actor, [measure.action_id])
    return found


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def measure_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask something more of somebody."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "change", fiche)
    form = MeasureForm(posted(request), actions=_actions(actor, fiche))

    def make() -> UUID:
        return services.add_measure(actor=actor, fiche=fiche, fields=form.values()).pk

    if request.method == "POST":
        words = _("This form was already saved with other words. Open the measure and edit it.")
        if made_once(request, form, make, words):
            messages.success(request, _("Measure added."))
            return redirect("measure-new" if request.POST.get("save") == "again" else "fiche", pk)
    return deed_page(
        request,
        fiche,
        form,
        title=_("Add measure"),
        submit=_("Add measure"),
        again=_("Add and write another"),
        hidden=key_of(request),
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def measure_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change a measure at the version that was read; a stale save shows both texts."""
    actor: Actor = request.actor
    measure, fiche = measure_or_404(actor, pk)
    refuse_unless(actor, "change", measure)
    actions = _actions(actor, fiche, measure)
    stored = measure_values(measure, actions)
    data = with_choices(request.POST, stored) if request.method == "POST" else None
    form = MeasureForm(data, initial=stored, actions=actions)
    version = sent_version(request)
    if request.method == "POST":
        try:
            saved = deed(
                form,
                lambda: services.change_measure(
                    actor=actor, measure=measure, version=version, fields=form.values()
                ),
            )
        except Stale:
            return _both_texts(request, fiche, measure, form, stored)
        if saved:
            messages.success(request, _("Saved."))
            return redirect("fiche", fiche.pk)
    return deed_page(
        request,
        fiche,
        form,
        title=_("Edit measure"),
        submit=_("Save measure"),
        hidden={"version": request.POST.get("version") or measure.version},
    )


def _both_texts(
    request: GatedRequest, fiche: Fiche, measure: Measure, form: Any, stored: dict[str, Any]
) -> HttpResponse:
    return conflict_page(
        request,
        fiche,
        form,
        stored,
        title=_("Two texts of one measure"),
        subtitle=measure.title,
        version=measure.version,
        discard_url=reverse("fiche", args=[fiche.pk]),
    )


@require_POST
@CONTRIBUTORS
def measure_remove(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a measure out of a fiche that is still written."""
    measure, fiche = measure_or_404(request.actor, pk)
    services.remove_measure(actor=request.actor, measure=measure)
    messages.success(request, _("Measure taken out. Its words stay in the history."))
    return redirect("fiche", fiche.pk)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def measure_report(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say how a measure stands, or that it is done."""
    actor: Actor = request.actor
    measure, fiche = measure_or_404(actor, pk)
    refuse_unless(actor, "report", measure)
    stored = {"light": measure.light, "words": measure.words}
    data = with_choices(request.POST, stored) if request.method == "POST" else None
    form = ReportForm(data, initial={"light": measure.light}, narrow=_narrower(actor, measure))
    version = sent_version(request)
    if request.method == "POST":
        try:
            reported = deed(
                form,
                lambda: services.report(actor=actor, measure=measure, version=version, report=form.report()),
            )
        except Stale:
            return _both_texts(request, fiche, measure, form, stored)
        if reported:
            messages.success(request, TOLD[reported.told]())
            return redirect("fiche", fiche.pk)
    return deed_page(
        request,
        fiche,
        form,
        title=_("Report on measure"),
        subtitle=measure.title,
        submit=_("Save report"),
        hidden={"version": request.POST.get("version") or measure.version},
    )


TOLD = {
    services.Told.NOTHING: lambda: _("Reported."),
    services.Told.REPORTED: lambda: _("Reported, and told on the plan action."),
    services.Told.NOTED: lambda: _("Reported, and noted on the plan action as a comment."),
    services.Told.KEPT: lambda: _("Reported. Readers of the plan action were told nothing."),
}


def _narrower(actor: Actor, measure: Measure) -> bool:
    """Whether somebody reads the linked action who does not read the fiche."""
    if measure.action_id is None:
        return False
    action = Action.objects.visible_to(actor).filter(pk=measure.action_id).first()
    return action is not None and not covers(measure.audience_id, action.audience_id)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def measure_drop(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give a measure up, with a reason."""
    actor: Actor = request.actor
    measure, fiche = measure_or_404(actor, pk)
    refuse_unless(actor, "drop", measure)
    form = ReasonForm(posted(request))

    def run() -> Measure:
        reason = form.cleaned_data["reason"]
        return services.drop_measure(actor=actor, measure=measure, version=None, reason=reason)

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Measure dropped."))
        return redirect("fiche", fiche.pk)
    return deed_page(
        request, fiche, form, title=_("Drop measure"), subtitle=measure.title, submit=_("Drop measure")
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def measure_reopen(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Open a measure again."""
    actor: Actor = request.actor
    measure, fiche = measure_or_404(actor, pk)
    refuse_unless(actor, "reopen", measure)
    form = ReasonForm(posted(request))

    def run() -> Measure:
        reason = form.cleaned_data["reason"]
        return services.reopen_measure(actor=actor, measure=measure, reason=reason)

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("The measure is open again."))
        return redirect("fiche", fiche.pk)
    return deed_page(
        request, fiche, form, title=_("Reopen measure"), subtitle=measure.title, submit=_("Reopen measure")
    )
