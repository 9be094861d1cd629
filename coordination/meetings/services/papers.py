"""Papers of an item: announced, asked for, issued."""

import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise
from coordination.people.models import today

from ..kinds import WAITED_FOR, PaperState
from ..models import AgendaItem, AgendaPaper


@transaction.atomic
def announce_paper(*, actor: Actor, item: AgendaItem, fields: dict[str, Any]) -> AgendaPaper:
    """Announce a paper: to be issued, to follow, or issued already."""
    item = authorise(actor, "supply", item)
    number = AgendaPaper.objects.visible_to(actor).filter(item=item).count() + 1
    paper = AgendaPaper.of(item, number=number)
    _write(paper, fields)
    paper.save(force_insert=True)
    return paper


@transaction.atomic
def change_paper(*, actor: Actor, item: AgendaItem, key: UUID, fields: dict[str, Any]) -> AgendaPaper:
    """Save what is known of a paper."""
    item = authorise(actor, "supply", item)
    paper = _locked(actor, item, key)
    _write(paper, fields)
    paper.save()
    return paper


@transaction.atomic
def chase_paper(*, actor: Actor, item: AgendaItem, key: UUID) -> AgendaPaper:
    """Note that a paper was asked for today; whoever owes it is told by the reminders."""
    item = authorise(actor, "change", item)
    paper = _locked(actor, item, key)
    if paper.state not in WAITED_FOR:
        raise ValidationError(_("This paper is not waited for any more."))
    paper.chased_on = today()
    paper.save(update_fields=["chased_on"])
    return paper


@transaction.atomic
def issue_paper(
    *,
    actor: Actor,
    item: AgendaItem,
    key: UUID,
    reference: str = "",
    on: datetime.date | None = None,
    document_id: UUID | None = None,
) -> AgendaPaper:
    """The paper is there."""
    item = authorise(actor, "supply", item)
    paper = _locked(actor, item, key)
    paper.state, paper.issued_on = PaperState.ISSUED, on or today()
    paper.reference = reference or paper.reference
    paper.document_id = document_id or paper.document_id
    paper.save()
    return paper


def _locked(actor: Actor, item: AgendaItem, key: UUID) -> AgendaPaper:
    found = AgendaPaper.objects.visible_to(actor).filter(item=item, key=key)
    paper = found.select_for_update(of=("self",)).first()
    if paper is None:
        raise Hidden("paper")
    return paper


def _write(paper: AgendaPaper, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        setattr(paper, name, value)
    if not paper.title.strip():
        raise ValidationError({"title": _("Say which paper it is.")})
    if paper.state == PaperState.ISSUED and paper.issued_on is None:
        paper.issued_on = today()
