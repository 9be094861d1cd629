"""Writes of consultations: convening, replies, input of ministries, positions, synthesis."""

from .convening import (
    MOST_QUESTIONS,
    Words,
    attach,
    change,
    close,
    conclude,
    discard,
    draft,
    extend,
    keep_time,
    missing,
    open_to,
    over,
    withdraw,
)
from .inputs import ask_ministries, take_back, write_input
from .reminding import due, remind
from .replies import ask_for_time, clear, decline, submit, take_back_reply, write
from .saving import TooLate
from .silence import lift, state_position
from .synthesis import publish, write_synthesis

__all__ = [
    "MOST_QUESTIONS",
    "TooLate",
    "Words",
    "ask_for_time",
    "ask_ministries",
    "attach",
    "change",
    "clear",
    "close",
    "conclude",
    "decline",
    "discard",
    "draft",
    "due",
    "extend",
    "keep_time",
    "lift",
    "missing",
    "open_to",
    "over",
    "publish",
    "remind",
    "state_position",
    "submit",
    "take_back",
    "take_back_reply",
    "withdraw",
    "write",
    "write_input",
    "write_synthesis",
]
