"""Writes of the register: entries one by one, and imports of whole files."""

from .drafts import drop_draft, keep_draft
from .entries import (
    Amount,
    Entry,
    Partner,
    Place,
    ReasonNeeded,
    change,
    clear,
    confirm,
    log,
    originator_of,
    restore,
    retire,
)
from .imports import cancel_import, give_up, load_file, proceed, start_import
from .tallies import recount

__all__ = [
    "Amount",
    "Entry",
    "Partner",
    "Place",
    "ReasonNeeded",
    "cancel_import",
    "change",
    "clear",
    "confirm",
    "drop_draft",
    "give_up",
    "keep_draft",
    "load_file",
    "log",
    "originator_of",
    "proceed",
    "recount",
    "restore",
    "retire",
    "start_import",
]
