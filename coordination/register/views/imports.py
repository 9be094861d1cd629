"""Imports: upload a file, watch it being read, cancel it, see what was not taken over."""

import hashlib
import uuid
from typing import Any, BinaryIO, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coordination.access.actor import Actor
from coordination.access.errors import KeyReused
from coordination.access.gate import permissions
from coordination.access.routes import Gate, GatedRequest
from coordination.access.services import once
from coordination.exchange import iati
from coordination.people.queries import organisations

from .. import services
from ..models import Import, ImportProblem, ImportState
from ..policy import ImportPolicy

MAX_BYTES = 25 * 1024 * 1024
SHOWN, PROBLEMS = 50, 50

IMPORTERS = Gate(
    "importers",
    lambda actor: ImportPolicy().may_create(actor),
    gettext_lazy("Files are imported by those who speak for an organisation."),
)

# The sign for a state: the shapes and colours of the statuses of activities, used anew.
SIGNS = {
    ImportState.WAITING: "planned",
    ImportState.RUNNING: "running",
    ImportState.DONE: "completed",
    ImportState.CANCELLED: "cancelled",
    ImportState.FAILED: "suspended",
}


class ImportForm(forms.Form):
    """A file that is IATI by its content, whatever its name says."""

    file = forms.FileField(
        label=gettext_lazy("IATI file"),
        help_text=gettext_lazy("IATI activity standard 2.01 to 2.03, .xml, at most 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if not (file.name or "").lower().endswith(".xml"):
            raise forms.ValidationError(_("Choose a file whose name ends in .xml."))
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 25 MB. Split it, or ask for a smaller extract.")
            )
        try:
            # Up to the first activity: enough to tell IATI from everything else.
            next(
                (item for item in iati.read(cast("BinaryIO", file)) if isinstance(item, iati.IatiActivity)),
                None,
            )
        except iati.IatiRefused as refused:
            raise forms.ValidationError(str(refused)) from refused
        file.seek(0)
        return file


@require_http_methods(["GET", "POST"])
@IMPORTERS
def import_list(request: GatedRequest) -> HttpResponse:
    """The imports of your organisation, and a form for the next."""
    actor: Actor = request.actor
    form = ImportForm()
    if request.method == "POST":
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid() and (pk := _upload(request, actor, form)):
            messages.success(request, _("The file is being read."))
            return redirect("import", pk)
    recent = Import.objects.visible_to(actor).defer("file").order_by("-created_at", "pk")[:SHOWN]
    context = {
        "page": _page(_("Imports"), actor),
        "form": form,
        "idempotency_key": request.POST.get("idempotency_key") or uuid.uuid4(),
        "imports": [_line(run) for run in recent],
    }
    return render(request, "register/imports.html", context, status=400 if form.errors else 200)


def _upload(request: GatedRequest, actor: Actor, form: ImportForm) -> UUID | None:
    file = form.cleaned_data["file"]
    content = file.read()
    name = "".join(letter for letter in file.name if letter.isprintable())
    key = request.POST.get("idempotency_key") or str(uuid.uuid4())
    sent = {"name": name, "content": hashlib.sha256(content).hexdigest()}

    def make() -> UUID:
        return services.start_import(actor=actor, name=name, content=content).pk

    try:
        made, _new = once(actor=actor, key=f"import:{key}", sent=sent, make=make)
    except KeyReused:
        form.add_error("file", _("This form was already sent with another file. Load the page anew."))
        return None
    return made


@require_GET
@IMPORTERS
def import_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """How far an import is; the page asks for its progress until it is over."""
    actor: Actor = request.actor
    run = _found(actor, pk)
    problems = ImportProblem.objects.visible_to(actor).filter(run=run.pk).order_by("pk")
    rejected, rejected_next = _problems(request, problems.filter(rejected=True), "after")
    gaps, gaps_next = _problems(request, problems.filter(rejected=False), "gaps")
    context = {
        "page": _page(_("Import"), actor),
        "run": _line(run) | _progress(actor, run),
        "rejected_rows": rejected,
        "rejected_next_url": rejected_next,
        "gap_rows": gaps,
        "gaps_next_url": gaps_next,
        "table_url": f"{reverse('activities')}?mine=true" if run.created or run.updated else "",
    }
    template = "register/import.html#progress" if request.htmx else "register/import.html"
    return render(request, template, context)


@require_POST
@IMPORTERS
def import_cancel(request: GatedRequest, pk: UUID) -> HttpResponse:
    """Stop an import; what was taken in stays."""
    actor: Actor = request.actor
    services.cancel_import(actor=actor, run=_found(actor, pk))
    messages.success(request, _("The import was cancelled. What was imported stays."))
    return redirect("import", pk)


def _found(actor: Actor, pk: UUID) -> Import:
    run = Import.objects.visible_to(actor).defer("file").filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


def _page(title: str, actor: Actor) -> dict[str, Any]:
    organisation = actor.organisation.name if actor.organisation else ""
    note = _("Only %(organisation)s reads its imports") % {"organisation": organisation}
    return {"title": title, "marking": {"label": "LIMITE", "narrow": True, "note": note}}


def _line(run: Import) -> dict[str, Any]:
    state = ImportState(run.state)
    return {
        "file_name": run.name,
        "url": reverse("import", args=[run.pk]),
        "organisation": organisations().by_id[run.originator_id].name,
        "status": SIGNS[state],
        "status_label": state.label,
        "started_at": run.created_at,
        "imported": run.created + run.updated + run.unchanged,
        "rejected": run.rejected,
    }


def _progress(actor: Actor, run: Import) -> dict[str, Any]:
    taken = run.created + run.updated + run.unchanged
    running = run.state in (ImportState.WAITING, ImportState.RUNNING)
    to_go = max(0, run.total - taken - run.rejected) if running else 0
    segments = [
        {"start": 0, "length": taken, "tone": "night"},
        {"start": taken, "length": run.rejected, "tone": "red"},
    ]
    return {
        "running": running,
        "done": taken,
        "created": run.created,
        "updated": run.updated,
        "unchanged": run.unchanged,
        "rejected": run.rejected,
        "total": run.total,
        "to_go": to_go,
        "time_left": _time_left(run, to_go),
        "segments": segments,
        "cancel_url": ""
        if not running or permissions(actor, run)["cancel"]
        else reverse("import-cancel", args=[run.pk]),
        "problem": run.message,
    }


def _time_left(run: Import, to_go: int) -> str:
    done = run.created + run.updated + run.unchanged + run.rejected
    if not to_go or not done:
        return ""
    seconds = (timezone.now() - run.created_at).total_seconds() / done * to_go
    if seconds < 60:
        return ngettext("about %(n)d second", "about %(n)d seconds", round(seconds)) % {
            "n": max(1, round(seconds))
        }
    minutes = round(seconds / 60)
    return ngettext("about %(n)d minute", "about %(n)d minutes", minutes) % {"n": minutes}


def _problems(request: GatedRequest, problems: Any, parameter: str) -> tuple[list[dict[str, Any]], str]:
    """Some problems from the one named in the address on, and the address of those that follow."""
    after = request.GET.get(parameter, "")
    if after.isascii() and after.isdecimal() and len(after) < 19:
        problems = problems.filter(pk__gt=int(after))
    found = list(problems[: PROBLEMS + 1])
    rows = [
        {"line": row.line, "reference": row.identifier, "field": row.field, "reason": row.message}
        for row in found[:PROBLEMS]
    ]
    if len(found) <= PROBLEMS:
        return rows, ""
    query = request.GET.copy()
    query[parameter] = str(found[PROBLEMS - 1].pk)
    return rows, f"{request.path}?{query.urlencode()}"
