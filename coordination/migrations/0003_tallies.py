"""The counts of the matrix, kept by PostgreSQL itself."""

import django.db.models.deletion
from django.db import migrations, models

from coordination.access.operations import GateTable
from coordination.register.operations import DROP_TALLY_FUNCTIONS, TALLY_FUNCTIONS, KeepTally

# More changes than none: the first count has a reason in any case.
COUNT = "SELECT roundtable_recount(current_date - 365, -1)"


def columns():
    return [
        ("id", models.BigAutoField(primary_key=True, serialize=False)),
        (
            "audience",
            models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="coordination.audience",
            ),
        ),
        ("lead_id", models.IntegerField()),
        ("entries", models.IntegerField()),
        ("confirmed_on", models.DateField(help_text="Empty in what a recount found.", null=True)),
        ("old", models.IntegerField(default=0)),
        ("old_before", models.DateField(help_text="Empty in what a statement changed.", null=True)),
    ]


class Migration(migrations.Migration):
    dependencies = [("coordination", "0002_walls")]

    operations = [
        migrations.CreateModel("CountryTally", [*columns(), ("country_id", models.IntegerField())]),
        migrations.CreateModel("ThemeTally", [*columns(), ("theme_id", models.IntegerField())]),
        GateTable("CountryTally", read_only=True),
        GateTable("ThemeTally", read_only=True),
        migrations.RunSQL(TALLY_FUNCTIONS, DROP_TALLY_FUNCTIONS),
        KeepTally("ActivityCountry", "CountryTally", "country_id"),
        KeepTally("ActivityTheme", "ThemeTally", "theme_id"),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
