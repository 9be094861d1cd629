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
from .identities import take_up_by_identity
from .keys import issue_key, revoke_key
from .nominations import decline, nominate, verify, withdraw
from .passwords import ask_for_password, mail_password_link, set_password
from .recertifying import confirm, confirm_all, lapse
from .substitutes import LONGEST, substitute

__all__ = [
    "LONGEST",
    "Candidate",
    "ask_for_password",
    "check",
    "choose_language",
    "confirm",
    "confirm_all",
    "decline",
    "end",
    "extend",
    "invite_again",
    "issue_key",
    "lapse",
    "latest_end",
    "mail_password_link",
    "nominate",
    "revoke_key",
    "seat_in_the_chair",
    "set_password",
    "substitute",
    "take_up",
    "take_up_by_identity",
    "verify",
    "withdraw",
]
