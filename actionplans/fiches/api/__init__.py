"""The API of fiches and of what they ask of whom."""

from .fiches import FicheViewSet
from .measures import MeasureViewSet

__all__ = ["FicheViewSet", "MeasureViewSet"]
