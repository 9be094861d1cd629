"""Documents that the reader may read, and the files made of exactly this selection."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.people.fresh import fresh

from .. import exports
from ..filters import DocumentFilter
from ..kinds import State
from ..models import Document
from ..queries import selection
from ..rows import as_rows


@require_GET
@SIGNED_IN
def document_list(request: GatedRequest) -> HttpResponse:
    """The documents, newest first; one filter row, one address."""
    actor, listing = request.actor, Listing(request, "documents", DocumentFilter)
    page = selection.page(actor, listing.filter.selection, after=listing.after, limit=PAGE_SIZE)
    filing = []
    if Document.policy.may_create(actor):
        filing = [{"label": _("File a document"), "url": reverse("document-new"), "primary": True}]
    context: dict[str, Any] = {
        "list": {
            "id": "documents",
            "filters": "documents/filters.html",
            "table": "documents/table.html",
            "new_label": _("File a document"),
        },
        "page": listing.head(
            _("Documents"),
            _("Papers under the Council’s numbers, and those that wait for one"),
            tabs=tabs(actor, "documents"),
            actions=filing,
        ),
        "rows": as_rows(page.rows, actor),
        "beside": _beside(listing),
        "new_url": filing[0]["url"] if filing else "",
        "empty": None if page.rows else _empty(listing, filing),
    }
    return listing.answer("list.html", context | listing.around(page, _("newest first")))


def _beside(listing: Listing[DocumentFilter]) -> dict[str, str]:
    """The way to the documents that were withdrawn or merged, or back to the current ones."""
    if listing.filter.selection.states:
        return {"url": listing.address(state=None, after=None), "label": _("Current ones")}
    query = urlencode({"state": [State.WITHDRAWN.value, State.MERGED.value]}, doseq=True)
    return {"url": f"{reverse('documents')}?{query}", "label": _("Withdrawn and merged ones")}


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Documents, what was released and, for who handles or advises on them, the applications for access."""
    shown = [
        ("documents", _("Documents"), reverse("documents")),
        ("releases", _("Released to the public"), reverse("releases")),
    ]
    if actor.speaks_for:
        shown.append(("requests", _("Applications for access"), reverse("access-requests")))
    return [{"label": label, "url": url, "current": key == current} for key, label, url in shown]


def _empty(listing: Listing[DocumentFilter], steps: list[dict[str, Any]]) -> dict[str, Any]:
    return listing.nothing(
        filtered=_("No document that you may read matches these filters"),
        otherwise=_("No document that you may read yet"),
        words=_("Others may have documents that they have not shared. Widen the search, or file one."),
        steps=steps,
    )


@require_GET
@SIGNED_IN
@fresh
def document_table(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    return Listing(request, "documents", DocumentFilter).file(form, exports.TABLE, document_list)
