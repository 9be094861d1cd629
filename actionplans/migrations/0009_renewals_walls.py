"""Row-level security and history of the questions of renewal; announcements follow them."""

from django.db import migrations

from coordination.access.operations import GatePart, GateTable
from coordination.history.operations import RecordHistory
from coordination.notices.operations import FollowRecord
from coordination.retention.operations import HoldTable


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0008_renewals"), ("coordination", "0021_retention_walls")]

    operations = [
        GateTable("Renewal"),
        GatePart("LeftAsItIs", "Renewal"),
        RecordHistory("Renewal"),
        RecordHistory("LeftAsItIs", "Renewal", "renewal_id"),
        FollowRecord("Renewal"),
        HoldTable("Renewal"),
    ]
