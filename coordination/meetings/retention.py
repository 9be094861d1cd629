"""How long meetings, their notes and what delegations note for themselves are kept."""

from django.utils.translation import gettext_lazy as _

from coordination.retention.kinds import Fate, Way
from coordination.retention.schedule import (
    ARCHIVES,
    NO_LONGER_THAN_NEEDED,
    Column,
    Covered,
    Kind,
    register_columns,
    register_covered,
    register_kinds,
)

from .models import (
    AgendaItem,
    AgendaRequest,
    CalendarFeed,
    FollowUp,
    Meeting,
    NoteLine,
    Pen,
    PrivateNote,
    RoomChange,
)

OF_MEETING = "SELECT country_id FROM coordination_meeting WHERE id = ($1 ->> 'meeting_id')::uuid"
OF_ITEM = (
    "SELECT country_id FROM coordination_agendaitem WHERE id = ($1 ->> 'item_id')::uuid"
    " UNION SELECT country_id FROM coordination_meeting WHERE id = ($1 ->> 'meeting_id')::uuid"
)


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "meeting",
            label=_("Meetings, agendas, notes, follow-ups and outcomes"),
            clock=_("the meeting; to the archives within 15 years"),
            way=Way.TRANSFER,
            ground=ARCHIVES,
            model=Meeting,
        ),
        Kind(
            "private-note.discarded",
            label=_("Notes of delegations that were thrown away"),
            clock=_("the day on which it was thrown away"),
            days=90,
            way=Way.PURGE,
            ground=NO_LONGER_THAN_NEEDED,
            model=PrivateNote,
            when="t.discarded_at IS NOT NULL",
            since="t.discarded_at",
            organisation="t.originator_id",
        ),
        Kind(
            "private-note",
            label=_("Notes that delegations keep for themselves"),
            clock=_("the day of the contact"),
            days=10 * 365,
            way=Way.PURGE,
            ground=_("They are the delegation’s own, which takes along what it wants to keep"),
            model=PrivateNote,
            when="t.discarded_at IS NULL",
            since="t.held_on",
            organisation="t.originator_id",
        ),
        Kind(
            "pen",
            label=_("What was typed in the notes of a meeting and not saved"),
            clock=_("the last word typed"),
            days=30,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=Pen,
            since="t.at",
        ),
        Kind(
            "room-change",
            label=_("Marks by which an open page of a meeting renews itself"),
            clock=_("the change"),
            days=30,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=RoomChange,
            since="t.at",
            later=1,
        ),
        Kind(
            "calendar-feed",
            label=_("Addresses for calendars that were revoked"),
            clock=_("the day on which it was revoked"),
            days=30,
            way=Way.SWEEP,
            ground=NO_LONGER_THAN_NEEDED,
            model=CalendarFeed,
            when="t.revoked_at IS NOT NULL",
            since="t.revoked_at",
        ),
    )
    register_columns(
        Column("coordination_pen", "user_id", _("Typed in notes and not saved"), Fate.DELETE, ("at", "text")),
        Column(
            "coordination_calendarfeed",
            "user_id",
            _("Addresses for calendars"),
            Fate.DELETE,
            ("created_at", "label", "language", "revoked_at"),
        ),
        Column("coordination_noteremark", "user_id", _("Comments on notes"), Fate.KEEP),
    )
    register_covered(
        Covered(Meeting),
        Covered(AgendaItem, OF_MEETING),
        Covered(AgendaRequest),
        Covered(NoteLine, OF_ITEM),
        Covered(FollowUp, OF_ITEM),
        Covered(PrivateNote, OF_ITEM),
    )
