"""Row-level security, history and text index of documents, and what never changes once filed."""

from django.db import migrations

from coordination.access.operations import GatePart, GateTable
from coordination.documents.operations import KeepAsFiled
from coordination.history.operations import RecordHistory
from coordination.search.operations import IndexText

PARTS = {
    "DocumentSubject": ("place",),
    "DocumentCountry": (),
    "DocumentVersion": ("text", "written", "user_id", "key", "at"),
    "DocumentFile": ("text", "stored_as", "digest", "key", "at"),
}


WORDS = ("series", "number", "year", "from_words", "to_words", "external_author", "keywords", "words")


class Migration(migrations.Migration):
    dependencies = [("coordination", "0007_documents")]

    operations = [
        GateTable("Document"),
        GateTable("Release"),
        GateTable("AccessRequest"),
        *(GatePart(part, "Document") for part in PARTS),
        KeepAsFiled("DocumentVersion"),
        KeepAsFiled("DocumentFile"),
        RecordHistory("Document", ignored=("reference_year", "reference_number", "words")),
        RecordHistory("Release", ignored=("stored_as", "key", "digest", "approved_digest", "source_digest")),
        RecordHistory("AccessRequest"),
        *(RecordHistory(part, "Document", "document_id", ignored) for part, ignored in PARTS.items()),
        IndexText("Document", "subject", WORDS),
    ]
