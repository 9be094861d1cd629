"""Legal holds, purges and erasures, as PostgreSQL itself keeps to them."""

from django.db import migrations

from coordination.retention.operations import (
    DROP_HOLD_FUNCTIONS,
    DROP_PERSON_FUNCTIONS,
    DROP_PURGE_FUNCTIONS,
    HOLD_FUNCTIONS,
    PERSON_FUNCTIONS,
    PURGE_FUNCTIONS,
    HoldTable,
)

# What a legal hold can cover: a row of these is then deleted by nobody.
COVERED = (
    *("User", "Activity", "ExistenceCard", "Import"),
    *("Document", "DocumentVersion", "DocumentFile", "Release", "AccessRequest"),
    *("Meeting", "AgendaItem", "AgendaRequest", "NoteLine", "FollowUp", "PrivateNote"),
    *("Consultation", "ReplyDraft", "Reply", "Position", "ExtensionRequest", "MinistryInput", "Synthesis"),
)


class Migration(migrations.Migration):
    dependencies = [("coordination", "0020_retention")]

    operations = [
        migrations.RunSQL(HOLD_FUNCTIONS, DROP_HOLD_FUNCTIONS),
        migrations.RunSQL(PURGE_FUNCTIONS, DROP_PURGE_FUNCTIONS),
        migrations.RunSQL(PERSON_FUNCTIONS, DROP_PERSON_FUNCTIONS),
        *(HoldTable(row) for row in COVERED),
    ]
