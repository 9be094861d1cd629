"""How long action plans and fiches are kept, and what in them names a person."""

from django.utils.translation import gettext_lazy as _

from coordination.retention.kinds import Fate, Way
from coordination.retention.schedule import (
    ARCHIVES,
    NO_LONGER_THAN_NEEDED,
    Column,
    Covered,
    Kind,
    last_change,
    register_columns,
    register_covered,
    register_kinds,
)

from .models import Action, ActionTerms, InternalNote, Plan, PlanVersion

OF_PLAN = "SELECT country_id FROM actionplans_plan WHERE id = ($1 ->> 'plan_id')::uuid"
OF_VERSION = (
    "SELECT p.country_id FROM actionplans_plan p JOIN actionplans_planversion v ON v.plan_id = p.id"
    " WHERE v.id = ($1 ->> 'plan_version_id')::uuid"
)
# Actions that the draft alone proposed go with it.
ORPHANED = (
    "state = 'dropped' AND plan_id = (SELECT v.plan_id FROM actionplans_planversion v WHERE v.id::text = $1)"
    " AND NOT EXISTS (SELECT FROM actionplans_actionterms x WHERE x.action_id = actionplans_action.id)"
)


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "plan",
            label=_("Action plans, their agreed texts, actions and progress"),
            clock=_("the end of the plan; to the archives within 15 years"),
            way=Way.TRANSFER,
            ground=ARCHIVES,
            model=Plan,
        ),
        Kind(
            "plan.discarded",
            label=_("Discarded drafts of action plans"),
            clock=_("the day on which it was discarded"),
            days=90,
            way=Way.PURGE,
            ground=NO_LONGER_THAN_NEEDED,
            model=PlanVersion,
            when="t.state = 'discarded'",
            since=last_change("actionplans_planversion"),
            organisation="t.originator_id",
            children=(
                ("actionplans_actionterms", "plan_version_id::text = $1"),
                ("actionplans_action", ORPHANED),
            ),
        ),
    )
    register_columns(
        *(
            Column(f"actionplans_{table}", "user_id", label, Fate.KEEP)
            for table, label in (
                ("plancomment", _("Comments on plans")),
                ("termscomment", _("Comments on actions")),
                ("fichecomment", _("Comments on fiches")),
            )
        ),
        Column("actionplans_action", "closed_by_id", _("Actions closed"), Fate.KEEP),
        Column("actionplans_action", "checked_by_id", _("Actions checked"), Fate.KEEP),
    )
    register_covered(
        Covered(Plan),
        Covered(PlanVersion, OF_PLAN),
        Covered(Action, OF_PLAN),
        Covered(ActionTerms, OF_VERSION),
        Covered(InternalNote, OF_PLAN),
    )
