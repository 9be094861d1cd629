"""Papers of an item: announced, asked for, issued."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise
from coordination.documents.identity import written
from coordination.documents.links import readable_document
from coordination.documents.queries import reading as documents
from coordination.people.models import today
from coordination.people.queries import organisations

from ..audiences import covers, of_item_issued
from ..kinds import WAITED_FOR, ItemState, News, PaperState
from ..models import AgendaItem, AgendaPaper, Meeting
from .saving import invited_to
from .telling import tell_paper


@transaction.atomic
def announce_paper(*, actor: Actor, item: AgendaItem, fields: dict[str, Any]) -> AgendaPaper:
    """Announce a paper: to be issued, to follow, or issued already."""
    item = authorise(actor, "supply", item)
    number = AgendaPaper.objects.visible_to(actor).filter(item=item).count() + 1
    paper = AgendaPaper.of(item, number=number)
    _write(actor, item, paper, fields)
    paper.save(force_insert=True)
    _tell_if_there(actor, item, paper, before="")
    return paper


@transaction.atomic
def change_paper(*, actor: Actor, item: AgendaItem, key: UUID, fields: dict[str, Any]) -> AgendaPaper:
    """Save what is known of a paper."""
    item = authorise(actor, "supply", item)
    paper = _locked(actor, item, key)
    before = paper.state
    _write(actor, item, paper, fields)
    paper.save()
    _tell_if_there(actor, item, paper, before)
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
    if paper.author_id:
        owed_by = organisations().by_id[paper.author_id].party_id
        tell_paper(actor, News.PAPER_ASKED, _meeting(actor, item), item, paper, owed_by)
    return paper


def _tell_if_there(actor: Actor, item: AgendaItem, paper: AgendaPaper, before: str) -> None:
    """Tell of a paper that has come for an item which others read."""
    if paper.state == PaperState.ISSUED != before and item.state == ItemState.ISSUED:
        tell_paper(actor, News.PAPER_ISSUED, _meeting(actor, item), item, paper, None)


def _readers(actor: Actor, item: AgendaItem) -> set[int]:
    """Who reads the item once it is issued."""
    meeting = _meeting(actor, item)
    return of_item_issued(actor, meeting, item, invited_to(actor, meeting))


def _meeting(actor: Actor, item: AgendaItem) -> Meeting:
    return Meeting.objects.visible_to(actor).get(pk=item.meeting_id)


def _locked(actor: Actor, item: AgendaItem, key: UUID) -> AgendaPaper:
    found = AgendaPaper.objects.visible_to(actor).filter(item=item, key=key)
    paper = found.select_for_update(of=("self",)).first()
    if paper is None:
        raise Hidden("paper")
    return paper


def _write(actor: Actor, item: AgendaItem, paper: AgendaPaper, fields: dict[str, Any]) -> None:
    """Write what is known of a paper; a filed document that all who will read the item may read says itself
    what was left empty, and it is there.

    Raises `Hidden` for a document that the actor may not read.
    """
    kept = paper.document_id
    for name, value in fields.items():
        setattr(paper, name, value)
    if "document_id" in fields:
        paper.document_id = readable_document(actor, fields["document_id"], kept)
    if paper.document_id and paper.document_id != kept:
        document = documents.several(actor, [paper.document_id])[paper.document_id]
        paper.state = PaperState.ISSUED
        if covers(document.audience.circles, _readers(actor, item)):
            paper.title = paper.title or document.subject[:300]
            paper.reference = paper.reference or (written(document.identity) if document.identity else "")
        elif not paper.title.strip():
            words = _("Fewer read this document than the item. Give the paper a title that all may read.")
            raise ValidationError({"title": words})
    if not paper.title.strip():
        raise ValidationError({"title": _("Say which paper it is.")})
    if paper.state == PaperState.ISSUED and paper.issued_on is None:
        paper.issued_on = today()
