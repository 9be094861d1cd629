"""One document and what it has gathered, as far as the reader may read."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import JSONObject

from coordination.access.actor import Actor
from coordination.access.gate import with_permissions
from coordination.register.models import FormDraft

from ..kinds import State
from ..models import Document, DocumentFile, DocumentVersion
from .selection import with_parts

MOST_RELATED = 40
MOST_VERSIONS = 10_000


def one(actor: Actor, pk: UUID) -> Document | None:
    """A document with its countries, codes and languages, in any state; None for one that is hidden."""
    return with_parts(actor, Document.objects.visible_to(actor).filter(pk=pk)).first()


def several(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Document]:
    """The documents among some that the reader may read, by id; one statement."""
    wanted = {pk for pk in ids if pk}
    if not wanted:
        return {}
    rows = Document.objects.visible_to(actor).filter(pk__in=wanted)
    return {row.pk: row for row in rows.select_related("audience")}


def versions(actor: Actor, document: Document) -> list[DocumentVersion]:
    """The versions that the reader sees, newest first, each with its files; one statement.

    `place` is their number for this reader, from 1: how many others there are is not told. Of the
    texts only that of the newest is read. `file_list` holds the files in the order of languages.
    """
    mine: Any = DocumentVersion.objects.visible_to(actor).filter(document=document)
    newest = mine.order_by("-number").values("pk")[:1]
    files = DocumentFile.objects.visible_to(actor).filter(
        document=OuterRef("document"), version_number=OuterRef("number")
    )
    found = mine.defer("text").annotate(
        newest_text=Case(
            When(pk=Subquery(newest), then=F("text")), default=Value(""), output_field=TextField()
        ),
        file_list=ArraySubquery(
            files.order_by("language", "kind").values_list(
                JSONObject(
                    key="key",
                    language="language",
                    name="name",
                    kind="kind",
                    size="size",
                    digest="digest",
                    origin="origin",
                )
            )
        ),
    )
    rows = list(found.order_by("number"))
    for place, row in enumerate(rows, start=1):
        row.place, row.text = place, row.newest_text
    return rows[::-1]


def version(actor: Actor, document: Document, place: int) -> DocumentVersion | None:
    """The version that has this place for the reader, with its text."""
    if not 0 < place <= MOST_VERSIONS:
        return None
    found = DocumentVersion.objects.visible_to(actor).filter(document=document).order_by("number")
    row = found[place - 1 : place].first()
    if row is not None:
        row.place = place
    return row


def file(actor: Actor, document: Document, key: UUID) -> DocumentFile | None:
    """One file of a document, looked up again at each download."""
    found = DocumentFile.objects.visible_to(actor).filter(document=document, key=key)
    return found.defer("text").first()


def related(actor: Actor, document: Document) -> list[Document]:
    """The readable documents that belong to this one: earlier and later issues, others of its number,
    and the one that it was given up for. One statement.
    """
    wanted = Q(earlier=document.pk)
    for pk in (document.earlier_id, document.merged_into_id):
        if pk:
            wanted |= Q(pk=pk)
    if document.number is not None:
        wanted |= Q(series=document.series, number=document.number, year=document.year)
    found = Document.objects.visible_to(actor).filter(wanted).exclude(pk=document.pk)
    return list(found.exclude(state=State.WITHDRAWN).order_by("dated_on", "pk")[:MOST_RELATED])


def newest_version(actor: Actor, document: Document) -> DocumentVersion | None:
    return DocumentVersion.objects.visible_to(actor).filter(document=document).order_by("-number").first()


def to_act_on(actor: Actor, pk: UUID) -> Document | None:
    """A document with its parts and with `may`: what this reader may do with it; one statement."""
    found = with_permissions(actor, Document.objects.visible_to(actor).filter(pk=pk))
    return with_parts(actor, found).first()


def kept_draft(actor: Actor, key: str) -> FormDraft | None:
    """What this person was typing when the page was last open."""
    return FormDraft.objects.filter(user_id=actor.user_id, key=key).first()
