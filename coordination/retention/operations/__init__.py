"""The purge, the holds and the erasure as the database itself does them.

Definer functions with a fixed search path: what they delete is hidden from the application, and they
delete nothing but what two administrators agreed on, what is declared to go by itself, and never what is held.
"""

from .holds import DROP_HOLD_FUNCTIONS, HOLD_FUNCTIONS, HoldTable
from .persons import (
    DROP_IS_HELD_FUNCTION,
    DROP_PERSON_FUNCTIONS,
    FORGET_PERSON,
    IS_HELD_FUNCTION,
    PERSON_FUNCTIONS,
    TELL_OF_PERSON,
)
from .purges import DROP_PURGE_FUNCTIONS, DROP_SWEEP_TRAIL, PURGE_FUNCTIONS, SWEEP_TRAIL

__all__ = [
    "DROP_HOLD_FUNCTIONS",
    "DROP_IS_HELD_FUNCTION",
    "DROP_PERSON_FUNCTIONS",
    "DROP_PURGE_FUNCTIONS",
    "DROP_SWEEP_TRAIL",
    "FORGET_PERSON",
    "HOLD_FUNCTIONS",
    "IS_HELD_FUNCTION",
    "PERSON_FUNCTIONS",
    "PURGE_FUNCTIONS",
    "SWEEP_TRAIL",
    "TELL_OF_PERSON",
    "HoldTable",
]
