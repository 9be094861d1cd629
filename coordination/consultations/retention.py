"""How long questions to delegations and what they answered are kept."""

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

from .models import Consultation, ExtensionRequest, MinistryInput, Position, Reply, ReplyDraft, Synthesis

OF_CONSULTATION = (
    "SELECT country_id FROM coordination_consultation WHERE id = ($1 ->> 'consultation_id')::uuid"
)
CLOSED = (
    "EXISTS (SELECT FROM coordination_consultation AS c"
    " WHERE c.id = t.consultation_id AND c.state IN ('closed', 'withdrawn'))"
)
CLOSED_AT = "(SELECT c.closed_at FROM coordination_consultation AS c WHERE c.id = t.consultation_id)"


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "consultation",
            label=_("Questions to delegations, replies, positions and syntheses"),
            clock=_("the deadline; to the archives within 15 years"),
            way=Way.TRANSFER,
            ground=ARCHIVES,
            model=Consultation,
        ),
        Kind(
            "consultation.discarded",
            label=_("Discarded drafts of questions to delegations"),
            clock=_("the day on which it was discarded"),
            days=90,
            way=Way.PURGE,
            ground=NO_LONGER_THAN_NEEDED,
            model=Consultation,
            when="t.state = 'discarded'",
            since=last_change("coordination_consultation"),
            organisation="t.originator_id",
            children=(("coordination_synthesis", "consultation_id::text = $1"),),
        ),
        *(
            Kind(
                code,
                label=label,
                clock=_("the day on which the consultation was closed"),
                days=365,
                way=Way.PURGE,
                ground=NO_LONGER_THAN_NEEDED,
                model=model,
                when=CLOSED,
                since=CLOSED_AT,
                organisation="t.originator_id",
            )
            for code, label, model in (
                ("reply-draft", _("Drafts of replies, once the consultation is closed"), ReplyDraft),
                ("ministry-input", _("Input of ministries, once the consultation is closed"), MinistryInput),
            )
        ),
    )
    register_covered(
        Covered(Consultation),
        *(
            Covered(model, OF_CONSULTATION)
            for model in (ReplyDraft, Reply, Position, ExtensionRequest, MinistryInput, Synthesis)
        ),
    )
