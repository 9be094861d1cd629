"""Row-level security, history and text index of meetings."""

from django.db import migrations

from coordination.access.operations import GatePart, GateTable
from coordination.history.operations import RecordHistory
from coordination.search.operations import IndexText

ROWS = ("Body", "Meeting", "AgendaItem", "ItemPreparation", "AgendaRequest")


class Migration(migrations.Migration):
    dependencies = [("coordination", "0009_meetings")]

    operations = [
        *(GateTable(row) for row in ROWS),
        GatePart("BodyMember", "Body"),
        GatePart("Participation", "Meeting"),
        GatePart("AgendaPaper", "AgendaItem"),
        RecordHistory("Body"),
        RecordHistory("BodyMember", "Body", "body_id"),
        # What a calendar counts and what a notice marks follows from the other columns.
        RecordHistory(
            "Meeting", ignored=("sequence", "stamped_at", "changed_fields", "marked_fields", "series")
        ),
        RecordHistory("Participation", "Meeting", "meeting_id"),
        # Places move whenever a neighbour does, a hidden one too.
        RecordHistory("AgendaItem", ignored=("position", "number", "narrow", "party_ids")),
        RecordHistory("AgendaPaper", "AgendaItem", "item_id"),
        RecordHistory("ItemPreparation", ignored=("issued_minutes",)),
        RecordHistory("AgendaRequest"),
        IndexText("Meeting", "title", ("title_fr", "venue", "reference")),
        IndexText("AgendaItem", "title", ("title_fr",)),
    ]
