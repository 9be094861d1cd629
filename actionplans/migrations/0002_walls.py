"""Row-level security, history, and the text that never changes once agreed: kept by PostgreSQL itself."""

from django.db import migrations

from actionplans.plans.operations import FreezeText
from coordination.access.operations import GatePart, GateTable
from coordination.history.operations import RecordHistory

VERSION_PARTS = ("Objective", "PartnerPriority", "Risk", "Stakeholder", "Lever", "PlanComment")
ACTION_PARTS = ("ProgressUpdate", "Evidence", "ActionLink", "Contribution")
TERMS_PARTS = ("Milestone", "TermsComment")
WRITTEN_PARTS = VERSION_PARTS[:-1]
AGREED = "state IN ('agreed', 'review', 'superseded')"


class Migration(migrations.Migration):
    dependencies = [("actionplans", "0001_initial"), ("coordination", "0002_walls")]

    operations = [
        *(GateTable(row) for row in ("Plan", "PlanVersion", "Action", "ActionTerms", "InternalNote")),
        *(GatePart(part, "PlanVersion") for part in VERSION_PARTS),
        *(GatePart(part, "Action") for part in ACTION_PARTS),
        *(GatePart(part, "ActionTerms") for part in TERMS_PARTS),
        *(RecordHistory(row) for row in ("Plan", "PlanVersion", "Action", "InternalNote")),
        RecordHistory("ActionTerms", ignored=("narrow_to",)),
        *(RecordHistory(part, "PlanVersion", "plan_version_id") for part in VERSION_PARTS),
        *(RecordHistory(part, "Action", "action_id", ("originator_id",)) for part in ACTION_PARTS),
        *(RecordHistory(part, "ActionTerms", "terms_id") for part in TERMS_PARTS),
        FreezeText("PlanVersion", AGREED, loose="state,superseded_on"),
        FreezeText("ActionTerms", "frozen"),
        *(FreezeText(part, AGREED, of="PlanVersion", link="plan_version_id") for part in WRITTEN_PARTS),
        FreezeText("Milestone", "frozen", of="ActionTerms", link="terms_id", loose="done_on"),
    ]
