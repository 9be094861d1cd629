"""Bodies, meetings, who takes part, the agenda and its papers, requests, calendar feeds; the room and its record."""

from .bodies import Body, BodyMember
from .calendars import CalendarFeed
from .follow_ups import FollowUp
from .items import AgendaItem, AgendaPaper, ItemPreparation
from .meetings import Meeting, Participation
from .notes import IssuedLine, NoteLine, Pen
from .outcomes import NoteRemark, Outcome
from .private_notes import PrivateNote
from .requests import AgendaRequest
from .room import ItemRun, RoomChange, Speaker

__all__ = [
    "AgendaItem",
    "AgendaPaper",
    "AgendaRequest",
    "Body",
    "BodyMember",
    "CalendarFeed",
    "FollowUp",
    "IssuedLine",
    "ItemPreparation",
    "ItemRun",
    "Meeting",
    "NoteLine",
    "NoteRemark",
    "Outcome",
    "Participation",
    "Pen",
    "PrivateNote",
    "RoomChange",
    "Speaker",
]
