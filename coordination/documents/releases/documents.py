"""Documents as sources of releases: the head, then the text of the newest version."""

from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format

from ..kinds import State
from ..links import reference
from ..models import Document, DocumentVersion
from ..queries import reading
from ..rows import subject_codes
from .passages import split
from .sources import Source, register_source


def source(actor: Actor, pk: UUID) -> Source | None:
    """A document as it stands now; its head counts as paragraphs, in the document's own language where we have it."""
    document = reading.one(actor, pk)
    if document is None:
        return None
    return source_from(document, reading.newest_version(actor, document))


def source_from(document: Document, newest: DocumentVersion | None) -> Source:
    """A document that was read with its parts, and its newest version, as a source."""
    return Source(
        noun=Document._meta.db_table,
        record=document.pk,
        title=document.subject,
        paragraphs=(*_head(document), *split(newest.text if newest else "")),
        holder_id=document.originator_id,
        audience_id=document.audience_id,
        url=reverse("document", args=[document.pk]),
        language=document.original_language,
        current=document.state == State.CURRENT,
    )


def _head(document: Document) -> tuple[str, ...]:
    # Always in one language: the paragraphs are compared with what was proposed from another reader's page.
    with translation.override("fr" if document.original_language == "fr" else "en"):
        lines = [
            reference(document) if document.identity else "",
            date_format(document.dated_on, "j F Y"),
            _("From: %(words)s") % {"words": document.from_words},
            _("To: %(words)s") % {"words": document.to_words},
            _("Subject: %(words)s") % {"words": document.subject},
            subject_codes(document),
        ]
    return tuple(" ".join(line.split()) for line in lines if line)


def register() -> None:
    """Called once, when the apps are ready."""
    register_source(Document._meta.db_table, source)
