"""Versions of a document, and the files that belong to each."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.gate import authorise

from ..kinds import Origin
from ..models import Document, DocumentFile, DocumentVersion
from ..uploads import Checked
from .keeping import kept_or_deleted
from .releases import void_approvals
from .saving import save

LONGEST_TEXT = 200_000
# What the index of words can hold of one record.
SEARCHED = 100_000


@dataclass(frozen=True)
class Upload:
    """A file that has passed the checks of `documents.uploads`, and the language it is in."""

    language: str
    file: Checked
    origin: str = Origin.UPLOADED


@transaction.atomic
def add_version(
    *,
    actor: Actor,
    document: Document,
    version: int | None = None,
    files: Sequence[Upload] = (),
    text: str = "",
    note: str = "",
) -> DocumentVersion:
    """A new version: files, one for each language and kind, and a text where one was written here.

    Files of the version before are not carried over: a version is what was filed together.
    """
    document = authorise(actor, "change", document, version=version)
    if not files and not text.strip():
        raise ValidationError({"files": _("Choose a file, or write the text.")})
    seen = {(upload.language, upload.file.kind) for upload in files}
    if len(seen) < len(files):
        raise ValidationError(
            {"files": _("Two files are in one language. File one of each kind a language.")}
        )
    last = DocumentVersion.objects.visible_to(actor).filter(document=document).aggregate(last=Max("number"))
    said = (text.strip() or _text_of(document, files))[:LONGEST_TEXT]
    row = DocumentVersion.of(
        document,
        audience_then_id=document.audience_id,
        number=(last["last"] or 0) + 1,
        text=said,
        written=bool(text.strip()),
        note=note,
        organisation_id=min(actor.speaks_for),
        user_id=actor.user_id,
    )
    row.save(force_insert=True)
    with kept_or_deleted() as names:
        for upload in files:
            _keep(document, row, upload, names)
        document.words = said[:SEARCHED]
        save(document)
        void_approvals(actor, document)
    return row


def _text_of(document: Document, files: Sequence[Upload]) -> str:
    """What the file in the original language says, else what any says."""
    ordered = sorted(files, key=lambda upload: upload.language != document.original_language)
    return next((upload.file.text for upload in ordered if upload.file.text.strip()), "")


def _keep(document: Document, version: DocumentVersion, upload: Upload, names: list[str]) -> None:
    file = upload.file
    # Nobody guesses it, and no folder grows without bound. Bytes whose row is rolled back are
    # reached by nobody: there is no way to a file but through its row.
    name = uuid.uuid4().hex
    names.append(f"documents/{name[:2]}/{name}")
    stored_as = default_storage.save(names[-1], ContentFile(file.content))
    DocumentFile.of(
        document,
        audience_then_id=document.audience_id,
        version_number=version.number,
        language=upload.language,
        name=file.name,
        kind=file.kind,
        size=len(file.content),
        digest=file.digest,
        stored_as=stored_as,
        origin=upload.origin,
        text=file.text[:LONGEST_TEXT],
    ).save(force_insert=True)
