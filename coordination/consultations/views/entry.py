"""A consultation is written and changed; what is typed is kept, and a stale save shows both texts."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.conflicts import with_choices
from coordination.access.deeds import deed, made_once, refuse_unless, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import Gate, GatedRequest
from coordination.people.queries import organisations
from coordination.register import services as drafts

from .. import services
from ..forms import ConsultationForm, consultation_values
from ..kinds import Kind
from ..models import Consultation
from ..queries import reading
from .frame import conflict_page, consultation_or_404, marked

CONVENERS = Gate("those who consult", Consultation.policy.may_create, Consultation.policy.create_reason)


def _kind_or_404(kind: str) -> Kind:
    if kind not in Kind.values:
        raise Http404
    return Kind(kind)


def _key(kind: str) -> str:
    return f"consultation-{kind}"


@require_http_methods(["GET", "POST"])
@CONVENERS
def consultation_new(request: GatedRequest, kind: str) -> HttpResponse:
    """Draft a consultation; `?country=NE` and `?part_of=` fill the form, a kept draft fills it first."""
    actor: Actor = request.actor
    chosen = _kind_or_404(kind)
    if request.method == "POST":
        form = ConsultationForm(request.POST, actor=actor, kind=chosen)

        def make() -> UUID:
            return services.draft(actor=actor, kind=chosen, words=form.words()).pk

        again = _("This form was already saved with other words. Open the saved consultation and edit it.")
        made = made_once(request, form, make, again)
        if made is None:
            return _page(request, form, chosen)
        drafts.drop_draft(actor=actor, key=_key(kind))
        messages.success(
            request, _("Saved as a draft. Only your organisation reads it. Open it when it is ready.")
        )
        return redirect("consultation", made)
    kept = reading.kept_draft(actor, _key(kind))
    initial = {
        "country": request.GET.get("country", "").upper(),
        "part_of": request.GET.get("part_of", ""),
        "by_chair": actor.is_chair,
    }
    form = ConsultationForm(_restored(kept), initial=initial, actor=actor, kind=chosen)
    if kept:
        # What is not finished yet is no mistake.
        form.full_clean()
        form.errors.clear()
    return _page(request, form, chosen, kept_at=kept.kept_at if kept else None)


def _restored(kept: Any) -> QueryDict | None:
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    return data


@require_http_methods(["GET", "POST"])
@CONVENERS
def consultation_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change the words of a draft at the version that was read."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    refuse_unless(actor, "change", row)
    stored = consultation_values(actor, row)
    papers = tuple(row.paper_ids)
    chosen = Kind(row.kind)
    if request.method == "GET":
        form = ConsultationForm(initial=stored, actor=actor, kind=chosen, papers=papers)
        return _page(request, form, chosen, row=row)
    form = ConsultationForm(
        with_choices(request.POST, stored), initial=stored, actor=actor, kind=chosen, papers=papers
    )
    version = sent_version(request)
    try:
        saved = deed(
            form,
            lambda: services.change(actor=actor, consultation=row, version=version, words=form.words()),
        )
    except Stale:
        return conflict_page(
            request,
            form,
            row,
            stored | {"questions": tuple(question["text"] for question in row.question_list)},
            page=marked(row, actor, title=_("Two texts of one consultation"), subtitle=row.title),
            discard_url=reverse("consultation", args=[pk]),
        )
    if saved is None:
        return _page(request, form, chosen, row=row)
    messages.success(request, _("Saved."))
    return redirect("consultation", pk)


def _page(
    request: GatedRequest,
    form: ConsultationForm,
    kind: Kind,
    *,
    row: Consultation | None = None,
    kept_at: Any = None,
) -> HttpResponse:
    actor: Actor = request.actor
    owner = organisations().by_id[min(actor.speaks_for)].name
    titles = {
        Kind.QUESTIONS: (_("Ask delegations"), _("Edit questions")),
        Kind.SILENCE: (_("Start a silence procedure"), _("Edit silence procedure")),
    }
    context: dict[str, Any] = {
        "page": {
            "title": titles[kind][1 if row else 0],
            "subtitle": row.title if row else _("Who is asked, and until when, comes next."),
            "marking": {
                "label": f"LIMITE · {owner.upper()}",
                "narrow": True,
                "note": _("A draft is read by your organisation alone"),
            },
        },
        "form": form,
        "silence": kind == Kind.SILENCE,
        "more_open": any(form[name].errors for name in ("papers", "country", "reference")),
        "version": (form.data.get("version") or row.version) if row else "",
        "idempotency_key": form.data.get("idempotency_key") or str(uuid.uuid4()),
        "submit_label": _("Save changes") if row else _("Save draft"),
        "discard_url": reverse("consultation", args=[row.pk]) if row else "",
        "draft": None
        if row
        else {
            "url": reverse("draft-keep", args=[_key(kind)]),
            "kept_at": kept_at,
            "drop_url": reverse("consultation-forget", args=[kind]) if kept_at else "",
        },
    }
    return render(request, "consultations/form.html", context, status=400 if form.errors else 200)


@require_POST
@CONVENERS
def consultation_forget(request: GatedRequest, kind: str) -> HttpResponse:
    """Forget what was typed and start with an empty form."""
    chosen = _kind_or_404(kind)
    drafts.drop_draft(actor=request.actor, key=_key(chosen))
    return redirect("consultation-new", chosen)
