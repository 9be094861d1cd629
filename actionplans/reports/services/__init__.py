"""What is written when the Presidency changes hands."""

from .renewals import ask_to_renew, leave, renew

__all__ = ["ask_to_renew", "leave", "renew"]
