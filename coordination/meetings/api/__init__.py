"""The API of bodies, meetings, their agendas and what is asked for them."""

from .bodies import BodyViewSet
from .follow_ups import FollowUpViewSet
from .items import AgendaItemViewSet
from .meetings import MeetingViewSet
from .requests import AgendaRequestViewSet

__all__ = ["AgendaItemViewSet", "AgendaRequestViewSet", "BodyViewSet", "FollowUpViewSet", "MeetingViewSet"]
