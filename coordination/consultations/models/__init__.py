"""Consultations, what answers them, and what ministries write for an answer."""

from .answers import ExtensionRequest, MinistryInput, Position, Reply, ReplyDraft
from .consultations import Consultation, ConsultationPaper, Question, Synthesis

__all__ = [
    "Consultation",
    "ConsultationPaper",
    "ExtensionRequest",
    "MinistryInput",
    "Position",
    "Question",
    "Reply",
    "ReplyDraft",
    "Synthesis",
]
