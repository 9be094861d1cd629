"""Gates of routes, and the entries of the register: who reads them, who may do what."""

import datetime
from typing import Any

from tests.access import people
from tests.factories import ActivityFactory
from tests.personas import ROLES

EVERYBODY = set(ROLES)
ITALY = {"italy", "italy_reader", "italy_interior"}  # whoever reads what Italy keeps to itself
VOICE = {"italy"}  # whoever speaks for Italy
MINISTRY = {"italy_labour"}  # the ministry that drafts
READ_ONLY = {"italy_reader", "admin", "removed"}
# Who opens the page of a trio by the rota, beside whoever presides: from six months before it begins to its end.
TRIOS = {"italy": ("2027-07-02", "2029-06-30"), "malta": ("2028-12-30", "2030-12-31")}
IN_A_TRIO = {
    name for name, (first, last) in TRIOS.items() if first <= datetime.date.today().isoformat() <= last
}

# Gates of routes: whom they let in. Visitors pass through "everyone" alone.
GATES = {
    "everyone": EVERYBODY,
    "signed in": EVERYBODY - {"removed"},
    "own sign-in": EVERYBODY - {"removed"},
    "contributors": EVERYBODY - READ_ONLY,
    "importers": EVERYBODY - READ_ONLY - {"italy_interior", "italy_labour"},
    "drafters of fiches": {"italy", "france", "malta", "presidency", "commission", "eeas", "gsc"},
    "holders of documents": EVERYBODY - READ_ONLY - {"italy_interior", "italy_labour"},
    "those who consult": {"italy", "france", "malta", "presidency", "commission", "eeas", "gsc"},
    "convenors": EVERYBODY - READ_ONLY - {"italy_interior", "italy_labour"},
    "speakers": EVERYBODY - READ_ONLY - {"italy_interior", "italy_labour"},
    "delegations of the trio": {"presidency"} | IN_A_TRIO,
    "the General Secretariat": {"gsc"},
    "administrators": {"admin"},
    **people.GATES,
}

# How the entries of the walk are made. Each could leak.
ENTRIES: dict[str, dict[str, Any]] = {
    "all members": {"shared_with": "members"},
    "institutions": {"shared_with": "institutions"},
    "presidency": {"shared_with": "presidency"},
    "France": {"shared_with": ["france"]},
    "country team": {"shared_with": [], "country_team": True},
    "own": {"shared_with": []},
    "announced": {"shared_with": [], "announced_to": "members"},
    "draft": {"draft": True},
    "ministry draft": {"drafted_by": "italy-labour"},
    "retired": {"retired": True},
    "discarded draft": {"draft": True, "retired": True},
    "discarded ministry draft": {"drafted_by": "italy-labour", "retired": True},
}

READERS = {
    "all members": ITALY | {"france", "malta", "presidency", "commission", "eeas", "gsc"},
    "institutions": ITALY | {"presidency", "commission", "eeas", "gsc"},
    "presidency": ITALY | {"presidency"},
    "France": ITALY | {"france"},
    "country team": ITALY | {"eud_niger"},
    "own": ITALY,
    "announced": ITALY,
    "draft": ITALY,
    "ministry draft": ITALY | MINISTRY,
    "retired": ITALY | {"france", "malta", "presidency", "commission", "eeas", "gsc"},
    "discarded draft": ITALY,
    "discarded ministry draft": ITALY | MINISTRY,
}

# For each state: action, and who may.
CURRENT = {"change": VOICE, "share": VOICE, "confirm": VOICE, "retire": VOICE}
ACTIONS: dict[str, dict[str, set[str]]] = {
    "draft": {"change": VOICE, "share": VOICE, "clear": VOICE, "retire": VOICE},
    "ministry draft": {
        "change": VOICE | MINISTRY,
        "share": VOICE,
        "clear": VOICE,
        "retire": VOICE | MINISTRY,
    },
    "retired": {"restore": VOICE},
    "discarded draft": {"restore": VOICE},
    "discarded ministry draft": {"restore": VOICE | MINISTRY},
}

# The existence card of "announced", and who reads it.
CARD_READERS = READERS["all members"]
IMPORT_READERS = ITALY


def may(name: str, action: str, label: str) -> bool:
    """Whether a persona may do an action to an entry of the walk."""
    return name in ACTIONS.get(label, CURRENT).get(action, set())


def make_entries() -> dict[str, Any]:
    """The entries of the walk, of Italy, by label."""
    return {label: ActivityFactory(originator="italy", **how) for label, how in ENTRIES.items()}
