"""Reads of the register: the selection, a page of it, the matrix, one entry, what is similar."""

from ..models import Activity
from .coming import Beginning, first_in_each
from .counting import AXES, Cell, by_status, matrix
from .entries import card, family, kept_draft, one, readable_parents, similar
from .paging import SORTS, page
from .selection import NOUN, Selection, is_empty, matching, select, select_cards, with_parts

__all__ = [
    "AXES",
    "NOUN",
    "SORTS",
    "Activity",
    "Beginning",
    "Cell",
    "Selection",
    "by_status",
    "card",
    "family",
    "first_in_each",
    "is_empty",
    "kept_draft",
    "matching",
    "matrix",
    "one",
    "page",
    "readable_parents",
    "select",
    "select_cards",
    "similar",
    "with_parts",
]
