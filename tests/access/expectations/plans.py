"""Action plans: who reads what, who may do what, by the label of the row in `tests/access/worlds.py`."""

# Whoever reads what all members read; Niger's country team where the plan is Niger's.
MEMBERS = {"italy", "italy_reader", "france", "malta", "presidency", "commission", "eeas", "gsc"}
TEAM = {"eud_niger"}
SPEAKING = MEMBERS - {"italy_reader"}
COMMISSION = {"commission"}  # drafts all plans but one
EEAS = {"eeas"}  # drafts a plan of which nobody else knows
CHAIR = {"presidency"}
FRANCE = {"france"}
# A ministry that its delegation let in reads no plan, a narrower action of its delegation included.
ITALY = {"italy", "italy_reader"}
VOICE = {"italy"}

OPENERS = {"commission", "eeas", "gsc"}

Readers = dict[str, set[str]]
May = dict[str, dict[str, set[str]]]

VERSION_READERS: Readers = {
    "draft": COMMISSION,
    "consultation": MEMBERS,
    "agreed": MEMBERS | TEAM,
    "review": MEMBERS,
    "superseded": MEMBERS | TEAM,
    "discarded": COMMISSION,
    "withdrawn": COMMISSION,
    "hidden": EEAS,
}
WRITTEN = {"change": COMMISSION, "consult": COMMISSION, "discard": COMMISSION, "comment": COMMISSION}
VERSION_MAY: May = {
    "draft": WRITTEN,
    "consultation": {
        "change": COMMISSION,
        "withdraw": COMMISSION,
        "discard": COMMISSION,
        "agree": CHAIR,
        "comment": SPEAKING,
        "endorse": COMMISSION | CHAIR,
    },
    "agreed": {
        "review": COMMISSION | CHAIR,
        "comment": SPEAKING | TEAM,
        "endorse": COMMISSION | CHAIR,
    },
    "review": {"keep": COMMISSION | CHAIR, "comment": SPEAKING, "endorse": COMMISSION | CHAIR},
    "superseded": {},
    "discarded": {},
    "withdrawn": WRITTEN,
    "hidden": dict.fromkeys(WRITTEN, EEAS),
}

PLAN_READERS: Readers = {
    "under review": MEMBERS,
    "being amended": MEMBERS | TEAM,
    "consulted": MEMBERS,
    "withdrawn": COMMISSION,
    "discarded": set(),  # there is nothing to show
    "hidden": EEAS,
}
PLAN_MAY: May = {"under review": {"amend": COMMISSION}}  # the others have an open draft

TERMS_READERS: Readers = {
    "consulted": MEMBERS,
    "draft": COMMISSION,
    "agreed": MEMBERS | TEAM,
    "superseded": MEMBERS | TEAM,
    "narrow": COMMISSION | FRANCE,
    "narrow to Italy": COMMISSION | ITALY,
    "discarded": COMMISSION,
    "hidden": EEAS,
}
TERMS_MAY: May = {
    "consulted": {"change": COMMISSION, "comment": SPEAKING},
    "draft": {"change": COMMISSION, "comment": COMMISSION},
    "agreed": {"comment": SPEAKING | TEAM},
    "superseded": {},
    "narrow": {"change": COMMISSION, "comment": COMMISSION | FRANCE},
    "narrow to Italy": {"change": COMMISSION, "comment": COMMISSION | VOICE},
    "discarded": {},
    "hidden": {"change": EEAS, "comment": EEAS},
}

