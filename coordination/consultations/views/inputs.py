"""What ministries write for a reply: asked by their delegation, written by them, read by the two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.dates import moment_words
from coordination.access.deeds import deed, posted, refuse_unless, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import CONTRIBUTORS, GatedRequest
from coordination.people.queries import organisations
from coordination.register import services as drafts

from .. import services
from ..audiences import ministries_of
from ..forms import InputAskForm, InputForm
from ..models import MinistryInput
from ..queries import reading
from ..rows import paragraphs
from .frame import conflict_page, consultation_or_404, deed_page, kept, page_of_own


def _input_or_404(actor: Actor, pk: UUID) -> MinistryInput:
    row = reading.one_input(actor, pk)
    if row is None:
        raise Http404
    return row


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def input_ask(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Ask ministries of one's own state to write on some questions; `?question=2` chooses one."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "reply", row)
    asked = request.GET.get("question", "")
    numbers = [question["number"] for question in row.question_list]
    chosen = [int(asked)] if asked.isdecimal() and len(asked) < 4 else numbers
    ministry_ids = ministries_of(min(actor.speaks_for))
    form = InputAskForm(
        posted(request),
        initial={"questions": chosen, "due_at": row.deadline},
        ministry_ids=ministry_ids,
        questions=row.question_list,
    )

    def run() -> list[MinistryInput]:
        given = form.cleaned_data
        return services.ask_ministries(
            actor=actor,
            consultation=row,
            ministry_ids=given["ministries"],
            numbers=given["questions"],
            words=given["words"],
            due_at=given["due_at"],
        )

    if request.method == "POST" and deed(form, run):
        messages.success(request, _("Asked. What a ministry writes is read by it and by your delegation."))
        return redirect("reply", pk)
    consequence = _(
        "A ministry is told the title, the questions and the day; it reads nothing else of the consultation "
        "through this. What it writes is read by it and by your delegation."
    )
    if not ministry_ids:
        consequence = _("No ministry of your state has access yet. Ask an administrator to admit one.")
    return deed_page(
        request,
        form,
        page=page_of_own(row, actor, title=_("Ask ministries"), note=_("Read by your delegation")),
        submit=_("Ask ministries"),
        long=True,
        back_url=reverse("reply", args=[pk]),
        consequence=consequence,
    )


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def input_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The ministry writes and gives its input; the delegation reads it."""
    actor: Actor = request.actor
    row = _input_or_404(actor, pk)
    if request.method == "GET" and not row.may["write"]:
        return render(request, "consultations/input.html", _read(row, actor))
    refuse_unless(actor, "write", row)
    stored = {"text": row.text}
    key = f"input-{pk}"
    draft = kept(actor, key)
    page = _head(row, actor)
    if request.method == "POST":
        form = InputForm(with_choices(request.POST, stored), initial=stored)
        finished = request.POST.get("save") != "again"

        def run() -> MinistryInput:
            return services.write_input(
                actor=actor,
                ministry_input=row,
                version=sent_version(request),
                text=form.cleaned_data["text"],
                finished=finished,
            )

        try:
            if deed(form, run):
                drafts.drop_draft(actor=actor, key=key)
                messages.success(
                    request, _("Given to your delegation.") if finished else _("Kept. Your delegation sees that you are writing.")
                )  # fmt: skip
                return redirect("input", pk)
        except Stale as stale:
            current: Any = stale.current
            return conflict_page(
                request, form, current, {"text": current.text}, page=page, discard_url=request.path
            )
    else:
        form = InputForm(initial={"text": _typed(draft) or row.text})
    words = [_("%(delegation)s asks: %(words)s") % {"delegation": _delegation(row), "words": row.words}] if row.words else []  # fmt: skip
    words.append(_("Read by your ministry and by %(delegation)s, which clears and submits the reply.") % {"delegation": _delegation(row)})  # fmt: skip
    return deed_page(
        request,
        form,
        page=page,
        submit=_("Give input"),
        again=_("Keep for now"),
        long=True,
        back_url=reverse("consultations"),
        quoted=f"{row.number}. {row.asked}",
        consequence="\n".join(words),
        hidden={"version": request.POST.get("version") or row.version},
        draft=draft,
    )


def _typed(draft: dict[str, Any]) -> str:
    return next(iter(draft["fields"].get("text", [])), "")


def _delegation(row: MinistryInput) -> str:
    return organisations().by_id[row.originator_id].name


def _head(row: MinistryInput, actor: Actor) -> dict[str, Any]:
    ministry = organisations().by_id[row.ministry_id].name
    until = _("until %(time)s") % {"time": moment_words(row.due_at)} if row.due_at else ""
    label = _("Your delegation and ministry")
    return {
        "title": _("Input on question %(number)s") % {"number": row.number},
        "subtitle": " · ".join(filter(None, [row.title, ministry, until])),
        "marking": {"label": f"LIMITE · {label.upper()}", "narrow": True, "note": ""},
        "audience": {"level": 2, "words": f"{_delegation(row)}, {ministry}"},
    }


def _read(row: MinistryInput, actor: Actor) -> dict[str, Any]:
    return {
        "page": _head(row, actor),
        "asked": f"{row.number}. {row.asked}",
        "words": row.words,
        "state_label": row.get_state_display(),
        "paragraphs": paragraphs(row.text),
        "given": moment_words(row.given_at),
        "take_back_url": reverse("input-take-back", args=[row.pk]) if row.may["take_back"] else "",
        "back_url": reverse("reply", args=[row.consultation_id])
        if row.originator_id in actor.speaks_for
        else reverse("consultations"),
    }


@require_POST
@CONTRIBUTORS
def input_take_back(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Take a question back that the ministry has not answered."""
    row = _input_or_404(request.actor, pk)
    services.take_back(actor=request.actor, ministry_input=row)
    messages.success(request, _("Taken back."))
    return redirect("reply", row.consultation_id)
