"""Documents, their files and versions, what is released of them, and applications for access."""

from .documents import Document, DocumentCountry, DocumentSubject
from .files import DocumentFile, DocumentVersion
from .releases import AccessRequest, Release

__all__ = [
    "AccessRequest",
    "Document",
    "DocumentCountry",
    "DocumentFile",
    "DocumentSubject",
    "DocumentVersion",
    "Release",
]
