"""Other records' links to documents: what may be chosen, and how a link is shown.

A record that has a paper holds a foreign key to `coordination.Document`. Whoever reads the record
may be shut out of the paper: the link is then left out, and nothing says that there is one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Hidden
from coordination.people.queries import organisations

from .identity import written
from .kinds import State
from .models import Document
from .queries.reading import several

# A list longer than this is searched, not chosen from.
OFFERED = 200


@dataclass(frozen=True)
class DocumentLink:
    """A document as another page names it: for `documents/link.html`."""

    url: str
    reference: str
    subject: str
    kind_label: str
    marking_label: str
    withdrawn: bool = False

    @property
    def words(self) -> str:
        return f"{self.reference} · {self.subject}"


def reference(document: Document) -> str:
    """The official number, or the holder's own reference until there is one."""
    if document.identity is not None:
        return written(document.identity)
    return _("Provisional %(holder)s %(year)s/%(number)s") % {
        "holder": organisations().by_id[document.originator_id].name,
        "year": document.reference_year,
        "number": document.reference_number,
    }


def link(document: Document) -> DocumentLink:
    return DocumentLink(
        url=reverse("document", args=[document.pk]),
        reference=reference(document),
        subject=document.subject,
        kind_label=document.get_kind_display(),
        marking_label=document.get_marking_display(),
        withdrawn=document.state == State.WITHDRAWN,
    )


def links(actor: Actor, ids: Iterable[UUID | None]) -> dict[UUID, DocumentLink]:
    """How to show the documents of some keys, by key; those that the reader may not read are missing.

    One that was given up for another is shown as that other one. At most two statements.
    """
    found = several(actor, (pk for pk in ids if pk))
    heirs = several(actor, (row.merged_into_id for row in found.values() if row.merged_into_id))
    return {pk: link(heirs.get(row.merged_into_id or pk, row)) for pk, row in found.items()}


def document_choices(actor: Actor, keep: Iterable[UUID | None] = ()) -> list[tuple[str, str]]:
    """The newest documents that the reader may choose, with those that are chosen already; one statement."""
    readable = Document.objects.visible_to(actor)
    newest = readable.current().order_by("-dated_on", "pk")[:OFFERED]
    kept = readable.filter(pk__in=[pk for pk in keep if pk]).order_by("pk")
    rows = {row.pk: row for row in kept.union(newest)}
    ordered = sorted(rows.values(), key=lambda row: (row.dated_on, str(row.pk)), reverse=True)
    return [(str(row.pk), link(row).words) for row in ordered]


def readable_document(actor: Actor, wanted: UUID | None, kept: UUID | None) -> UUID | None:
    """The key to store for a link: what was linked and is hidden by now stays linked.

    Raises `Hidden` for a document that the actor may not read.
    """
    readable = Document.objects.visible_to(actor)
    if wanted is None:
        return kept if kept and not readable.filter(pk=kept).exists() else None
    if wanted != kept and not readable.filter(pk=wanted).exists():
        raise Hidden(Document._meta.verbose_name)
    return wanted
