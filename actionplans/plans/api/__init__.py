"""The API of plans, their versions, actions, what was promised for them, and what is said on them."""

from .actions import ActionViewSet
from .contributions import ContributionViewSet
from .plans import PlanViewSet
from .remarks import RemarkViewSet
from .versions import VersionViewSet

__all__ = ["ActionViewSet", "ContributionViewSet", "PlanViewSet", "RemarkViewSet", "VersionViewSet"]
