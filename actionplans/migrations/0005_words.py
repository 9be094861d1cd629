"""Plans, their actions and fiches in the text index: `LIKE` under row security reads every row."""

from django.db import migrations

from coordination.search.operations import IndexText

INDEXED = ("PlanVersion", "ActionTerms", "Action", "Fiche")


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0004_parts_and_files"), ("coordination", "0002_walls")]

    operations = [
        IndexText("PlanVersion", "reference", ("context", "figures", "lines", "financing")),
        IndexText(
            "ActionTerms",
            "title",
            ("deliverable", "why", "level_reason", "benefit", "blocker", "instrument"),
        ),
        IndexText("Action", "light_words", ()),
        IndexText("Fiche", "title", ("purpose", "situation", "worked", "did_not", "lesson", "evidence")),
        # What is there already: the trigger fires though nothing changes.
        *(
            migrations.RunSQL(
                f"UPDATE actionplans_{model.lower()} SET audience_id = audience_id",  # noqa: S608 (names of models)
                migrations.RunSQL.noop,
            )
            for model in INDEXED
        ),
    ]
