"""The API of bodies, meetings, their agendas and what is asked for them."""

from .bodies import BodyViewSet
from .items import AgendaItemViewSet
from .meetings import MeetingViewSet
from .requests import AgendaRequestViewSet

__all__ = ["AgendaItemViewSet", "AgendaRequestViewSet", "BodyViewSet", "MeetingViewSet"]
