"""The table of the cache that all processes share (see CACHES in the settings)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("coordination", "0021_retention_walls")]
    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE coordination_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX coordination_cache_expires ON coordination_cache (expires);
            """,
            "DROP TABLE coordination_cache",
        )
    ]
