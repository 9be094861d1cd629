"""Writes of action plans: versions and their way to agreement, actions, promises, progress, remarks."""

from .agreement import ObjectionsStand, agree, keep, review
from .drafting import amend, change_version, consult, discard, open_plan, withdraw
from .endorsement import record_endorsement, take_back_endorsement
from .following import check, close, link_activity, move_milestone, reopen, report, unlink_activity
from .promises import answer, invite, report_part, take_back
from .remarks import comment, keep_note, resolve
from .terms import CycleFound, WiderThanSaid, change_terms, drop_terms, move_terms, write_terms

__all__ = [
    "CycleFound",
    "ObjectionsStand",
    "WiderThanSaid",
    "agree",
    "amend",
    "answer",
    "change_terms",
    "change_version",
    "check",
    "close",
    "comment",
    "consult",
    "discard",
    "drop_terms",
    "invite",
    "keep",
    "keep_note",
    "link_activity",
    "move_milestone",
    "move_terms",
    "open_plan",
    "record_endorsement",
    "reopen",
    "report",
    "report_part",
    "resolve",
    "review",
    "take_back",
    "take_back_endorsement",
    "unlink_activity",
    "withdraw",
    "write_terms",
]
