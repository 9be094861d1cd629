"""The API of consultations, of what answers them, and of what ministries write."""

from .consultations import ConsultationViewSet
from .inputs import MinistryInputViewSet

__all__ = ["ConsultationViewSet", "MinistryInputViewSet"]
