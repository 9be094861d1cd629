"""Row-level security and history of fiches, and the words that never change once endorsed."""

from django.db import migrations

from actionplans.plans.operations import FreezeText
from coordination.access.operations import GatePart, GateTable
from coordination.history.operations import RecordHistory

PARTS = ("FicheCountry", "FichePosition", "FicheComment", "FicheContribution")
ENDORSED = "stage NOT IN ('draft', 'comments', 'template')"
FOLLOWED = "stage,started_on,worked,did_not,lesson,evaluated_on,evidence,closed_on"
REPORTED = "stage,state,light,words,reported_on,done_on,evidence,address,due_on,agreed_due_on,moved_reason"


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0002_walls")]

    operations = [
        GateTable("Fiche"),
        GatePart("Measure", "Fiche", ("audience_id", "stage")),
        *(GatePart(part, "Fiche") for part in PARTS),
        RecordHistory("Fiche", ignored=("year", "number")),
        RecordHistory("Measure", "Fiche", "fiche_id", ("originator_id", "stage", "owner_party_id")),
        *(RecordHistory(part, "Fiche", "fiche_id", ("originator_id",)) for part in PARTS),
        FreezeText("Fiche", ENDORSED, loose=FOLLOWED),
        FreezeText("Measure", ENDORSED, of="Fiche", link="fiche_id", loose=REPORTED),
        FreezeText("FicheCountry", ENDORSED, of="Fiche", link="fiche_id"),
    ]
