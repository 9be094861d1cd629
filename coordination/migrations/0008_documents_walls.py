"""Row-level security, history and text index of documents, and what never changes once filed."""

from django.db import migrations

from coordination.access.operations import GatePart, GateTable
from coordination.documents.operations import KeepAsFiled
from coordination.history.operations import RecordHistory
from coordination.search.operations import IndexText

PARTS = ("DocumentSubject", "DocumentCountry")
# What was filed before others were let in stays with those who could read it then.
FILED = {
    "DocumentVersion": ("number", "text", "written", "user_id", "key", "at"),
    "DocumentFile": ("version_number", "text", "stored_as", "digest", "key", "at"),
}
WORDS = ("series", "number", "year", "from_words", "to_words", "external_author", "keywords", "words")


class Migration(migrations.Migration):
    dependencies = [("coordination", "0007_documents")]

    operations = [
        GateTable("Document"),
        GateTable("Release"),
        GateTable("AccessRequest"),
        *(GatePart(part, "Document") for part in PARTS),
        *(GatePart(part, "Document", by="history") for part in FILED),
        *(KeepAsFiled(part) for part in FILED),
        RecordHistory("Document", ignored=("reference_year", "reference_number", "words")),
        RecordHistory("Release", ignored=("stored_as", "key", "digest", "approved_digest", "source_digest")),
        RecordHistory("AccessRequest"),
        *(RecordHistory(part, "Document", "document_id", ("place",)) for part in PARTS),
        *(
            RecordHistory(part, "Document", "document_id", ("audience_then_id", *ignored))
            for part, ignored in FILED.items()
        ),
        IndexText("Document", "subject", WORDS),
    ]
