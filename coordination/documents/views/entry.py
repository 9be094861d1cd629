"""A document is filed, and its head changed; what is typed is kept, and a stale save shows both texts."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coordination.access import conflicts
from coordination.access.actor import Actor
from coordination.access.conflicts import differing, with_choices
from coordination.access.deeds import deed, made_once, refuse_unless, sent_version
from coordination.access.errors import Stale
from coordination.access.routes import Gate, GatedRequest
from coordination.people.queries import organisations
from coordination.register import services as drafts

from .. import services, sharing_page
from ..forms import DocumentForm, FileFormSet, FilingForm, document_values, files_of
from ..forms.document import new_values
from ..history_words import history_of
from ..models import Document
from ..queries import reading
from .deeds import document_or_404, marked

NEW = "document"
FILES = "files"
HOLDERS = Gate("holders of documents", Document.policy.may_create, Document.policy.create_reason)


@require_http_methods(["GET", "POST"])
@HOLDERS
def document_new(request: GatedRequest) -> HttpResponse:
    """File a document; `?country=NE` fills the form, a kept draft fills it first."""
    actor: Actor = request.actor
    if request.method == "POST":
        form = FilingForm(request.POST, actor=actor)
        files = FileFormSet(request.POST, request.FILES, prefix=FILES)
        made = _file(request, form, files)
        if made is None:
            return _new_page(request, form, files)
        drafts.drop_draft(actor=actor, key=NEW)
        messages.success(request, _("Filed."))
        return redirect("document", made)
    kept = reading.kept_draft(actor, NEW)
    country = request.GET.get("country", "").upper()
    form = FilingForm(_restored(kept), initial=new_values(actor) | {"countries": [country]}, actor=actor)
    if kept:
        # What is not finished yet is no mistake.
        form.full_clean()
        form.errors.clear()
    return _new_page(request, form, FileFormSet(prefix=FILES), kept_at=kept.kept_at if kept else None)


def _restored(kept: Any) -> QueryDict | None:
    if kept is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    return data


def _file(request: GatedRequest, form: FilingForm, files: Any) -> UUID | None:
    """File the document with its first version, unless this very form did it already."""
    actor: Actor = request.actor

    def make() -> UUID:
        given = form.cleaned_data
        document = services.file(
            actor=actor, header=form.header(), marking=given["marking"], sharing=form.sharing()
        )
        uploads = files_of(files, given["original_language"])
        if uploads or given["text"].strip():
            services.add_version(actor=actor, document=document, files=uploads, text=given["text"])
        return document.pk

    form.is_valid()
    files.original = form.cleaned_data.get("original_language", files.original)
    if not files.is_valid():
        # The form says it too: a file that is refused is not filed without.
        form.add_error(None, _("A file was not taken. Choose the files again; all else is kept."))
        return None
    words = _("This form was already saved with other words. Open the saved document and edit it.")
    return made_once(request, form, make, words)


def _new_page(request: GatedRequest, form: FilingForm, files: Any, *, kept_at: Any = None) -> HttpResponse:
    actor: Actor = request.actor
    owner = organisations().by_id[min(actor.speaks_for)].name
    chosen_files = any(name.startswith(f"{FILES}-") for name in request.FILES)
    if form.errors and chosen_files and not any(files.errors):
        form.add_error(None, _("Choose the files again: a browser does not keep them."))
    context: dict[str, Any] = {
        "page": {
            "title": _("File a document"),
            "subtitle": _("The head as the paper has it, its files, its marking, its readers"),
            "marking": {
                "label": "LIMITE",
                "narrow": False,
                "note": _("Nothing is shared before you file it"),
            },
        },
        "form": form,
        "files": files,
        "groups": [{"title": _("Files"), "formset": files}],
        "more_open": any(
            form[name].errors
            for name in ("external_author", "disclaimer", "keywords", "expires_on", "earlier")
        ),
        "text_open": bool(form["text"].value()),
        **sharing_page.context(form, actor, owner),
        "idempotency_key": form.data.get("idempotency_key") or str(uuid.uuid4()),
        "draft": {
            "url": reverse("draft-keep", args=[NEW]),
            "kept_at": kept_at,
            "drop_url": reverse("document-forget") if kept_at else "",
        },
    }
    failed = bool(form.errors) or (files.is_bound and not files.is_valid())
    return render(request, "documents/new.html", context, status=400 if failed else 200)


@require_POST
@HOLDERS
def document_forget(request: GatedRequest) -> HttpResponse:
    """Forget what was typed and start with an empty form."""
    drafts.drop_draft(actor=request.actor, key=NEW)
    return redirect("document-new")


@require_http_methods(["GET", "POST"])
@HOLDERS
def document_edit(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Change the head at the version that was read."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    refuse_unless(actor, "change", document)
    readable = bool(reading.several(actor, [document.earlier_id] if document.earlier_id else []))
    stored = document_values(document, readable_earlier=readable)
    keep = [document.earlier_id] if readable else []
    if request.method == "GET":
        form = DocumentForm(initial=stored, actor=actor, keep=keep)
        return _edit_page(request, document, form)
    form = DocumentForm(with_choices(request.POST, _as_sent(stored)), initial=stored, actor=actor, keep=keep)
    version = sent_version(request)
    try:
        saved = deed(
            form,
            lambda: services.change(actor=actor, document=document, version=version, header=form.header()),
        )
    except Stale:
        return _conflict_page(request, document, form, stored)
    if saved is None:
        return _edit_page(request, document, form)
    messages.success(request, _("Saved."))
    return redirect("document", pk)


def _as_sent(stored: dict[str, Any]) -> dict[str, Any]:
    """The stored values as a browser would send them."""
    lists = {
        "subjects": ", ".join(str(one) for one in stored["subjects"]),
        "keywords": ", ".join(stored["keywords"]),
        "number": str(stored["number"]) if stored["number"] else "",
    }
    return stored | lists


def _edit_page(request: GatedRequest, document: Document, form: DocumentForm) -> HttpResponse:
    if document.confirmed_on:
        form.fields["number"].disabled = True
        form.fields["number"].help_text = _(
            "Confirmed by the General Secretariat; only it changes the number"
        )
    context = {
        "page": marked(document, request.actor, title=_("Edit document"), subtitle=document.subject),
        "form": form,
        "more_open": True,
        "version": form.data.get("version") or document.version,
        "discard_url": reverse("document", args=[document.pk]),
    }
    return render(request, "documents/edit.html", context, status=400 if form.errors else 200)


def _conflict_page(
    request: GatedRequest, document: Document, form: DocumentForm, stored: dict[str, Any]
) -> HttpResponse:
    """409 with the fields that differ, mine and theirs."""
    changes, _older = history_of(request.actor, document, limit=1)
    last = changes[0] if changes else None
    page = marked(document, request.actor, title=_("Two texts of one document"), subtitle=document.subject)
    return conflicts.conflict_page(
        request,
        page,
        differing(form, stored),
        version=document.version,
        discard_url=reverse("document", args=[document.pk]),
        saved=(last.organisation, last.at) if last else ("", None),
    )
