"""What somebody changed is found by an index, and whether somebody is held by a function."""

from django.db import migrations, models

from coordination.retention.operations import (
    DROP_IS_HELD_FUNCTION,
    FORGET_PERSON,
    IS_HELD_FUNCTION,
    TELL_OF_PERSON,
)


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0023_nominations"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="historyline",
            index=models.Index(
                condition=models.Q(("user_id__isnull", False)),
                fields=["user_id"],
                name="history_of_a_person",
            ),
        ),
        migrations.RunSQL(IS_HELD_FUNCTION, DROP_IS_HELD_FUNCTION),
        # Nominations name people by address.
        migrations.RunSQL(TELL_OF_PERSON + FORGET_PERSON, migrations.RunSQL.noop),
    ]
