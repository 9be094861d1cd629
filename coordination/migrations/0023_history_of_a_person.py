"""What somebody changed is found by an index, and whether somebody is held by a function."""

from django.db import migrations, models

from coordination.retention.operations import DROP_IS_HELD_FUNCTION, IS_HELD_FUNCTION


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0022_cache"),
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
    ]
