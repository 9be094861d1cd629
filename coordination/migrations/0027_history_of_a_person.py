"""What somebody changed is found by an index; the trail tells who purged, held and erased, and grows old."""

from django.db import migrations, models

from coordination.history.trail_operations import RecordTrail
from coordination.retention.operations import (
    DROP_IS_HELD_FUNCTION,
    DROP_SWEEP_TRAIL,
    FORGET_PERSON,
    IS_HELD_FUNCTION,
    SWEEP_TRAIL,
    TELL_OF_PERSON,
)


class Migration(migrations.Migration):
    dependencies = [
        ("coordination", "0026_service_accounts"),
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
        migrations.AlterField(
            model_name="declaredcolumn",
            name="fate",
            field=models.CharField(
                choices=[
                    ("delete", "Deleted with the person"),
                    ("keep", "Stays with its organisation; the number leads to nobody"),
                    ("address", "Names the person by address: made the pseudonym’s, and its words emptied"),
                    ("file", "Names a file, and no person"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL(IS_HELD_FUNCTION, DROP_IS_HELD_FUNCTION),
        # Nominations name people by address.
        migrations.RunSQL(TELL_OF_PERSON + FORGET_PERSON, migrations.RunSQL.noop),
        migrations.RunSQL(SWEEP_TRAIL, DROP_SWEEP_TRAIL),
        # The letter of a nomination may name its person, and the sealed trail would keep the name.
        migrations.RunSQL("DROP TRIGGER trail ON coordination_membership", migrations.RunSQL.noop),
        RecordTrail("Membership", concealed=("post", "nomination")),
        RecordTrail("PurgeRun", concealed=("words",), about=""),
        RecordTrail("Hold", concealed=("reason", "lift_reason")),
        RecordTrail("Erasure", ignored=("report",), concealed=("words",)),
    ]
