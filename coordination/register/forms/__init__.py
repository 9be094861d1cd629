"""Forms of the register: the entry with its parts, sharing, retirement."""

from .entry import ActivityForm, RetireForm
from .values import form_values

__all__ = ["ActivityForm", "RetireForm", "form_values"]
