"""Writes of documents: filed, changed, shared, marked, numbered, versioned, withdrawn, merged."""

from .filing import Header, change, file, restore, withdraw
from .numbering import give_number, merge
from .releases import Proposal, approve, drop, propose, publish, revise
from .requests import Answer, advise, answer, close, confirm, extend, register
from .sharing import mark, share
from .versions import Upload, add_version

__all__ = [
    "Answer",
    "Header",
    "Proposal",
    "Upload",
    "add_version",
    "advise",
    "answer",
    "approve",
    "change",
    "close",
    "confirm",
    "drop",
    "extend",
    "file",
    "give_number",
    "mark",
    "merge",
    "propose",
    "publish",
    "register",
    "restore",
    "revise",
    "share",
    "withdraw",
]
