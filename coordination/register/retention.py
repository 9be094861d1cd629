"""How long entries of the register, drafts and reports of imports are kept."""

from django.utils.translation import gettext_lazy as _

from coordination.retention.kinds import Fate, Way
from coordination.retention.schedule import (
    FRESH,
    NO_LONGER_THAN_NEEDED,
    Column,
    Covered,
    Kind,
    last_change,
    register_columns,
    register_covered,
    register_kinds,
)

from .models import Activity, ExistenceCard, FormDraft, Import

PLACES = "SELECT country_id FROM coordination_activitycountry WHERE activity_id = ($1 ->> 'id')::uuid"


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "activity.current",
            label=_("Activities in the register"),
            clock=_("nothing, as long as the activity is current"),
            way=Way.KEEP,
            ground=FRESH,
            model=Activity,
        ),
        Kind(
            "activity.retired",
            label=_("Retired activities"),
            clock=_("the day on which it was retired"),
            days=5 * 365,
            way=Way.PURGE,
            ground=FRESH,
            model=Activity,
            when="t.state = 'retired'",
            since=last_change("coordination_activity"),
            organisation="t.originator_id",
        ),
        Kind(
            "activity.discarded",
            label=_("Discarded drafts of activities"),
            clock=_("the day on which it was discarded"),
            days=90,
            way=Way.PURGE,
            ground=NO_LONGER_THAN_NEEDED,
            model=Activity,
            when="t.state = 'discarded'",
            since=last_change("coordination_activity"),
            organisation="t.originator_id",
        ),
        Kind(
            "card.retired",
            label=_("Retired existence cards"),
            clock=_("the day on which it was retired"),
            days=5 * 365,
            way=Way.PURGE,
            ground=FRESH,
            model=ExistenceCard,
            when="t.state = 'retired'",
            since=last_change("coordination_existencecard"),
            organisation="t.originator_id",
            later=1,
        ),
        Kind(
            "import",
            label=_("Reports of imports"),
            clock=_("the end of the import"),
            days=365,
            way=Way.PURGE,
            ground=NO_LONGER_THAN_NEEDED,
            model=Import,
            when="t.finished_at IS NOT NULL",
            since="t.finished_at",
            organisation="t.originator_id",
        ),
        Kind(
            "draft",
            label=_("What somebody was typing and did not save"),
            clock=_("the last word typed"),
            days=90,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=FormDraft,
            since="t.kept_at",
        ),
    )
    register_columns(
        Column(
            "coordination_formdraft",
            "user_id",
            _("What was typed and not saved"),
            Fate.DELETE,
            ("kept_at", "key", "fields"),
        ),
        Column("coordination_import", "uploaded_by_id", _("Imports"), Fate.KEEP),
    )
    register_covered(Covered(Activity, PLACES), Covered(ExistenceCard), Covered(Import))
