"""Consultations: what is asked, until when, how it stands; and the files made of a list or of a compilation."""

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
from coordination.access.dates import moment_words
from coordination.access.reader import reading_as
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.notices.words import follow_action
from coordination.people.models import today
from coordination.people.queries import organisations

from .. import exports
from ..filters import KNOWN_PARAMETERS, ConsultationFilter
from ..kinds import InputState, Kind
from ..models import Consultation, MinistryInput
from ..queries import reading, selection
from ..rows import as_rows
from .frame import consultation_or_404

PAGE_SIZE = 50


def _address(request: GatedRequest, **changes: Any) -> str:
    """This page's address with some parameters changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"{reverse('consultations')}?{query.urlencode()}" if query else reverse("consultations")


@require_GET
@SIGNED_IN
def consultation_list(request: GatedRequest) -> HttpResponse:
    """Consultations that the reader may read, what is due first comes first; for a ministry what it is asked."""
    actor: Actor = request.actor
    found = ConsultationFilter(request.GET, queryset=Consultation.objects.none())

    def address(**changes: Any) -> str:
        return _address(request, **changes)

    after = _cursor(request)
    page = selection.page(actor, found.selection, after=after, limit=PAGE_SIZE)
    active = found.active(address)
    context: dict[str, Any] = {
        "filter": found,
        "clear_url": address(**dict.fromkeys(ConsultationFilter.base_filters, None), after=None),
        "active": active,
        "page": _page(request, actor),
        "rows": as_rows(page.rows, actor),
        "inputs": [_input(row) for row in reading.inputs_asked(actor)] if actor.contributes_to else [],
        "first_url": address(after=None) if after else "",
        "next_url": address(after=page.next_cursor) if page.next_cursor else "",
        "order_words": _("What you may read; drafts first, then what is due first, then what ended last."),
        "empty": None if page.rows else _empty(actor, active),
    }
    template = "consultations/list.html#rows" if request.htmx else "consultations/list.html"
    return render(request, template, context, status=200 if found.form.is_valid() else 400)


def _cursor(request: GatedRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return None


def _input(row: MinistryInput) -> dict[str, Any]:
    return {
        "url": reverse("input", args=[row.pk]),
        "title": f"{row.number}. {row.asked}",
        "second": row.title,
        "delegation": organisations().by_id[row.originator_id].name,
        "state_label": row.get_state_display(),
        "sign": {InputState.GIVEN: "green", InputState.WRITING: "amber"}.get(InputState(row.state), "plain"),
        "due": moment_words(row.due_at),
    }


def _page(request: GatedRequest, actor: Actor) -> dict[str, Any]:
    organisation = actor.organisation.name if actor.organisation else ""
    query = request.GET.copy()
    query.pop("after", None)
    kept = f"?{query.urlencode()}" if query else ""
    actions: list[dict[str, Any]] = [
        {"label": _("Export as XLSX"), "url": reverse("consultations-file", args=["xlsx"]) + kept},
        {"label": _("Export as CSV"), "url": reverse("consultations-file", args=["csv"]) + kept},
    ]
    chosen = urlencode(
        [(name, value) for name in sorted(KNOWN_PARAMETERS) for value in query.getlist(name) if value]
    )
    if chosen:
        actions.append(follow_action("consultation", query=chosen) | {"label": _("Follow this search")})
    if Consultation.policy.may_create(actor):
        actions += [
            {"label": _("Silence procedure"), "url": reverse("consultation-new", args=[Kind.SILENCE])},
            {
                "label": _("Ask delegations"),
                "url": reverse("consultation-new", args=[Kind.QUESTIONS]),
                "primary": True,
            },
        ]
    return {
        "title": _("Consultations"),
        "subtitle": _("Questions to delegations and silence procedures"),
        "marking": {
            "label": "LIMITE",
            "narrow": False,
            "note": _("You see what its owners share with %(organisation)s") % {"organisation": organisation},
        },
        "actions": actions,
    }


def _empty(actor: Actor, active: list[dict[str, str]]) -> dict[str, Any]:
    steps = [
        {"label": _("Remove “%(filter)s”") % {"filter": chip["label"]}, "url": chip["remove_url"]}
        for chip in active[-1:]
    ]
    if Consultation.policy.may_create(actor):
        new = reverse("consultation-new", args=[Kind.QUESTIONS])
        steps.append({"label": _("Ask delegations"), "url": new})
    return {
        "title": _("No consultation that you may read matches these filters")
        if active
        else _("No consultation that you may read yet"),
        "words": _("Others may be asked what you are not. Widen the search, or ask yourself."),
        "steps": steps,
    }


@require_GET
@SIGNED_IN
def consultations_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    actor: Actor = request.actor
    if form not in ("csv", "xlsx"):
        raise Http404
    found = ConsultationFilter(request.GET, queryset=Consultation.objects.none())
    if not found.form.is_valid():
        return consultation_list.__wrapped__(request)  # type: ignore[attr-defined]
    heading = exports.heading(actor, [chip["label"] for chip in found.active(lambda **_changes: "")])
    if form == "xlsx":
        return _file(exports.as_xlsx(actor, found.selection, heading), exports.XLSX, "consultations", form)
    return _file(
        _as_reader(actor, exports.as_csv(actor, found.selection, heading)), exports.CSV, "consultations", form
    )


@require_GET
@SIGNED_IN
def compilation_file(request: GatedRequest, pk: UUID, form: str) -> HttpResponse:
    """The compilation as a file: what this reader reads of the replies, and no more."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    if form not in exports.COMPILATIONS:
        raise Http404
    by = "delegation" if request.GET.get("by") == "delegation" else "question"
    content, kind = exports.COMPILATIONS[form](actor, row, by)
    return _file(content, kind, f"compilation-{by}", form)


def _file(content: bytes | Iterator[bytes], kind: str, stem: str, form: str) -> HttpResponse:
    response: Any
    if isinstance(content, bytes):
        response = HttpResponse(content, content_type=kind)
    else:
        response = StreamingHttpResponse(content, content_type=kind)
    name = f"{stem}-{today().isoformat()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _as_reader(actor: Actor, chunks: Iterator[bytes]) -> Iterator[bytes]:
    """A stream outlives the request's transaction and reader: it says itself as whom it reads."""
    with reading_as(actor):
        yield from chunks
