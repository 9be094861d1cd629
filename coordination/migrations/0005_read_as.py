"""Who reads and which audiences that gives, in one statement."""

from django.db import migrations

from coordination.access.operations import DROP_READ_AS, READ_AS


class Migration(migrations.Migration):
    dependencies = [("coordination", "0004_indexes")]

    operations = [migrations.RunSQL(READ_AS, DROP_READ_AS)]
