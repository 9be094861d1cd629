"""The synthesis: the convenor's own until it is published; two people at one text lose nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.deeds import deed, refuse_unless, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.people.queries import organisations

from .. import services
from ..forms import SynthesisForm
from ..models import Consultation, Synthesis
from ..queries import reading
from ..rows import code_of, convenor_words
from .frame import conflict_page, consultation_or_404, deed_page, marked, own_marking, question_or_404


def _own(actor: Actor, row: Consultation, number: int) -> Synthesis | None:
    found = reading.syntheses(actor, row).get(number)
    return found if found and found.originator_id in actor.speaks_for else None


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def synthesis_edit(request: GatedRequest, pk: UUID, number: int) -> HttpResponse:
    """Write the synthesis of a question, or of all (0); `?quote=` brings in a reply."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    question = question_or_404(row, number)["text"] if number else ""
    refuse_unless(actor, "compile", row)
    stored = _own(actor, row, number)
    values = {"text": stored.text if stored else ""}
    title = _("Synthesis, question %(number)s") % {"number": number} if number else _("Synthesis")
    back = reverse("consultation", args=[pk]) + (f"?question={number}#question" if number else "")
    page = _page(row, actor, stored, title)
    if request.method == "GET":
        form = SynthesisForm(initial={"text": _with_quote(request, actor, row, values["text"])})
    else:
        form = SynthesisForm(with_choices(request.POST, values))

        def run() -> Synthesis:
            return services.write_synthesis(
                actor=actor,
                consultation=row,
                number=number,
                version=sent_version(request),
                text=form.cleaned_data["text"],
            )

        try:
            saved = deed(form, run)
        except Stale as stale:
            current: Any = stale.current
            return conflict_page(request, form, current, {"text": current.text}, page=page, discard_url=back)
        if saved:
            messages.success(request, _("Saved."))
            return redirect(back)
    published = stored is not None and stored.published_at is not None
    return deed_page(
        request,
        form,
        page=page,
        submit=_("Save synthesis"),
        long=True,
        back_url=back,
        quoted=question,
        consequence=_("It is published: all who were asked read what you save.")
        if published
        else _("Read by %(convenor)s alone until it is published.") % {"convenor": convenor_words(row)},
        hidden={"version": request.POST.get("version") or (stored.version if stored else 0)},
    )


def _page(row: Consultation, actor: Actor, stored: Synthesis | None, title: str) -> dict[str, Any]:
    page = marked(row, actor, title=title, subtitle=row.title)
    if stored is None or stored.published_at is None:
        page["marking"] = own_marking(actor, _("A synthesis is yours until you publish it"))
        page["audience"] = None
    return page


def _with_quote(request: GatedRequest, actor: Actor, row: Consultation, text: str) -> str:
    """The synthesis with a reply at its end, quoted with the delegation that wrote it."""
    try:
        wanted = UUID(request.GET.get("quote", ""))
    except ValueError:
        return text
    reply = reading.one_reply(actor, wanted)
    if reply is None or reply.consultation_id != row.pk:
        raise Http404
    code = code_of(organisations().by_id[reply.originator_id])
    quoted = _("%(code)s: “%(text)s”") % {"code": code, "text": reply.text.strip()}
    return "\n\n".join(part for part in (text.strip(), quoted) if part)


@require_POST
@CONTRIBUTORS
def synthesis_publish(request: GatedRequest, pk: UUID, number: int) -> HttpResponse:
    """Let all who were asked read it, as it was read."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    if number:
        question_or_404(row, number)
    refuse_unless(actor, "compile", row)
    stored = _own(actor, row, number)
    if stored is None:
        raise Http404
    try:
        services.publish(actor=actor, synthesis=stored, version=sent_version(request))
    except Stale:
        messages.error(request, _("The synthesis changed since you read it. Read it again, then publish it."))
    else:
        messages.success(request, _("Published. All who were asked read it now."))
    return redirect(reverse("consultation", args=[pk]) + (f"?question={number}" if number else ""))
