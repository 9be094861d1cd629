"""Plans and their versions, actions and what lives of them, promises, remarks."""

from .actions import Action, ActionLink, ActionTerms, Evidence, Milestone, ProgressUpdate
from .promises import Contribution
from .remarks import InternalNote, PlanComment, TermsComment
from .versions import (
    Lever,
    LinkedFile,
    Objective,
    PartnerEndorsement,
    PartnerPriority,
    Plan,
    PlanVersion,
    Risk,
    Stakeholder,
)

__all__ = [
    "Action",
    "ActionLink",
    "ActionTerms",
    "Contribution",
    "Evidence",
    "InternalNote",
    "Lever",
    "LinkedFile",
    "Milestone",
    "Objective",
    "PartnerEndorsement",
    "PartnerPriority",
    "Plan",
    "PlanComment",
    "PlanVersion",
    "ProgressUpdate",
    "Risk",
    "Stakeholder",
    "TermsComment",
]
