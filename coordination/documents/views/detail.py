"""One document: its head, its text and files, its issues, what was released of it; and its history."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import in_reasons
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.history.pages import LONGEST_HISTORY, history_page, told

from .. import detail_page, panels
from ..history_words import VERBS, history_of
from ..kinds import ReleaseState, State
from ..links import link
from ..models import Document, DocumentVersion
from ..policy import is_secretariat
from ..queries import reading, releases
from ..releases.documents import source_from
from ..rows import audience_of
from .deeds import document_or_404, marked
from .requests import request_row

May = dict[str, str | None]
# What somebody may look for and not find, with the reason.
LABELS = {
    "change": gettext_lazy("Edit"),
    "number": gettext_lazy("Give number"),
    "propose": gettext_lazy("Release"),
}


@require_GET
@SIGNED_IN
def document_detail(request: GatedRequest, pk: UUID) -> HttpResponse:
    """The document, as far as it is known, and why this reader sees it."""
    actor: Actor = request.actor
    document = reading.to_act_on(actor, pk)
    if document is None:
        raise Hidden()
    may = in_reasons(document, document.may)
    related, rows = reading.related(actor, document), reading.versions(actor, document)
    newest = rows[0] if rows else None
    heir = next((row for row in related if row.pk == document.merged_into_id), None)
    context = {
        "page": marked(
            document,
            actor,
            title=document.subject,
            subtitle=detail_page.head(document),
            actions=_actions(document, may),
        ),
        "document": {
            "yours": document.originator_id in actor.speaks_for,
            "expired": document.has_expired,
            "withdrawn": document.state == State.WITHDRAWN,
            "merged": document.state == State.MERGED,
            "example": document.is_example,
        },
        "heir": link(heir) if heir else None,
        "external": detail_page.external(document),
        "header_lines": detail_page.header_lines(document),
        "facts": detail_page.facts(document),
        "text": detail_page.text(newest),
        "text_url": reverse("document-version", args=[pk, newest.place]) if newest else "",
        "versions": detail_page.versions(document, rows),
        "version_url": reverse("document-version-new", args=[pk]) if may["change"] is None else "",
        "issues": detail_page.issues(document, related),
        "earlier_url": _earlier_url(document, related, bool(rows)),
        "twins": detail_page.twins(actor, document, related, may_merge=may["merge"] is None),
        "used": panels.used_in(actor, pk),
        **_releases(actor, document, newest, may),
        "readers": detail_page.readers(actor, document, audience_of(document, actor)),
        "quiet": _quiet(document, may),
        "refused": _refused(actor, may),
    }
    return render(request, "documents/detail.html", context)


def _releases(actor: Actor, document: Document, newest: DocumentVersion | None, may: May) -> dict[str, Any]:
    """What was released of it; and for those who handle that, proposals and applications for access."""
    noun = Document._meta.db_table
    handled = document.originator_id in actor.speaks_for or is_secretariat(actor)
    digest = source_from(document, newest).digest
    rows = releases.of_record(actor, noun, document.pk)
    requests = releases.for_document(actor, document) if handled else []
    propose_url = reverse("release-new", args=[noun, document.pk]) if may["propose"] is None else ""
    return {
        "releases": [
            {
                "url": reverse("release", args=[row.pk]),
                "title": row.title,
                "released_on": row.released_on,
                "state_label": row.get_state_display(),
                "published": row.state == ReleaseState.RELEASED,
                "changed": row.source_digest != digest,
            }
            for row in rows
        ],
        "requests": [request_row(row) for row in requests],
        "propose_url": propose_url,
        "request_url": reverse("access-request-new", args=[document.pk]) if may["register"] is None else "",
    }


def _earlier_url(document: Document, related: list[Document], has_text: bool) -> str:
    """Where the earlier issue is compared with this one."""
    if not has_text or not any(row.pk == document.earlier_id for row in related):
        return ""
    return f"{reverse('document-difference', args=[document.pk])}?old=earlier"


def _actions(document: Document, may: May) -> list[dict[str, Any]]:
    pk = document.pk
    actions: list[dict[str, Any]] = []
    if may["change"] is None:
        actions.append({"label": _("Edit document"), "url": reverse("document-edit", args=[pk])})
    if may["number"] is None:
        actions.append({"label": _("Number"), "url": reverse("document-number", args=[pk])})
    actions.append({"label": _("History"), "url": reverse("document-history", args=[pk])})
    return actions


def _quiet(document: Document, may: May) -> list[dict[str, Any]]:
    """What can be done too, and seldom is."""
    deeds = {
        "share": (_("Change who may read it"), "document-share", False),
        "mark": (_("Change marking"), "document-mark", False),
        "withdraw": (_("Withdraw document"), "document-withdraw", False),
        "restore": (_("Restore document"), "document-restore", True),
    }
    return [
        {"label": label, "url": reverse(route, args=[document.pk]), "post": post}
        for action, (label, route, post) in deeds.items()
        if may[action] is None
    ]


def _refused(actor: Actor, may: May) -> list[dict[str, str]]:
    if not actor.speaks_for:
        return []
    return [
        {"label": str(label), "reason": reason} for action, label in LABELS.items() if (reason := may[action])
    ]


@require_GET
@SIGNED_IN
def document_history(request: GatedRequest, pk: UUID) -> HttpResponse:
    """What changed, by whom, as far as the reader could read it then and may now."""
    actor: Actor = request.actor
    document = document_or_404(actor, pk)
    changes, _older = history_of(actor, document, limit=LONGEST_HISTORY)
    page = marked(document, actor, title=_("History"), subtitle=document.subject)
    back = reverse("document", args=[pk])
    return history_page(request, page, told(changes, VERBS), back, _("Back to the document"))
