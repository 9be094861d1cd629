"""Forms of consultations: their words, the circle that is asked, and what answers them."""

from .answers import (
    DeclineForm,
    InputAskForm,
    InputForm,
    MoreTimeForm,
    PositionForm,
    ReplyForm,
    SubmitForm,
)
from .convening import CloseForm, ExtendForm, OpenForm, SynthesisForm, WithdrawForm
from .words import ConsultationForm, PapersForm, consultation_values

__all__ = [
    "CloseForm",
    "ConsultationForm",
    "DeclineForm",
    "ExtendForm",
    "InputAskForm",
    "InputForm",
    "MoreTimeForm",
    "OpenForm",
    "PapersForm",
    "PositionForm",
    "ReplyForm",
    "SubmitForm",
    "SynthesisForm",
    "WithdrawForm",
    "consultation_values",
]
