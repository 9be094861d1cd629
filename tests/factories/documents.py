"""Documents as their holder would file them, with versions, files and numbers."""

import datetime
from collections.abc import Sequence
from typing import Any

import factory
from django.db import transaction

from coordination.access.reader import reading_as
from coordination.documents import services, subjects
from coordination.documents.identity import read
from coordination.documents.kinds import Kind, Marking, State
from coordination.documents.models import Document, DocumentFile, DocumentVersion
from coordination.documents.uploads import Checked
from coordination.people.actors import for_organisation
from coordination.people.queries import organisations
from coordination.world.queries import countries

from .plans import speaking_for
from .register import sharing

DATE = datetime.date(2026, 4, 26)


class DocumentFactory(factory.Factory):
    """A document as filed; returns the row as it is stored.

    `shared_with` as for activities; `number` is written in the Council's form ("8255/23");
    `confirmed=True` lets the General Secretariat confirm it; `text` writes a first version;
    `files` are `Checked` by language ({"en": pdf("…")}).
    """

    class Meta:
        model = Document

    originator: Any = "italy"
    shared_with: Any = "members"
    country_team = False
    marking = Marking.LIMITE
    countries: Sequence[str] = ("NE",)
    subjects = "MIGR 132"
    number = ""
    confirmed = False
    text = ""
    files: Any = None
    state = State.CURRENT
    earlier: Any = None

    kind = Kind.NOTE
    subject = factory.Sequence(lambda number: f"Document number {number}")
    from_words = "Presidency"
    to_words = "Delegations"
    dated_on = DATE

    @classmethod
    def _create(cls, model_class: type[Document], *args: Any, **kwargs: Any) -> Document:
        take = kwargs.pop
        holder = speaking_for(take("originator"))
        who = sharing(take("shared_with"), country_team=take("country_team"))
        marking, confirmed, number = take("marking"), take("confirmed"), take("number")
        text, files, state = take("text"), take("files"), take("state")
        header = services.Header(
            subjects=subjects.read(take("subjects")),
            country_ids=[countries().by_code[code].pk for code in take("countries")],
            identity=read(number) if number else None,
            earlier=take("earlier"),
            fields=kwargs,
        )
        with transaction.atomic(), reading_as(holder):
            document = services.file(actor=holder, header=header, marking=marking, sharing=who)
        if text or files:
            write_version(document, text=text, files=files)
        if confirmed:
            confirm_number(document)
        if state == State.WITHDRAWN:
            holder = holder_of(document)
            with transaction.atomic(), reading_as(holder):
                services.withdraw(actor=holder, document=document, reason="Filed twice.")
        return stored(document)


def holder_of(document: Document) -> Any:
    """Somebody who speaks for the holder."""
    return for_organisation(organisations().by_id[document.originator_id])


def stored(document: Document) -> Document:
    holder = holder_of(document)
    with transaction.atomic(), reading_as(holder):
        return Document.objects.visible_to(holder).get(pk=document.pk)


def write_version(
    document: Document, *, text: str = "", files: Any = None, note: str = ""
) -> DocumentVersion:
    """A new version, by the holder; `files` are `Checked` by language."""
    holder = holder_of(document)
    uploads = [services.Upload(language, file) for language, file in (files or {}).items()]
    with transaction.atomic(), reading_as(holder):
        return services.add_version(actor=holder, document=document, files=uploads, text=text, note=note)


def confirm_number(document: Document, number: str = "") -> Document:
    """The General Secretariat gives a number, or confirms the one that the holder recorded."""
    secretariat = speaking_for("gsc")
    identity = read(number) if number else document.identity
    with transaction.atomic(), reading_as(secretariat):
        return services.give_number(actor=secretariat, document=document, version=None, identity=identity)


def files_of(document: Document, reader: Any = None) -> list[DocumentFile]:
    reader = reader or holder_of(document)
    with transaction.atomic(), reading_as(reader):
        return list(DocumentFile.objects.visible_to(reader).filter(document=document).order_by("pk"))


def plain_file(text: str = "The text of the file.", name: str = "note.txt") -> Checked:
    """A text file that has passed the checks."""
    return Checked(name, "txt", text.encode(), text)


def merge_into(document: Document, other: Document) -> Document:
    """The holder gives its document up for another one of the same number."""
    holder = holder_of(document)
    with transaction.atomic(), reading_as(holder):
        return services.merge(actor=holder, document=document, into=other)
