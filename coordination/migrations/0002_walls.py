"""The second wall: row-level security, history and text index, all kept by PostgreSQL itself."""

from django.db import migrations

from coordination.access.operations import DROP_GATE_FUNCTIONS, GATE_FUNCTIONS, GatePart, GateTable
from coordination.history.operations import DROP_HISTORY_FUNCTIONS, HISTORY_FUNCTIONS, RecordHistory
from coordination.search.operations import DROP_SEARCH_FUNCTIONS, SEARCH_FUNCTIONS, IndexText

COPIES = ("audience_id", "lead_id", "state", "status", "confirmed_on")
WIDE_PARTS = ("ActivityCountry", "ActivityTheme")
NARROW_PARTS = ("ActivityPartner", "ActivityAmount", "ActivityMandate")
UNTOLD_PARTS = ("ActivityRelative",)  # bookkeeping of imports, no history


class Migration(migrations.Migration):
    dependencies = [("coordination", "0001_initial")]

    operations = [
        migrations.RunSQL(GATE_FUNCTIONS, DROP_GATE_FUNCTIONS),
        migrations.RunSQL(HISTORY_FUNCTIONS, DROP_HISTORY_FUNCTIONS),
        migrations.RunSQL(SEARCH_FUNCTIONS, DROP_SEARCH_FUNCTIONS),
        GateTable("Audience", by="circles"),
        GateTable("Activity"),
        GateTable("ExistenceCard"),
        GateTable("Import"),
        GateTable("NarrowText", read_only=True),
        GateTable("HistoryLine", by="history", read_only=True),
        GateTable("FormDraft", by="user"),
        GateTable("Receipt", by="user"),
        *(GatePart(part, "Activity", COPIES) for part in WIDE_PARTS),
        *(GatePart(part, "Activity") for part in (*NARROW_PARTS, *UNTOLD_PARTS)),
        GatePart("ImportProblem", "Import"),
        RecordHistory("Activity"),
        RecordHistory("ExistenceCard"),
        *(RecordHistory(part, "Activity", "activity_id", COPIES) for part in WIDE_PARTS),
        *(RecordHistory(part, "Activity", "activity_id") for part in NARROW_PARTS),
        IndexText(
            "Activity",
            "title",
            ("aim", "results", "lesson", "counterpart", "source", "reference", "external_id"),
        ),
    ]
