"""The versions of a document, and their files, one for each language."""

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.models import Among, Audience, GatedQuerySet

from ..kinds import Language, Origin
from .documents import DocumentPart


class FiledQuerySet(GatedQuerySet):
    def visible_to(self, actor: Actor, *, sieved: bool = False) -> Self:
        """What was filed, for whoever reads the document now and could read it when this was its newest."""
        return super().visible_to(actor, sieved=sieved).filter(Among("audience_then_id", actor.audiences))


class FiledPart(DocumentPart):
    """Something that was filed with a version, and stays as it was filed.

    `audience_then` follows the readers of the document for as long as the version is its newest one.
    What was said before others were let in thus stays with those who could read it then.
    """

    audience_then = models.ForeignKey(Audience, models.DO_NOTHING, related_name="+", editable=False)

    objects = FiledQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        abstract = True


class DocumentVersion(FiledPart):
    """What a document said at one time. A version never changes: what is corrected is a new one.

    `text` is Markdown where it was `written` here, else what could be read from the file in the
    original language; it is what differences, searches and releases work on. `number` orders the
    versions and is shown to nobody: it would count those that a reader does not see.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField(_("Version"))
    text = models.TextField(_("Text"), max_length=200_000, blank=True)
    written = models.BooleanField(default=False, help_text="In Markdown, here; otherwise read from a file.")
    note = models.CharField(_("What is new"), max_length=300, blank=True)
    organisation = models.ForeignKey(
        "coordination.Organisation", models.PROTECT, related_name="+", verbose_name=_("Filed by")
    )
    user_id = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)

    # On rows of `queries.reading`; a file by its columns.
    place: int
    newest_text: str
    file_list: list[dict[str, Any]]

    class Meta:
        verbose_name = _("version")
        constraints = [models.UniqueConstraint("document", "number", name="one_document_version")]


class DocumentFile(FiledPart):
    """The bytes of a version in one language, kept in the product's storage under a name nobody can guess.

    They are reached through the document's gate alone; `stored_as` is never shown.
    """

    key = models.UUIDField(default=uuid.uuid4, editable=False, help_text="Names the file in addresses.")
    version_number = models.PositiveSmallIntegerField()
    language = models.CharField(_("Language"), max_length=2, choices=Language)
    name = models.CharField(_("File"), max_length=200)
    kind = models.CharField(max_length=4, help_text="pdf, docx, …")
    size = models.PositiveIntegerField(help_text="Bytes.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the bytes, hexadecimal.")
    stored_as = models.CharField(max_length=120)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.UPLOADED)
    text = models.TextField(
        blank=True, help_text="What could be read from it, for differences and the search."
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        constraints = [
            models.UniqueConstraint(
                "document", "version_number", "language", "kind", name="one_document_file"
            ),
            models.CheckConstraint(name="document_file_is_not_empty", condition=Q(size__gt=0)),
        ]
        indexes = [models.Index(fields=["key"], name="document_file_by_key")]
