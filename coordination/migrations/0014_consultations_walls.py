"""Row-level security, history, text index and the functions of consultations."""

from django.db import migrations

from coordination.access.operations import GatePart, GateTable
from coordination.consultations.operations import CONSULTATION_FUNCTIONS, DROP_CONSULTATION_FUNCTIONS
from coordination.history.operations import RecordHistory
from coordination.search.operations import IndexText

PARTS = ("Question", "ConsultationPaper")
# Each with an audience of its own, and so with a history of its own.
ANSWERS = ("ReplyDraft", "Reply", "Position", "ExtensionRequest", "MinistryInput")


class Migration(migrations.Migration):
    dependencies = [("coordination", "0013_consultations")]

    operations = [
        *(GateTable(row) for row in ("Consultation", "Synthesis", *ANSWERS)),
        *(GatePart(part, "Consultation") for part in PARTS),
        RecordHistory("Consultation", ignored=("by_chair",)),
        *(RecordHistory(part, "Consultation", "consultation_id") for part in PARTS),
        RecordHistory("Synthesis", ignored=("saved_at",)),
        *(RecordHistory(row) for row in ANSWERS),
        IndexText("Consultation", "title", ("background", "text", "reference")),
        IndexText("Reply", "text", ()),
        migrations.RunSQL(CONSULTATION_FUNCTIONS, DROP_CONSULTATION_FUNCTIONS),
    ]
