"""Writes of fiches: drafting, the way to endorsement, measures, contributions, evaluation, comments."""

from .circulation import (
    FAST_TRACK,
    NotReady,
    circulate,
    endorse,
    hindrance,
    missing,
    share,
    state_position,
    withdraw,
)
from .contributions import answer, invite, offer, report_part, take_back
from .drafting import Words, change, clone, discard, draft, may_make_templates
from .following import MeasuresOpen, close, evaluate, reopen, start
from .links import Told
from .measures import (
    Report,
    Reported,
    add_measure,
    change_measure,
    drop_measure,
    remove_measure,
    reopen_measure,
    report,
)
from .remarks import comment, resolve

__all__ = [
    "FAST_TRACK",
    "MeasuresOpen",
    "NotReady",
    "Report",
    "Reported",
    "Told",
    "Words",
    "add_measure",
    "answer",
    "change",
    "change_measure",
    "circulate",
    "clone",
    "close",
    "comment",
    "discard",
    "draft",
    "drop_measure",
    "endorse",
    "evaluate",
    "hindrance",
    "invite",
    "may_make_templates",
    "missing",
    "offer",
    "remove_measure",
    "reopen",
    "reopen_measure",
    "report",
    "report_part",
    "resolve",
    "share",
    "start",
    "state_position",
    "take_back",
    "withdraw",
]
