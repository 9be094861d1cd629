"""A document is shared, marked, numbered, withdrawn, restored, and given up for another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.deeds import deed, posted, refuse_unless, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.people.queries import organisations
from coordination.register.sharing import sharing_of

from .. import services, sharing_page
from ..forms import MarkForm, NumberForm, ReasonForm, ShareForm
from ..models import Document
from ..policy import is_secretariat
from .deeds import deed_page, document_or_404, marked


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def document_share(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Let others read a document, or fewer."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    refuse_unless(actor, "share", document)
    form = ShareForm(posted(request), initial=_shared(document), actor=actor)

    def run() -> Document:
        reason = form.cleaned_data["reason"]
        return services.share(actor=actor, document=document, sharing=form.sharing(), reason=reason)

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Saved. Who can read it stands on its page."))
        return redirect("document", pk)
    context = {
        "page": marked(document, actor, title=_("Who may read it"), subtitle=document.subject),
        "form": form,
        **sharing_page.context(form, actor, organisations().by_id[document.originator_id].name),
        "reason": form["reason"],
        "back_url": reverse("document", args=[pk]),
    }
    return render(request, "documents/share.html", context, status=400 if form.errors else 200)


def _shared(document: Document) -> dict[str, Any]:
    """The circle that is stored, as the values of the form."""
    sharing = sharing_of(document.audience.circles, document.originator_id)
    codes = [organisations().by_id[pk].code for pk in sharing.named]
    return {"audience": sharing.choice, "delegations": codes, "country_team": sharing.country_team}


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def document_mark(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change the marking, with a reason."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    refuse_unless(actor, "mark", document)
    form = MarkForm(posted(request), initial={"marking": document.marking})

    def run() -> Document:
        return services.mark(actor=actor, document=document, version=None, **form.cleaned_data)

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Marked."))
        return redirect("document", pk)
    words = _(
        "LIMITE reaches national administrations, not the public. Only the organisation that filed the document "
        "makes it public, and only when all members read it."
    )
    return deed_page(request, document, form, title=_("Marking"), submit=_("Save marking"), consequence=words)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def document_number(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Give the number, or record the one that the paper bears."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    refuse_unless(actor, "number", document)
    form = NumberForm(posted(request), initial={"number": document.identity})

    def run() -> Document:
        number = form.cleaned_data["number"]
        return services.give_number(
            actor=actor, document=document, version=sent_version(request), identity=number
        )

    try:
        saved = deed(form, run) if request.method == "POST" else None
    except Stale:
        form.add_error(None, _("Somebody saved this document in the meantime. Look at its number again."))
        saved = None
    if saved:
        messages.success(request, _("Saved."))
        return redirect("document", pk)
    if is_secretariat(actor):
        words = _(
            "Given by the General Secretariat, the number is confirmed; its holder no longer changes it."
        )
    else:
        words = _(
            "Record the number that the paper bears. The workspace gives none itself; the General Secretariat "
            "confirms it."
        )
    hidden = {"version": document.version}
    return deed_page(
        request, document, form, title=_("Number"), submit=_("Save number"), consequence=words, hidden=hidden
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def document_withdraw(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a document out of the lists, with a reason."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    refuse_unless(actor, "withdraw", document)
    form = ReasonForm(posted(request))

    def run() -> Document:
        return services.withdraw(actor=actor, document=document, reason=form.cleaned_data["reason"])

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Withdrawn. It stays on record, and you can restore it."))
        return redirect("document", pk)
    words = _(
        "It leaves the lists. Whoever could read it still finds it by its address, marked as withdrawn."
    )
    return deed_page(
        request,
        document,
        form,
        title=_("Withdraw document"),
        submit=_("Withdraw document"),
        consequence=words,
    )


@require_POST
@CONTRIBUTORS
def document_restore(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Undo a withdrawal."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    try:
        services.restore(actor=actor, document=document)
        messages.success(request, _("Restored."))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("document", pk)


@require_POST
@CONTRIBUTORS
def document_merge(request: GatedRequest, pk: UUID, other: UUID) -> HttpResponse:
    """Give one's own document up for another of the same number."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    services.merge(actor=actor, document=document, into=document_or_404(actor, other))
    messages.success(request, _("Merged. Whoever opens your document is led to this one."))
    return redirect("document", other)
