"""The rules once more, as tables written by hand: what the walk and the policy tests compare with."""

from .register import (
    ACTIONS,
    CARD_READERS,
    CURRENT,
    ENTRIES,
    EVERYBODY,
    GATES,
    IMPORT_READERS,
    ITALY,
    MINISTRY,
    READ_ONLY,
    READERS,
    VOICE,
    make_entries,
    may,
)

__all__ = [
    "ACTIONS",
    "CARD_READERS",
    "CURRENT",
    "ENTRIES",
    "EVERYBODY",
    "GATES",
    "IMPORT_READERS",
    "ITALY",
    "MINISTRY",
    "READERS",
    "READ_ONLY",
    "VOICE",
    "make_entries",
    "may",
]
