"""The API of the register: activities, existence cards, matrix."""

from .activities import ActivityViewSet
from .cards import CardViewSet
from .crossing import MatrixView

__all__ = ["ActivityViewSet", "CardViewSet", "MatrixView"]
