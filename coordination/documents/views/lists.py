"""Documents that the reader may read, and the files made of exactly this selection."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.people.models import today
from coordination.world.queries import countries

from .. import exports
from ..filters import DocumentFilter
from ..kinds import State
from ..models import Document
from ..queries import selection
from ..rows import as_rows

PAGE_SIZE = 50
FORMATS = ("csv", "xlsx")


def _address(request: GatedRequest, **changes: Any) -> str:
    """This page's address with some parameters changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"{reverse('documents')}?{query.urlencode()}" if query else reverse("documents")


@require_GET
@SIGNED_IN
def document_list(request: GatedRequest) -> HttpResponse:
    """The documents, newest first; one filter row, one address."""
    actor: Actor = request.actor
    found = DocumentFilter(request.GET, queryset=Document.objects.none())

    def address(**changes: Any) -> str:
        return _address(request, **changes)

    after = _cursor(request)
    page = selection.page(actor, found.selection, after=after, limit=PAGE_SIZE)
    active = found.active(address)
    context: dict[str, Any] = {
        "filter": found,
        "clear_url": address(**dict.fromkeys(DocumentFilter.base_filters, None), after=None),
        "active": active,
        "page": _page(request, actor, found),
        "rows": as_rows(page.rows, actor),
        "first_url": address(after=None) if after else "",
        "next_url": address(after=page.next_cursor) if page.next_cursor else "",
        "order_words": _order_words(after is not None, page.next_cursor is not None, len(page.rows)),
        **_over(address, over=bool(found.selection.states)),
        "new_url": reverse("document-new") if Document.policy.may_create(actor) else "",
        "empty": None if page.rows else _empty(actor, active),
    }
    template = "documents/list.html#rows" if request.htmx else "documents/list.html"
    return render(request, template, context, status=200 if found.form.is_valid() else 400)


def _over(address: Any, *, over: bool) -> dict[str, str]:
    """The way to the documents that were withdrawn or merged, or back to the current ones."""
    if over:
        return {"over_url": address(state=None, after=None), "over_label": _("Current ones")}
    query = urlencode({"state": [State.WITHDRAWN.value, State.MERGED.value]}, doseq=True)
    return {"over_url": f"{reverse('documents')}?{query}", "over_label": _("Withdrawn and merged ones")}


def _cursor(request: GatedRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _order_words(later: bool, more: bool, shown: int) -> str:
    order = _("newest first")
    if later:
        return _("Next %(n)s, %(order)s.") % {"n": shown, "order": order}
    if more:
        return _("First %(n)s, %(order)s.") % {"n": shown, "order": order}
    return _("All that you may read, %(order)s.") % {"order": order}


def _page(request: GatedRequest, actor: Actor, found: DocumentFilter) -> dict[str, Any]:
    organisation = actor.organisation.name if actor.organisation else ""
    chosen = [countries().by_id[pk].name for pk in found.selection.countries]
    query = request.GET.copy()
    query.pop("after", None)
    kept = f"?{query.urlencode()}" if query else ""
    actions: list[dict[str, Any]] = [
        {"label": _("Export as XLSX"), "url": reverse("documents-file", args=["xlsx"]) + kept},
        {"label": _("Export as CSV"), "url": reverse("documents-file", args=["csv"]) + kept},
    ]
    if Document.policy.may_create(actor):
        actions.append({"label": _("File a document"), "url": reverse("document-new"), "primary": True})
    return {
        "title": _("Documents"),
        "subtitle": ", ".join(chosen[:4]) + ("…" if len(chosen) > 4 else "")
        or _("Papers under the Council’s numbers, and those that wait for one"),
        "marking": {
            "label": "LIMITE",
            "narrow": False,
            "note": _("You see what its owners share with %(organisation)s") % {"organisation": organisation},
        },
        "tabs": tabs(actor, "documents"),
        "actions": actions,
    }


def tabs(actor: Actor, current: str) -> list[dict[str, Any]]:
    """Documents, what was released and, for who handles or advises on them, the applications for access."""
    shown = [
        ("documents", _("Documents"), reverse("documents")),
        ("releases", _("Released to the public"), reverse("releases")),
    ]
    if actor.speaks_for:
        shown.append(("requests", _("Applications for access"), reverse("access-requests")))
    return [{"label": label, "url": url, "current": key == current} for key, label, url in shown]


def _empty(actor: Actor, active: list[dict[str, str]]) -> dict[str, Any]:
    steps = [
        {"label": _("Remove “%(filter)s”") % {"filter": chip["label"]}, "url": chip["remove_url"]}
        for chip in active[-1:]
    ]
    if Document.policy.may_create(actor):
        steps.append({"label": _("File a document"), "url": reverse("document-new")})
    return {
        "title": _("No document that you may read matches these filters")
        if active
        else _("No document that you may read yet"),
        "words": _("Others may have documents that they have not shared. Widen the search, or file one."),
        "steps": steps,
    }


@require_GET
@SIGNED_IN
def document_table(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    actor: Actor = request.actor
    if form not in FORMATS:
        raise Http404
    found = DocumentFilter(request.GET, queryset=Document.objects.none())
    if not found.form.is_valid():
        return document_list.__wrapped__(request)  # type: ignore[attr-defined]
    heading = exports.heading(actor, [chip["label"] for chip in found.active(lambda **_changes: "")])
    response: HttpResponse | StreamingHttpResponse
    if form == "xlsx":
        response = HttpResponse(
            exports.as_xlsx(actor, found.selection, heading),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
    else:
        response = StreamingHttpResponse(
            _as_reader(actor, exports.as_csv(actor, found.selection, heading)),
            content_type="text/csv; charset=utf-8",
        )
    response["Content-Disposition"] = f'attachment; filename="documents-{today().isoformat()}.{form}"'
    return response  # type: ignore[return-value]


def _as_reader(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream outlives the request's transaction and reader: it says itself as whom it reads."""
    with reading_as(actor):
        yield from chunks
