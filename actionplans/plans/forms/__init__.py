"""The forms of plans: a version with its lines, an action with its milestones, and what is said on them."""

from .actions import MilestoneFormSet, TermsForm, terms_values
from .following import (
    AnswerForm,
    CheckForm,
    CloseForm,
    EndorsementForm,
    InviteForm,
    LinkForm,
    PartReportForm,
    ReasonForm,
    ReportForm,
)
from .remarks import CommentForm, NoteForm, ResolveForm
from .versions import FORMSETS, ConsultForm, OpenForm, VersionForm, lines_of, version_values

__all__ = [
    "FORMSETS",
    "AnswerForm",
    "CheckForm",
    "CloseForm",
    "CommentForm",
    "ConsultForm",
    "EndorsementForm",
    "InviteForm",
    "LinkForm",
    "MilestoneFormSet",
    "NoteForm",
    "OpenForm",
    "PartReportForm",
    "ReasonForm",
    "ReportForm",
    "ResolveForm",
    "TermsForm",
    "VersionForm",
    "lines_of",
    "terms_values",
    "version_values",
]
