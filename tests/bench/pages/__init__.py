"""What is measured: the address of each page, its plain counterpart, its rows in bare SQL."""

from collections.abc import Iterator

from . import meetings, plans, register
from .page import COUNTRY, Examples, Page

__all__ = ["COUNTRY", "Examples", "Page", "pages"]


def pages(examples: Examples) -> Iterator[Page]:
    """All pages, for a reader who can open these rows."""
    yield from register.pages(examples)
    yield from plans.pages(examples)
    yield from meetings.pages(examples)
