"""Writes of retention: purges, what goes by itself, legal holds, erasures."""

from .holds import Scope, ask_to_lift, lay, lift
from .purges import approve, drop, finish, proceed, propose
from .sweeping import sweep

__all__ = ["Scope", "approve", "ask_to_lift", "drop", "finish", "lay", "lift", "proceed", "propose", "sweep"]
