"""Plans as the API shows them: codes with labels, nothing of what is hidden."""

from .actions import (
    ActionSerializer,
    FullActionSerializer,
    PlanContributionSerializer,
    actions_json,
    contribution_json,
    full_action_json,
)
from .remarks import RemarkSerializer, remark_json
from .versions import (
    PlanRowSerializer,
    PlanSerializer,
    VersionSerializer,
    plan_json,
    plans_json,
    version_json,
)

__all__ = [
    "ActionSerializer",
    "FullActionSerializer",
    "PlanContributionSerializer",
    "PlanRowSerializer",
    "PlanSerializer",
    "RemarkSerializer",
    "VersionSerializer",
    "actions_json",
    "contribution_json",
    "full_action_json",
    "plan_json",
    "plans_json",
    "remark_json",
    "version_json",
]
