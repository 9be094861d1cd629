"""Writes of meetings: bodies, calling and changing, the agenda, papers, issue, requests, opening and closing."""

from .agenda import ItemWords, add_item, arrange, change_item, move_item, remove_item, restore_item
from .bodies import BodyWords, change_body, close_body, set_up
from .calling import answer, call, call_series, cancel, change, invite
from .conduct import begin, end, lock
from .copying import add_proposal, clone, draft_agenda, keep_template, take_items
from .issuing import NotReady, give_number, issue
from .papers import announce_paper, change_paper, chase_paper, issue_paper
from .requests import accept, ask, change_request, decline, keep, keep_item, withdraw_request
from .subscribing import subscribe, unsubscribe

__all__ = [
    "BodyWords",
    "ItemWords",
    "NotReady",
    "accept",
    "add_item",
    "add_proposal",
    "announce_paper",
    "answer",
    "arrange",
    "ask",
    "begin",
    "call",
    "call_series",
    "cancel",
    "change",
    "change_body",
    "change_item",
    "change_paper",
    "change_request",
    "chase_paper",
    "clone",
    "close_body",
    "decline",
    "draft_agenda",
    "end",
    "give_number",
    "invite",
    "issue",
    "issue_paper",
    "keep",
    "keep_item",
    "keep_template",
    "lock",
    "move_item",
    "remove_item",
    "restore_item",
    "set_up",
    "subscribe",
    "take_items",
    "unsubscribe",
    "withdraw_request",
]
