"""Writes of retention: purges, what goes by itself, legal holds, erasures."""

from .purges import approve, drop, finish, proceed, propose
from .sweeping import sweep

__all__ = ["approve", "drop", "finish", "proceed", "propose", "sweep"]
