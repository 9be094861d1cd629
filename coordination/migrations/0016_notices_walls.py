"""Row-level security of notices, and announcements that follow what they speak of."""

from django.db import migrations

from coordination.access.operations import GateTable
from coordination.notices.operations import (
    DROP_FOLLOW_FUNCTIONS,
    FOLLOW_FUNCTIONS,
    WHILE_READABLE,
    FollowRecord,
)


class Migration(migrations.Migration):
    dependencies = [("coordination", "0015_notices")]

    operations = [
        migrations.RunSQL(FOLLOW_FUNCTIONS, DROP_FOLLOW_FUNCTIONS),
        GateTable("Announcement", by="history"),
        GateTable("Notice", by="user", also=WHILE_READABLE),
        *(GateTable(row, by="user") for row in ("Subscription", "Preference", "Mail")),
        FollowRecord("Activity"),
    ]
