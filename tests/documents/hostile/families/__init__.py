"""Families of hostile files: one idea each, in all the kinds and places where it may be tried."""

from collections.abc import Iterator
from typing import Any

from . import archives, markings, names, office, opendocument, pdfs, pictures, texts

File = tuple[str, str, Any, str]


def families() -> Iterator[File]:
    """Label, name, bytes (or what makes them), and the beginning of the refusal."""
    for family in (names, archives, office, opendocument, pdfs, texts, pictures, markings):
        yield from family.files()
