"""A version that was discarded gives its number back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0002_walls")]

    operations = [
        migrations.RemoveConstraint("planversion", "one_version_a_number"),
        migrations.AddConstraint(
            "planversion",
            models.UniqueConstraint(
                models.F("plan"),
                models.F("number"),
                name="one_version_a_number",
                condition=models.Q(("state", "discarded"), _negated=True),
            ),
        ),
    ]
