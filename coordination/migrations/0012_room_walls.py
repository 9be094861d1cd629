"""Row-level security and history of what happens in the room and after, and the notes of what changed there."""

from django.db import migrations

from coordination.access.operations import GatePart, GateTable
from coordination.history.operations import RecordHistory
from coordination.meetings.operations import DROP_ROOM_FUNCTIONS, ROOM_FUNCTIONS, NoteRoomChange
from coordination.search.operations import IndexText

ROWS = ("NoteLine", "Pen", "FollowUp", "PrivateNote")
PARTS = ("ItemRun", "Speaker", "IssuedLine", "NoteRemark")


class Migration(migrations.Migration):
    dependencies = [("coordination", "0011_room")]

    operations = [
        *(GateTable(row) for row in ROWS),
        GatePart("Outcome", "Meeting", through="meeting"),
        *(GatePart(part, "AgendaItem") for part in PARTS),
        GateTable("RoomChange", read_only=True),
        RecordHistory("Outcome", ignored=("by_presidency",)),
        # Places move with their neighbours, and who saved a line when is the line of history itself.
        RecordHistory("NoteLine", ignored=("position", "saved_at", "by_presidency")),
        RecordHistory("FollowUp", ignored=("position", "by_presidency", "owner_party_id")),
        RecordHistory("PrivateNote"),
        RecordHistory("ItemRun", "AgendaItem", "item_id", ignored=("meeting_id", "since", "seconds")),
        RecordHistory(
            "IssuedLine", "AgendaItem", "item_id", ignored=("meeting_id", "position", "line", "about")
        ),
        RecordHistory(
            "NoteRemark", "AgendaItem", "item_id", ignored=("meeting_id", "line", "user_id", "issue")
        ),
        # What is typed (Pen) is no record yet, and a speaker's row keeps all its own times.
        IndexText("FollowUp", "title", ("words", "standing", "evidence")),
        IndexText("PrivateNote", "title", ("text", "counterpart")),
        migrations.RunSQL(ROOM_FUNCTIONS, DROP_ROOM_FUNCTIONS),
        NoteRoomChange(
            "Meeting", "meeting", meeting="id", only=("state",), when="OLD.state IS DISTINCT FROM NEW.state"
        ),
        NoteRoomChange("Outcome", "outcome", record="meeting_id"),
        NoteRoomChange(
            "Participation",
            "presence",
            record="meeting_id",
            only=("presence", "arrived_at", "left_at", "audience_id"),
        ),
        NoteRoomChange("ItemRun", "run", record="item_id", item="item_id"),
        NoteRoomChange("Speaker", "speakers", record="item_id", item="item_id"),
        NoteRoomChange("NoteLine", "line", item="item_id"),
        NoteRoomChange("Pen", "pen", record="line_id"),
        NoteRoomChange("IssuedLine", "issued", record="line", item="item_id"),
        NoteRoomChange("FollowUp", "follow-up", item="item_id"),
        NoteRoomChange("NoteRemark", "remark", record="key", item="item_id"),
    ]
