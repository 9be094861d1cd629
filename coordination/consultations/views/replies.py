"""A delegation's own desk for one consultation: drafts, input of ministries, clearing, submitting, more time."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.deeds import complain, deed, posted, refuse_unless, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.register import services as drafts

from .. import reply_page, services
from ..forms import DeclineForm, MoreTimeForm, ReplyForm, SubmitForm
from ..kinds import InputState
from ..models import Consultation, ExtensionRequest, ReplyDraft
from ..queries import reading
from .frame import (
    back_to,
    conflict_page,
    consultation_or_404,
    deed_page,
    kept,
    marked,
    page_of_own,
    question_or_404,
)


def _asked_or_refused(actor: Actor, pk: UUID) -> Consultation:
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "reply", row)
    return row


@require_GET
@CONTRIBUTORS
def reply_desk(request: GatedRequest, pk: UUID) -> HttpResponse:
    """All questions with what the delegation wrote, what its ministries say, and what is submitted."""
    actor: Actor = request.actor
    row = _asked_or_refused(actor, pk)
    context = reply_page.desk(actor, row)
    context["page"] = page_of_own(
        row, actor, title=_("Reply of your delegation"), note=_("Drafts are read by your delegation alone")
    )
    return render(request, "consultations/reply.html", context)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def reply_edit(request: GatedRequest, pk: UUID, number: int) -> HttpResponse:
    """Write the reply to one question at the version that was read; kept while it is typed."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    question = question_or_404(row, number)
    refuse_unless(actor, "reply", row)
    stored = reading.own_drafts(actor, row).get(number)
    inputs = reading.inputs(actor, row).get(number, [])
    settling = sum(entry.state == InputState.GIVEN for entry in inputs) > 1
    values = (
        {"text": stored.text, "settlement": stored.settlement} if stored else {"text": "", "settlement": ""}
    )
    key = f"reply-{pk}-{number}"
    page = page_of_own(row, actor, title=_("Reply to question %(number)s") % {"number": number}, note="")
    back = reverse("reply", args=[pk])
    draft = kept(actor, key)
    version: Any = request.POST.get("version") or (stored.version if stored else 0)
    if request.method == "POST":
        form = ReplyForm(with_choices(request.POST, values), initial=values, settling=settling)
        try:
            saved = deed(form, lambda: _write(request, actor, row, number, form))
        except Stale as stale:
            current: Any = stale.current
            mine = {"text": current.text, "settlement": current.settlement}
            return conflict_page(request, form, current, mine, page=page, discard_url=back)
        if saved:
            drafts.drop_draft(actor=actor, key=key)
            version = saved.version
            if request.POST.get("save") != "again" or _clear(request, actor, saved, form):
                messages.success(request, _("Cleared. Submit it when the others are ready.") if request.POST.get("save") == "again" else _("Saved as a draft of your delegation."))  # fmt: skip
                return redirect("reply", pk)
    else:
        fields = draft["fields"]
        initial = {name: next(iter(fields.get(name, [])), "") or values[name] for name in values}
        form = ReplyForm(initial=initial, settling=settling)
    context = {
        "page": page,
        "form": form,
        "question": question,
        "inputs": [reply_page.input_card(entry) for entry in inputs],
        "settling": settling,
        "version": version,
        "draft": draft,
        "back_url": back,
        "ask_url": reverse("input-ask", args=[pk]) + f"?question={number}",
    }
    return render(request, "consultations/reply_form.html", context, status=400 if form.errors else 200)


def _write(
    request: GatedRequest, actor: Actor, row: Consultation, number: int, form: ReplyForm
) -> ReplyDraft:
    return services.write(
        actor=actor, consultation=row, number=number, version=sent_version(request), **form.cleaned_data
    )


def _clear(request: GatedRequest, actor: Actor, draft: ReplyDraft, form: ReplyForm) -> bool:
    """Clear what was just saved; False with the reason on the form: the draft is kept all the same."""
    try:
        services.clear(actor=actor, draft=draft, version=draft.version)
    except ValidationError as error:
        complain(form, error)
        messages.info(request, _("The draft is kept; it is not cleared yet."))
        return False
    return True


@require_POST
@CONTRIBUTORS
def reply_clear(request: GatedRequest, pk: UUID, number: int) -> HttpResponse:
    """Clear a reply as it was read."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    question_or_404(row, number)
    refuse_unless(actor, "reply", row)
    draft = reading.own_drafts(actor, row).get(number)
    if draft is None:
        raise Http404
    try:
        services.clear(actor=actor, draft=draft, version=sent_version(request))
    except Stale:
        messages.error(
            request, _("A colleague changed the reply since you read it. Read it again, then clear it.")
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Cleared. Submit it when the others are ready."))
    return redirect("reply", pk)


@require_POST
@CONTRIBUTORS
def reply_submit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Submit what is cleared; past the deadline it is refused, and the drafts stay."""
    actor: Actor = request.actor
    row = _asked_or_refused(actor, pk)
    form = SubmitForm(request.POST, numbers=[question["number"] for question in row.question_list])
    numbers = form.cleaned_data["numbers"] if form.is_valid() else []
    try:
        made = services.submit(actor=actor, consultation=row, numbers=numbers or None)
    except services.TooLate as late:
        messages.error(request, late.reason)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = ngettext("%(n)s reply is submitted.", "%(n)s replies are submitted.", len(made))
        messages.success(request, words % {"n": len(made)})
    return redirect("reply", pk)


@require_POST
@CONTRIBUTORS
def reply_take_back(request: GatedRequest, pk: UUID, number: int) -> HttpResponse:
    """Take a submitted reply back before the deadline."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    question_or_404(row, number)
    refuse_unless(actor, "reply", row)
    reply = reading.own_replies(actor, row).get(number)
    if reply is None:
        raise Http404
    try:
        services.take_back_reply(actor=actor, reply=reply)
    except services.TooLate as late:
        messages.error(request, late.reason)
    else:
        messages.success(request, _("Taken back. Its words stay in your draft."))
    return redirect("reply", pk)


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def extension_ask(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask whoever asks for more time."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "ask", row)
    form = MoreTimeForm(posted(request), initial={"until": row.deadline})
    if request.method == "POST" and deed(
        form, lambda: services.ask_for_time(actor=actor, consultation=row, **form.cleaned_data)
    ):
        messages.success(request, _("Asked. You are told here what is decided."))
        return redirect("consultation", pk)
    return deed_page(
        request,
        form,
        page=marked(row, actor, title=_("Ask for more time"), subtitle=row.title),
        submit=_("Ask for more time"),
        back_url=back_to(row),
        consequence=_("Read by whoever asks and by your delegation. Where it is granted, the deadline moves for everybody."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def extension_decline(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Say no to a request for more time, and why."""
    actor: Actor = request.actor
    asked = reading.one_request(actor, pk)
    if asked is None:
        raise Http404
    row = consultation_or_404(actor, asked.consultation_id)
    refuse_unless(actor, "answer", asked)
    form = DeclineForm(posted(request))

    def run() -> ExtensionRequest:
        return services.decline(actor=actor, request=asked, words=form.cleaned_data["words"])

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Answered."))
        return redirect("consultation", row.pk)
    return deed_page(
        request,
        form,
        page=marked(row, actor, title=_("Keep the deadline"), subtitle=row.title),
        submit=_("Keep the deadline"),
        back_url=back_to(row),
        quoted=asked.reason,
    )
