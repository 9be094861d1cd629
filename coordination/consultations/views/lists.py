"""Consultations: what is asked, until when, how it stands; and the files made of a list or of a compilation."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coordination.access.actor import Actor
from coordination.access.dates import moment_words
from coordination.access.routes import SIGNED_IN, GatedRequest
from coordination.documents.downloads import attachment
from coordination.exchange.listing import PAGE_SIZE, Listing
from coordination.notices.words import follow_action
from coordination.people.fresh import fresh
from coordination.people.models import today
from coordination.people.queries import organisations

from .. import exports
from ..filters import KNOWN_PARAMETERS, ConsultationFilter
from ..kinds import InputState, Kind
from ..models import Consultation, MinistryInput
from ..queries import reading, selection
from ..rows import as_rows
from .frame import consultation_or_404


@require_GET
@SIGNED_IN
def consultation_list(request: GatedRequest) -> HttpResponse:
    """Consultations that the reader may read, what is due first comes first; for a ministry what it is asked."""
    actor, listing = request.actor, Listing(request, "consultations", ConsultationFilter)
    page = selection.page(actor, listing.filter.selection, after=listing.after, limit=PAGE_SIZE)
    asking = (
        reverse("consultation-new", args=[Kind.QUESTIONS]) if Consultation.policy.may_create(actor) else ""
    )
    context: dict[str, Any] = {
        "list": {
            "id": "consultations",
            "above": "consultations/inputs.html",
            "filters": "consultations/filters.html",
            "table": "consultations/table.html",
            "new_label": _("Ask delegations"),
        },
        "page": listing.head(
            _("Consultations"),
            _("Questions to delegations and silence procedures"),
            actions=_actions(request, asking),
        ),
        "above": [_input(row) for row in reading.inputs_asked(actor)] if actor.contributes_to else [],
        "rows": as_rows(page.rows, actor),
        "new_url": asking,
        "empty": None if page.rows else _empty(listing, asking),
    }
    order = _("drafts first, then what is due first, then what ended last")
    return listing.answer("list.html", context | listing.around(page, order))


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


def _actions(request: GatedRequest, asking: str) -> list[dict[str, Any]]:
    chosen = urlencode(
        [(name, value) for name in sorted(KNOWN_PARAMETERS) for value in request.GET.getlist(name) if value]
    )
    actions: list[dict[str, Any]] = []
    if chosen:
        actions.append(follow_action("consultation", query=chosen) | {"label": _("Follow this search")})
    if asking:
        silence = reverse("consultation-new", args=[Kind.SILENCE])
        actions += [
            {"label": _("Silence procedure"), "url": silence},
            {"label": _("Ask delegations"), "url": asking, "primary": True},
        ]
    return actions


def _empty(listing: Listing[ConsultationFilter], asking: str) -> dict[str, Any]:
    return listing.nothing(
        filtered=_("No consultation that you may read matches these filters"),
        otherwise=_("No consultation that you may read yet"),
        words=_("Others may be asked what you are not. Widen the search, or ask yourself."),
        steps=[{"label": _("Ask delegations"), "url": asking}] if asking else [],
    )


@require_GET
@SIGNED_IN
@fresh
def consultations_file(request: GatedRequest, form: str) -> HttpResponse:
    """CSV or XLSX of exactly this selection, from the same query as the page."""
    listing = Listing(request, "consultations", ConsultationFilter)
    return listing.file(form, exports.TABLE, consultation_list)


@require_GET
@SIGNED_IN
def compilation_file(request: GatedRequest, pk: UUID, form: str) -> HttpResponse:
    """The compilation as a file, or the outcome of a silence procedure: what this reader reads of it, and no more."""
    actor: Actor = request.actor
    row = consultation_or_404(actor, pk)
    writers = exports.writers(row)
    if form not in writers:
        raise Http404
    by = "delegation" if request.GET.get("by") == "delegation" else "question"
    content, kind = writers[form](actor, row, by)
    name = "outcome" if row.kind == Kind.SILENCE else f"compilation-{by}"
    return attachment(content, f"{name}-{today().isoformat()}.{form}", kind)
