"""Forms of documents."""

from .deeds import MarkForm, NumberForm, ReasonForm, ShareForm, VersionForm
from .document import DocumentForm, FileFormSet, FilingForm, document_values, files_of

__all__ = [
    "DocumentForm",
    "FileFormSet",
    "FilingForm",
    "MarkForm",
    "NumberForm",
    "ReasonForm",
    "ShareForm",
    "VersionForm",
    "document_values",
    "files_of",
]
