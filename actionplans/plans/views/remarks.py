"""Comments and notes: said, resolved, kept."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import permissions
from coordination.access.routes import CONTRIBUTORS, GatedRequest

from .. import services
from ..forms import CommentForm, NoteForm, ResolveForm
from ..models import ActionTerms, PlanVersion, TermsComment
from ..models.remarks import Comment
from ..queries import reading
from ..texts import quote_of, terms_places, version_places
from .action import action_page
from .frame import PlanFrame, version_or_404
from .plan import comments_context


def _say(actor: Actor, on: PlanVersion | ActionTerms, form: CommentForm) -> None:
    said = form.said()
    quote = quote_of(on, said["field"], said["paragraph"])
    services.comment(actor=actor, on=on, quote=quote, **said)


@require_POST
@CONTRIBUTORS
def plan_comment(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say something on the text of a version."""
    version = version_or_404(request.actor, pk)
    if reason := permissions(request.actor, version)["comment"]:
        raise Refused(reason)
    form = CommentForm(request.POST, places=version_places(version))
    if not form.is_valid():
        frame = PlanFrame(request.actor, version.plan_id, str(version.number))
        return render(request, "plans/comments.html", comments_context(frame, form), status=400)
    _say(request.actor, version, form)
    messages.success(request, _("Said. Everybody who reads the plan reads it."))
    return redirect(reverse("plan-comments", args=[version.plan_id]) + f"?version={version.number}")


@require_POST
@CONTRIBUTORS
def terms_comment(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say something on the words of an action."""
    terms = reading.one_terms(request.actor, pk)
    if terms is None:
        raise Http404
    for on in (terms.plan_version, terms):
        if reason := permissions(request.actor, on)["comment"]:
            raise Refused(reason)
    form = CommentForm(request.POST, places=terms_places())
    if not form.is_valid():
        return action_page(request, terms.action_id, comment_form=form, status=400)
    _say(request.actor, terms, form)
    messages.success(request, _("Said. Everybody who reads the action reads it."))
    return redirect("action", terms.action_id)


@require_POST
@CONTRIBUTORS
def plan_resolve(request: GatedRequest, key: UUID) -> HttpResponse:
    """Resolve a comment, or withdraw an objection."""
    remark = reading.remark(request.actor, key)
    if remark is None:
        raise Http404
    form = ResolveForm(request.POST)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    services.resolve(actor=request.actor, remark=remark, words=words)
    return redirect(_place(request.actor, remark))


def _place(actor: Actor, remark: Comment) -> str:
    if isinstance(remark, TermsComment):
        terms = reading.one_terms(actor, remark.terms_id)
        return reverse("action", args=[terms.action_id]) if terms else reverse("plans")
    version = reading.version(actor, remark.plan_version_id)  # type: ignore[attr-defined]
    if version is None:
        return reverse("plans")
    return reverse("plan-comments", args=[version.plan_id]) + f"?version={version.number}"


@require_POST
@CONTRIBUTORS
def plan_note(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Keep a note for one's own delegation."""
    frame = PlanFrame(request.actor, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        services.keep_note(actor=request.actor, plan=frame.plan, text=form.cleaned_data["text"])
        messages.success(request, _("Noted. Only your own delegation reads it."))
    else:
        messages.error(request, _("The note is empty: write it first."))
    return redirect("plan-comments", pk)
