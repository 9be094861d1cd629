"""The API of documents, of what was released of them, and of the applications for access."""

from .documents import DocumentViewSet
from .releases import AccessRequestViewSet, ReleaseViewSet

__all__ = ["AccessRequestViewSet", "DocumentViewSet", "ReleaseViewSet"]
