"""How long action fiches are kept."""

from django.utils.translation import gettext_lazy as _

from coordination.retention.kinds import Way
from coordination.retention.schedule import (
    ARCHIVES,
    NO_LONGER_THAN_NEEDED,
    Covered,
    Kind,
    last_change,
    register_covered,
    register_kinds,
)

from .models import Fiche, Measure

PLACES = "SELECT country_id FROM actionplans_fichecountry WHERE fiche_id = ($1 ->> 'id')::uuid"
THROUGH_FICHE = "SELECT country_id FROM actionplans_fichecountry WHERE fiche_id = ($1 ->> 'fiche_id')::uuid"


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "fiche",
            label=_("Action fiches, their measures and follow-through"),
            clock=_("the closing; to the archives within 15 years"),
            way=Way.TRANSFER,
            ground=ARCHIVES,
            model=Fiche,
        ),
        Kind(
            "fiche.discarded",
            label=_("Discarded drafts of action fiches"),
            clock=_("the day on which it was discarded"),
            days=90,
            way=Way.PURGE,
            ground=NO_LONGER_THAN_NEEDED,
            model=Fiche,
            when="t.stage = 'discarded'",
            since=last_change("actionplans_fiche"),
            organisation="t.originator_id",
        ),
    )
    register_covered(Covered(Fiche, PLACES), Covered(Measure, THROUGH_FICHE))
