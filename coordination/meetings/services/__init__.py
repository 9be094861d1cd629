"""Writes of meetings: bodies, calling and changing, the agenda, papers, issue, requests, the room and its record."""

from .agenda import ItemWords, add_item, arrange, change_item, move_item, remove_item, restore_item
from .bodies import BodyWords, change_body, close_body, set_up
from .calling import answer, call, call_series, cancel, change, invite
from .conduct import begin, end, lock
from .copying import add_proposal, clone, draft_agenda, keep_template, take_items
from .follow_ups import (
    add_follow_up,
    change_follow_up,
    close_follow_up,
    drop_follow_up,
    reopen_follow_up,
    report_follow_up,
    send_follow_up,
)
from .issuing import NotReady, give_number, issue
from .notes import (
    add_line,
    drop_pen,
    go_live,
    keep_pen,
    move_line,
    read_out,
    remove_line,
    restore_line,
    save_line,
)
from .outcomes import NotYet, agree_notes, extend_comments, issue_notes, reopen_notes, why_not_agreed
from .papers import announce_paper, change_paper, chase_paper
from .presence import note_presence
from .private_notes import change_note, discard_note, keep_note, share_note
from .remarks import remark, resolve_remark
from .requests import accept, ask, change_request, decline, keep, keep_item, withdraw_request
from .room import close_item, open_item, pause_item
from .speakers import (
    ask_floor,
    call_speaker,
    close_list,
    end_speech,
    list_speaker,
    move_up,
    take_off_list,
)
from .subscribing import subscribe, unsubscribe
from .turns import NotHeld, why_not_held

__all__ = [
    "BodyWords",
    "ItemWords",
    "NotHeld",
    "NotReady",
    "NotYet",
    "accept",
    "add_follow_up",
    "add_item",
    "add_line",
    "add_proposal",
    "agree_notes",
    "announce_paper",
    "answer",
    "arrange",
    "ask",
    "ask_floor",
    "begin",
    "call",
    "call_series",
    "call_speaker",
    "cancel",
    "change",
    "change_body",
    "change_follow_up",
    "change_item",
    "change_note",
    "change_paper",
    "change_request",
    "chase_paper",
    "clone",
    "close_body",
    "close_follow_up",
    "close_item",
    "close_list",
    "decline",
    "discard_note",
    "draft_agenda",
    "drop_follow_up",
    "drop_pen",
    "end",
    "end_speech",
    "extend_comments",
    "give_number",
    "go_live",
    "invite",
    "issue",
    "issue_notes",
    "keep",
    "keep_item",
    "keep_note",
    "keep_pen",
    "keep_template",
    "list_speaker",
    "lock",
    "move_item",
    "move_line",
    "move_up",
    "note_presence",
    "open_item",
    "pause_item",
    "read_out",
    "remark",
    "remove_item",
    "remove_line",
    "reopen_follow_up",
    "reopen_notes",
    "report_follow_up",
    "resolve_remark",
    "restore_item",
    "restore_line",
    "save_line",
    "send_follow_up",
    "set_up",
    "share_note",
    "subscribe",
    "take_items",
    "take_off_list",
    "unsubscribe",
    "why_not_agreed",
    "why_not_held",
    "withdraw_request",
]
