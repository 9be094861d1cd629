"""Writes of accounts."""

from .accounts import (
    Candidate,
    check,
    choose_language,
    end,
    extend,
    invite_again,
    latest_end,
    seat_in_the_chair,
    take_up,
)
from .nominations import decline, nominate, verify, withdraw
from .substitutes import LONGEST, substitute

__all__ = [
    "LONGEST",
    "Candidate",
    "check",
    "choose_language",
    "decline",
    "end",
    "extend",
    "invite_again",
    "latest_end",
    "nominate",
    "seat_in_the_chair",
    "substitute",
    "take_up",
    "verify",
    "withdraw",
]
