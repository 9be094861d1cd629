"""What reports keep, noun by noun."""

from .renewals import LeftAsItIs, Renewal

__all__ = ["LeftAsItIs", "Renewal"]