ACTION_READERS: Readers = {
    "proposed": MEMBERS,
    "open": MEMBERS | TEAM,
    "closing": MEMBERS | TEAM,
    "done": MEMBERS | TEAM,
    "dropped": MEMBERS | TEAM,
    "narrow": COMMISSION | FRANCE,
    "narrow to Italy": COMMISSION | ITALY,
    "hidden": EEAS,
}
# Italy leads the first four, France the narrow one, the Commission the one that is narrow to Italy.
ACTION_MAY: May = {
    "proposed": {"invite": COMMISSION | VOICE | CHAIR},
    "open": {
        "report": COMMISSION | VOICE,
        "close": COMMISSION | VOICE,
        "invite": COMMISSION | VOICE | CHAIR,
        "link": SPEAKING | TEAM,
    },
    # The person at the Commission closed it.
    "closing": {"check": VOICE | CHAIR, "reopen": COMMISSION | VOICE, "link": SPEAKING | TEAM},
    "done": {"reopen": COMMISSION | VOICE},
    "dropped": {},
    "narrow": dict.fromkeys(("report", "close", "invite", "link"), COMMISSION | FRANCE),
    "narrow to Italy": {
        "report": COMMISSION,
        "close": COMMISSION,
        "invite": COMMISSION,
        "link": COMMISSION | VOICE,
    },
    "hidden": {"invite": EEAS},
}
# A comment on an action is one on its words, where they are still open to comments.
ACTION_COMMENT: dict[str, set[str]] = {
    "proposed": SPEAKING,
    "open": SPEAKING | TEAM,
    "closing": SPEAKING | TEAM,
    "done": SPEAKING | TEAM,
    "narrow": COMMISSION | FRANCE,
    "narrow to Italy": COMMISSION | VOICE,
    "hidden": EEAS,
}

MILESTONE_READERS: Readers = {name: ACTION_READERS[name] for name in ("open", "narrow")}
MILESTONE_MAY: May = {name: ACTION_MAY[name] for name in ("open", "narrow")}

CONTRIBUTION_READERS: Readers = {
    "unanswered": MEMBERS | TEAM,
    "accepted": MEMBERS | TEAM,
    "declined": MEMBERS | TEAM,
    "of what is done": MEMBERS | TEAM,
    "narrow": COMMISSION | FRANCE,
    "narrow to Italy": COMMISSION | ITALY,
}
CONTRIBUTION_MAY: May = {
    "unanswered": {"answer": VOICE, "withdraw": COMMISSION},
    "accepted": {"answer": VOICE, "report": VOICE},
    "declined": {"answer": VOICE},
    "of what is done": {},
    "narrow": {"answer": FRANCE, "withdraw": COMMISSION},
    "narrow to Italy": {"answer": VOICE, "withdraw": COMMISSION},
}

# Comments of Italy, but for the two on narrower actions: of France, and of the Commission.
REMARK_READERS: Readers = {
    "on the text": MEMBERS,
    "objection": MEMBERS,
    "on a narrow action": COMMISSION | FRANCE,
    "on a narrow action of Italy": COMMISSION | ITALY,
    "on a text taken back": COMMISSION,
}
REMARK_MAY: May = {
    "on the text": {"resolve": VOICE | COMMISSION},
    "objection": {"resolve": VOICE},
    "on a narrow action": {"resolve": FRANCE | COMMISSION},
    "on a narrow action of Italy": {"resolve": COMMISSION},
    "on a text taken back": {"resolve": COMMISSION},
}

# Ministries read no plan, so they keep no notes; one that is let in reads those of its delegation.
NOTE_READERS: Readers = {"of Italy": {"italy", "italy_reader", "italy_interior"}, "of France": FRANCE}
NOTE_MAY: May = {"of Italy": {"change": VOICE}, "of France": {"change": FRANCE}}

READERS: dict[str, Readers] = {
    "version": VERSION_READERS,
    "plan": PLAN_READERS,
    "terms": TERMS_READERS,
    "action": ACTION_READERS,
    "milestone": MILESTONE_READERS,
    "contribution": CONTRIBUTION_READERS,
    "remark": REMARK_READERS,
}
MAY: dict[str, May] = {
    "version": VERSION_MAY,
    "plan": PLAN_MAY,
    "terms": TERMS_MAY,
    "action": {
        label: may | {"comment": ACTION_COMMENT.get(label, set())} for label, may in ACTION_MAY.items()
    },
    "milestone": MILESTONE_MAY,
    "contribution": CONTRIBUTION_MAY,
    "remark": REMARK_MAY,
}
