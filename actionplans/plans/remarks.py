"""Comments and notes as people see them."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor

from . import rows
from .kinds import Remark
from .models import ActionTerms, InternalNote, PlanVersion
from .models.remarks import Comment


def remark_rows(
    actor: Actor, on: PlanVersion | ActionTerms, remarks: Iterable[Comment], places: list[tuple[str, str]]
) -> list[dict[str, Any]]:
    """Comments for `plans/remark.html`; the drafter of `on` may resolve what is no objection."""
    labels = dict(places)
    listed = []
    for remark in remarks:
        own = remark.organisation_id in actor.speaks_for
        objection = remark.kind == Remark.OBJECTION
        drafts = on.originator_id in actor.speaks_for and not objection
        may_resolve = remark.resolved_at is None and (own or drafts)
        listed.append(
            {
                "organisation": rows.organisation_words(remark.organisation_id),
                "at": remark.at,
                "place": labels.get(remark.field, ""),
                "paragraph": remark.paragraph,
                "quote": remark.quote,
                "kind_words": Remark(remark.kind).label if remark.kind != Remark.COMMENT else "",
                "objection": objection,
                "text": remark.text,
                "proposal": remark.proposal,
                "about": "",
                "resolved": remark.resolved_at is not None,
                "resolution": remark.resolution,
                "resolver": rows.organisation_words(remark.resolved_by_id) if remark.resolved_by_id else "",
                "resolve_url": reverse("plan-resolve", args=[remark.key]) if may_resolve else "",
                "resolve_label": _("Withdraw the objection") if objection else _("Resolve"),
            }
        )
    return listed


def note_rows(notes: Iterable[InternalNote]) -> list[dict[str, Any]]:
    """Internal notes, for one's own delegation."""
    return [{"at": note.created_at, "text": note.text} for note in notes]
