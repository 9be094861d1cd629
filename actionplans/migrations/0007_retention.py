"""Plans and fiches under a legal hold are deleted by nobody; their discarded drafts give way to the purge."""

from django.db import migrations

from actionplans.plans.operations import YieldToPurge
from coordination.retention.operations import HoldTable

COVERED = ("Plan", "PlanVersion", "Action", "ActionTerms", "InternalNote", "Fiche", "Measure")
FROZEN = (
    *("PlanVersion", "ActionTerms", "Objective", "PartnerPriority", "Risk", "Stakeholder", "Lever"),
    *("Milestone", "LinkedFile", "Fiche", "Measure", "FicheCountry"),
)


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0006_announcements"), ("coordination", "0021_retention_walls")]

    operations = [
        *(HoldTable(row) for row in COVERED),
        *(YieldToPurge(row) for row in FROZEN),
    ]
