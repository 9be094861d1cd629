"""Versions of a document: filed, read, compared; and their files, looked up again at each download."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coordination.access.actor import Actor
from coordination.access.deeds import key_of, made_once, posted, refuse_unless
from coordination.access.errors import Hidden
from coordination.access.routes import CONTRIBUTORS, SIGNED_IN, GatedRequest
from coordination.exchange.wording import segments

from .. import detail_page, services
from ..downloads import attachment
from ..forms import FileFormSet, VersionForm, files_of
from ..models import Document, DocumentVersion
from ..queries import reading
from ..uploads.kinds import KINDS
from .deeds import document_or_404, marked

FILES = "files"


@require_http_methods(["GET", "POST"])
@CONTRIBUTORS
def version_new(request: GatedRequest, pk: UUID) -> HttpResponse:
    """File a new version: files, a text, and one line on what is new."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    refuse_unless(actor, "change", document)
    form = VersionForm(posted(request))
    files: Any = FileFormSet(posted(request), request.FILES or None, prefix=FILES)
    files.original = document.original_language
    if request.method == "POST" and _add(request, document, form, files):
        messages.success(request, _("Filed as a new version."))
        return redirect("document", pk)
    context = {
        "page": marked(document, actor, title=_("New version"), subtitle=document.subject),
        "form": form,
        "files": files,
        "groups": [{"title": _("Files"), "formset": files}],
        "hidden": [{"name": name, "value": value} for name, value in key_of(request).items()],
        "back_url": reverse("document", args=[pk]),
    }
    failed = form.is_bound and (form.errors or not files.is_valid())
    return render(request, "documents/version_new.html", context, status=400 if failed else 200)


def _add(request: GatedRequest, document: Document, form: VersionForm, files: Any) -> UUID | None:
    actor: Actor = request.actor

    def make() -> UUID:
        given = form.cleaned_data
        uploads = files_of(files, document.original_language)
        version = services.add_version(
            actor=actor, document=document, files=uploads, text=given["text"], note=given["note"]
        )
        return version.key

    if not files.is_valid():
        form.is_valid()
        form.add_error(None, _("A file was not taken. Choose the files again; all else is kept."))
        return None
    words = _("This form was already saved with other words. Open the document to see its versions.")
    return made_once(request, form, make, words)


@require_GET
@SIGNED_IN
def version_page(request: GatedRequest, pk: UUID, number: int) -> HttpResponse:
    """The whole text of one version."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    version = reading.version(actor, document, number)
    if version is None:
        raise Hidden()
    title = _("Version %(number)s") % {"number": number}
    context = {
        "page": marked(document, actor, title=title, subtitle=document.subject),
        "external": detail_page.external(document),
        "text": detail_page.text(version, whole=True),
        "back_url": reverse("document", args=[pk]),
    }
    return render(request, "documents/version.html", context)


@require_GET
@SIGNED_IN
def difference(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed from one version to another, or from the earlier issue; `?old=1&new=2`."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    rows = reading.versions(actor, document)
    numbers = [row.place for row in rows]
    new = _asked(request, "new", numbers, numbers[0] if numbers else 0)
    of_issue = request.GET.get("old") == "earlier"
    before = _earlier(actor, document) if of_issue else None
    old = 0 if of_issue else _asked(request, "old", numbers, max(new - 1, 1))
    if of_issue and before is None:
        raise Hidden()
    after = reading.version(actor, document, new)
    before = before or reading.version(actor, document, old)
    if after is None or before is None:
        raise Hidden()
    context = {
        "page": marked(document, actor, title=_("What changed"), subtitle=document.subject),
        "old_label": _("Earlier issue") if of_issue else _("Version %(number)s") % {"number": old},
        "new_label": _("Version %(number)s") % {"number": new},
        "segments": [segment._asdict() for segment in segments(before.text, after.text)],
        "same": before.text == after.text,
        "empty": not before.text.strip() and not after.text.strip(),
        "others": _others(document, numbers, old, new, earlier=bool(document.earlier_id)),
        "back_url": reverse("document", args=[pk]),
    }
    return render(request, "documents/difference.html", context)


def _asked(request: GatedRequest, name: str, numbers: list[int], otherwise: int) -> int:
    """The version number that the address asks for; one that is not there is nothing to read."""
    sent = request.GET.get(name, "")
    if not sent:
        return otherwise
    number = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 6 else 0
    if number not in numbers:
        raise Hidden()
    return number


def _earlier(actor: Actor, document: Document) -> DocumentVersion | None:
    """The newest version of the earlier issue, where the reader sees that one."""
    earlier = reading.one(actor, document.earlier_id) if document.earlier_id else None
    return reading.newest_version(actor, earlier) if earlier else None


def _others(
    document: Document, numbers: list[int], old: int, new: int, *, earlier: bool
) -> list[dict[str, Any]]:
    """With what else the newer text can be compared; `old` is nought for the earlier issue."""
    address = reverse("document-difference", args=[document.pk])
    found = [
        {
            "label": _("Version %(number)s") % {"number": number},
            "url": f"{address}?old={number}&new={new}",
            "current": number == old,
        }
        for number in sorted(numbers)
        if number != new
    ]
    if earlier and old == 0:
        found.append(
            {"label": _("Earlier issue"), "url": f"{address}?old=earlier&new={new}", "current": True}
        )
    return found


@require_GET
@SIGNED_IN
def file_download(request: GatedRequest, pk: UUID, key: UUID) -> HttpResponse:
    """The bytes of a file, as an attachment of its own kind and of no other."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    file = reading.file(actor, document, key)
    if file is None:
        raise Hidden()
    with default_storage.open(file.stored_as) as kept:
        content = kept.read()
    return attachment(content, file.name, KINDS[file.kind].media_type)
