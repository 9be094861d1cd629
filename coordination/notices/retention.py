"""How long notices and mails are kept, and what of them belongs to a person alone."""

from django.utils.translation import gettext_lazy as _

from coordination.retention.kinds import Fate, Way
from coordination.retention.schedule import (
    NO_LONGER_THAN_NEEDED,
    Column,
    Kind,
    register_columns,
    register_kinds,
)

from .models import Announcement, Mail


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "notice",
            label=_("Notices"),
            clock=_("the event that they tell of"),
            days=365,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=Announcement,
            since="t.at",
            organisation="t.organisation_id",
        ),
        Kind(
            "mail",
            label=_("Mails that were sent"),
            clock=_("the sending"),
            days=90,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=Mail,
            since="t.claimed_at",
        ),
    )
    register_columns(
        Column("coordination_announcement", "user_id", _("Deeds that notices tell of"), Fate.KEEP),
        Column(
            "coordination_notice", "user_id", _("Notices"), Fate.DELETE, ("told_at", "rule", "way", "read_at")
        ),
        Column("coordination_mail", "user_id", _("Mails"), Fate.DELETE, ("claimed_at", "subject", "sent_at")),
        Column(
            "coordination_subscription",
            "user_id",
            _("What is followed"),
            Fate.DELETE,
            ("created_at", "noun", "record", "query", "way"),
        ),
        Column(
            "coordination_preference",
            "user_id",
            _("How notices are told"),
            Fate.DELETE,
            ("digest", "budget", "stopped", "ways"),
        ),
    )
