"""Forms of fiches: their words, measures, circle, and the deeds that take a sentence."""

from .circle import CirculateForm, ShareForm
from .deeds import (
    AnswerForm,
    CloseForm,
    CommentForm,
    EvaluationForm,
    InviteForm,
    OfferForm,
    PartForm,
    PositionForm,
    ReasonForm,
    ResolveForm,
)
from .fiche import CloneForm, FicheForm, fiche_values
from .measure import MeasureForm, ReportForm, measure_values

__all__ = [
    "AnswerForm",
    "CirculateForm",
    "CloneForm",
    "CloseForm",
    "CommentForm",
    "EvaluationForm",
    "FicheForm",
    "InviteForm",
    "MeasureForm",
    "OfferForm",
    "PartForm",
    "PositionForm",
    "ReasonForm",
    "ReportForm",
    "ResolveForm",
    "ShareForm",
    "fiche_values",
    "measure_values",
]
