"""What others say and bring: comments and how they are resolved, contributions asked, offered, answered."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from actionplans.plans.kinds import Remark
from coordination.access.actor import Actor
from coordination.access.errors import Refused, Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.people.queries import organisations

from .. import services
from ..forms import AnswerForm, CommentForm, InviteForm, OfferForm, PartForm, ResolveForm
from ..places import places
from ..queries import reading
from .deeds import (
    contribution_or_404,
    deed,
    deed_page,
    fiche_or_404,
    key_of,
    made_once,
    posted,
    refuse_unless,
    sent_version,
)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_comment(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Comment on the fiche or on one of its parts; `?on=` chooses it."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "comment", fiche)
    initial = {"field": request.GET.get("on", "purpose"), "kind": Remark.COMMENT}
    named = list(places(reading.measures(actor, fiche)).items())
    form = CommentForm(posted(request), initial=initial, places=named)

    def make() -> UUID:
        return services.comment(actor=actor, fiche=fiche, **form.cleaned_data).key

    again = _("This comment was already added with other words. Look at the fiche, then add another.")
    if request.method == "POST" and made_once(request, form, make, again):
        messages.success(request, _("Comment added."))
        return redirect("fiche", pk)
    return deed_page(
        request,
        fiche,
        form,
        title=_("Comment on fiche"),
        submit=_("Add comment"),
        consequence=_(
            "Everybody who reads the fiche reads the comment. An objection stands in the way of endorsement."
        ),
        hidden=key_of(request),
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def comment_resolve(request: GatedRequest, pk: UUID, key: UUID) -> HttpResponse:
    """Resolve a comment, and say how."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    remark = reading.remarks(actor, fiche).filter(key=key).first()
    if remark is None:
        raise Http404
    form = ResolveForm(posted(request))
    if request.method == "POST" and deed(
        form,
        lambda: services.resolve(actor=actor, fiche=fiche, key=key, words=form.cleaned_data["words"]),
    ):
        messages.success(request, _("Resolved."))
        return redirect("fiche", pk)
    if request.method == "GET" and not {remark.organisation_id, fiche.originator_id} & actor.speaks_for:
        raise Refused(_("A comment is resolved by its own delegation or by the drafter."))
    return deed_page(
        request,
        fiche,
        form,
        title=_("Resolve comment"),
        submit=_("Resolve comment"),
        consequence=f"{organisations().by_id[remark.organisation_id].name}: {remark.text}",
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_invite(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask delegations to contribute."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "invite", fiche)
    form = InviteForm(posted(request))
    bodies = organisations().by_code

    def run() -> bool:
        given = form.cleaned_data
        ids = [bodies[code].pk for code in given["organisations"]]
        services.invite(actor=actor, fiche=fiche, organisation_ids=ids, words=given["words"])
        return True

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Asked. Who was asked before is not asked again."))
        return redirect("fiche", pk)
    words = _("Readers of the fiche see who is asked. Somebody who does not read it learns nothing of it.")
    return deed_page(
        request,
        fiche,
        form,
        title=_("Ask for a contribution"),
        submit=_("Ask for a contribution"),
        consequence=words,
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def fiche_offer(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Offer a contribution of one's own."""
    actor: Actor = request.actor
    fiche = fiche_or_404(actor, pk)
    refuse_unless(actor, "contribute", fiche)
    form = OfferForm(posted(request))
    if request.method == "POST" and deed(
        form, lambda: services.offer(actor=actor, fiche=fiche, words=form.cleaned_data["words"])
    ):
        messages.success(request, _("Your contribution stands on the fiche."))
        return redirect("fiche", pk)
    return deed_page(request, fiche, form, title=_("Offer a contribution"), submit=_("Offer a contribution"))


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def contribution_answer(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Accept or decline what one's delegation was asked for."""
    actor: Actor = request.actor
    contribution, fiche = contribution_or_404(actor, pk)
    refuse_unless(actor, "answer", contribution)
    form = AnswerForm(posted(request))

    def run() -> object:
        given = form.cleaned_data
        accepted = given["answer"] == "accepted"
        try:
            return services.answer(
                actor=actor,
                contribution=contribution,
                version=sent_version(request),
                accepted=accepted,
                words=given["words"],
            )
        except Stale:
            form.add_error(
                None, _("Your delegation answered in the meantime. Look at the fiche, then answer again.")
            )
            return None

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Answered."))
        return redirect("fiche", fiche.pk)
    return deed_page(
        request,
        fiche,
        form,
        title=_("Answer"),
        submit=_("Save answer"),
        consequence=contribution.asked_for,
        hidden={"version": contribution.version},
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def contribution_report(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say how one's own contribution stands."""
    actor: Actor = request.actor
    contribution, fiche = contribution_or_404(actor, pk)
    refuse_unless(actor, "report", contribution)
    form = PartForm(posted(request), initial={"light": contribution.light, "words": contribution.words})
    if request.method == "POST" and deed(
        form,
        lambda: services.report_part(
            actor=actor, contribution=contribution, version=None, **form.cleaned_data
        ),
    ):
        messages.success(request, _("Reported."))
        return redirect("fiche", fiche.pk)
    return deed_page(
        request,
        fiche,
        form,
        title=_("Report on the contribution"),
        submit=_("Save report"),
        consequence=contribution.answer_words,
    )


@require_POST
@CONTRIBUTORS
def contribution_take_back(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a question back that nobody has answered."""
    contribution, fiche = contribution_or_404(request.actor, pk)
    services.take_back(actor=request.actor, contribution=contribution)
    messages.success(request, _("Taken back."))
    return redirect("fiche", fiche.pk)
