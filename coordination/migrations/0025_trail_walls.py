from django.db import migrations

from coordination.history.seal_operations import DROP_SEAL_FUNCTIONS, EMPTY_HISTORY, SEAL_FUNCTIONS
from coordination.history.trail_operations import (
    DROP_TRAIL_FUNCTIONS,
    DROP_WALL,
    TRAIL_FUNCTIONS,
    WALL,
    RecordTrail,
)


class Migration(migrations.Migration):
    dependencies = [("coordination", "0024_trail")]

    operations = [
        migrations.RunSQL(TRAIL_FUNCTIONS, DROP_TRAIL_FUNCTIONS),
        migrations.RunSQL(WALL, DROP_WALL),
        migrations.RunSQL(SEAL_FUNCTIONS, DROP_SEAL_FUNCTIONS),
        migrations.RunSQL(EMPTY_HISTORY, migrations.RunSQL.noop),
        RecordTrail(
            "User",
            ignored=("last_login", "seen_at", "created_at", "language"),
            concealed=("email", "password"),
            about="id",
        ),
        RecordTrail("Membership", concealed=("post",)),
        RecordTrail("Membership.countries", about=""),
        RecordTrail("ApiToken", ignored=("created_at",), concealed=("digest", "label")),
        RecordTrail("PresidencyTerm", about=""),
        RecordTrail("Organisation", about=""),
    ]
