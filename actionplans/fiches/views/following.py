"""An endorsed fiche until it is closed: evaluated, closed with evidence, reopened."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest

from .. import services
from ..forms import CloseForm, EvaluationForm, ReasonForm
from ..models import Fiche
from .conflict import conflict_page
from .deeds import deed, deed_page, fiche_or_404, posted, refuse_unless, sent_version


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_evaluate(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What worked, what did not, and the lesson."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "evaluate", fiche)
    stored = {"worked": fiche.worked, "did_not": fiche.did_not, "lesson": fiche.lesson}
    data = with_choices(request.POST, stored) if request.method == "POST" else None
    form = EvaluationForm(data, initial=stored)
    if request.method == "POST":
        try:
            saved = deed(
                form,
                lambda: services.evaluate(
                    actor=actor, fiche=fiche, version=sent_version(request), **form.cleaned_data
                ),
            )
        except Stale:
            return conflict_page(
                request,
                fiche,
                form,
                stored,
                title=_("Two texts of one fiche"),
                subtitle=fiche.title,
                version=fiche.version,
                discard_url=reverse("fiche", args=[pk]),
            )
        if saved:
            messages.success(request, _("Evaluated. Close it once no measure is open."))
            return redirect("fiche", pk)
    return deed_page(
        request,
        fiche,
        form,
        title=_("Evaluate fiche"),
        submit=_("Save evaluation"),
        hidden={"version": request.POST.get("version") or fiche.version},
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_close(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Close a fiche with its evidence, once no measure is open."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "close", fiche)
    form = CloseForm(posted(request))

    def run() -> Fiche | None:
        try:
            evidence = form.cleaned_data["evidence"]
            return services.close(actor=actor, fiche=fiche, version=None, evidence=evidence)
        except services.MeasuresOpen as reason:
            form.add_error(None, reason.reason)
            return None

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Closed."))
        return redirect("fiche", pk)
    return deed_page(request, fiche, form, title=_("Close fiche"), submit=_("Close fiche"))


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_reopen(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Back to implementation, with a reason."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "reopen", fiche)
    form = ReasonForm(posted(request))
    if request.method == "POST" and deed(
        form, lambda: services.reopen(actor=actor, fiche=fiche, reason=form.cleaned_data["reason"])
    ):
        messages.success(request, _("The fiche is in implementation again."))
        return redirect("fiche", pk)
    return deed_page(request, fiche, form, title=_("Reopen fiche"), submit=_("Reopen fiche"))
