"""A document is filed, its head changed, withdrawn and restored."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.access.gate import authorise, authorise_create
from coordination.access.services import intern
from coordination.history import services as history
from coordination.register.sharing import Sharing

from ..identity import Identity
from ..kinds import Marking, State
from ..models import Document, DocumentCountry, DocumentSubject
from ..subjects import SubjectCode
from .numbering import record_number
from .releases import void_approvals
from .saving import draw_reference, save
from .sharing import follow_countries, refuse_public_in_a_circle


@dataclass(frozen=True)
class Header:
    """What the head of a document says: its fields by column name, its subject codes and countries.

    `identity` is the number that the paper bears; None where it has none yet.
    """

    fields: dict[str, Any]
    subjects: Sequence[SubjectCode] = ()
    country_ids: Sequence[int] = ()
    identity: Identity | None = None
    earlier: UUID | None = field(default=None)


@transaction.atomic
def file(*, actor: Actor, header: Header, marking: str, sharing: Sharing) -> Document:
    """File a document under the marking and for the readers that its holder chose."""
    authorise_create(actor, Document)
    if marking not in Marking.values:
        raise ValidationError({"marking": _("Choose a marking: nothing is filed without one.")})
    originator_id = min(actor.speaks_for)
    refuse_public_in_a_circle(marking, sharing)
    year, number = draw_reference(actor, originator_id)
    document = Document(
        originator_id=originator_id,
        audience=intern(actor=actor, circles=sharing.circles(originator_id, header.country_ids)),
        marking=marking,
        reference_year=year,
        reference_number=number,
    )
    _write(actor, document, header)
    document.save(force_insert=True)
    _write_parts(actor, document, header)
    return document


@transaction.atomic
def change(*, actor: Actor, document: Document, version: int | None, header: Header) -> Document:
    """Save the head of a document at the saves that were read.

    Marking and readers are changed by themselves; the country teams follow the countries.
    """
    document = authorise(actor, "change", document, version=version)
    # The parts first, under the readers that the row still has: what is taken out stays with them.
    _write_parts(actor, document, header)
    _write(actor, document, header)
    follow_countries(actor, document, header.country_ids)
    document = save(document)
    void_approvals(actor, document)
    return document


@transaction.atomic
def withdraw(*, actor: Actor, document: Document, reason: str) -> Document:
    """Take a document out of the lists, with a reason; it stays on record and can be restored."""
    document = authorise(actor, "withdraw", document)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the document is withdrawn; its readers see the reason.")})
    document.state = State.WITHDRAWN
    history.record(actor=actor, verb="withdrawn", row=document, reason=reason)
    return save(document)


@transaction.atomic
def restore(*, actor: Actor, document: Document) -> Document:
    """Undo a withdrawal."""
    document = authorise(actor, "restore", document)
    if document.identity is not None and document.confirmed_on is None:
        record_number(actor, document, document.identity)
    document.state = State.CURRENT
    history.record(actor=actor, verb="restored", row=document)
    return save(document)


def _write(actor: Actor, document: Document, header: Header) -> None:
    for name, value in header.fields.items():
        setattr(document, name, value)
    if document.external_author and not document.disclaimer:
        words = _("Say in a sentence that the note of an external author binds nobody; readers see it first.")
        raise ValidationError({"disclaimer": words})
    if not document.external_author:
        document.disclaimer = ""
    document.earlier_id = _earlier(actor, document, header.earlier)
    if header.identity != document.identity and document.confirmed_on is None:
        record_number(actor, document, header.identity)


def _earlier(actor: Actor, document: Document, wanted: UUID | None) -> UUID | None:
    """The earlier issue; one that was linked and is hidden by now stays linked."""
    readable = Document.objects.visible_to(actor)
    if wanted is None:
        kept = document.earlier_id
        return kept if kept and not readable.filter(pk=kept).exists() else None
    if wanted == document.pk:
        raise ValidationError({"earlier": _("A document is no earlier issue of itself.")})
    if wanted != document.earlier_id and not readable.filter(pk=wanted).exists():
        raise Hidden(Document._meta.verbose_name)
    return wanted


def _write_parts(actor: Actor, document: Document, header: Header) -> None:
    stored = DocumentCountry.objects.visible_to(actor).filter(document=document)
    before = set(stored.values_list("country", flat=True))
    stored.exclude(country__in=header.country_ids).delete()
    for pk in dict.fromkeys(header.country_ids):
        if pk not in before:
            DocumentCountry.of(document, country_id=pk).save(force_insert=True)
    _write_subjects(actor, document, header.subjects)


def _write_subjects(actor: Actor, document: Document, wanted: Sequence[SubjectCode]) -> None:
    stored = {row.code: row for row in DocumentSubject.objects.visible_to(actor).filter(document=document)}
    gone = set(stored) - {subject.code for subject in wanted}
    if gone:
        DocumentSubject.objects.visible_to(actor).filter(document=document, code__in=gone).delete()
    for place, subject in enumerate(wanted):
        row = stored.get(subject.code) or DocumentSubject.of(document, code=subject.code)
        if row.pk is None or (row.counter, row.place) != (subject.counter, place):
            row.counter, row.place = subject.counter, place
            row.save()
