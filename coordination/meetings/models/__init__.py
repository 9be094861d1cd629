"""Bodies, meetings, who takes part, the agenda and its papers, requests, calendar feeds."""

from .bodies import Body, BodyMember
from .calendars import CalendarFeed
from .items import AgendaItem, AgendaPaper, ItemPreparation
from .meetings import Meeting, Participation
from .requests import AgendaRequest

__all__ = [
    "AgendaItem",
    "AgendaPaper",
    "AgendaRequest",
    "Body",
    "BodyMember",
    "CalendarFeed",
    "ItemPreparation",
    "Meeting",
    "Participation",
]
