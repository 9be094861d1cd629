"""Writes of retention: purges, what goes by itself, legal holds, erasures."""

from .erasures import approve_erasure, drop_erasure, propose_erasure
from .holds import Scope, ask_to_lift, lay, lift
from .purges import approve, drop, finish, proceed, propose
from .sweeping import sweep

__all__ = [
    "Scope",
    "approve",
    "approve_erasure",
    "ask_to_lift",
    "drop",
    "drop_erasure",
    "finish",
    "lay",
    "lift",
    "proceed",
    "propose",
    "propose_erasure",
    "sweep",
]
