"""Writes docs/access-matrix.md: who reads what, who may do what in which state and why not, and every route's gate.

The actions are asked of the policies themselves, with actors and rows made up for the purpose, so
the page needs no database; tests/access/test_matrix.py compares it with the database's own answers.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db.models import Q
from django.utils import translation

from coordination.access.actor import Actor, Function
from coordination.access.models import Gated
from coordination.access.policy import Policy
from coordination.access.routes import declared_gate, routes
from coordination.people.models import Organisation
from coordination.people.policy import accounts, nominations

OWNER, MINISTRY, OTHER_MINISTRY, OTHER, CHAIR, INSTITUTION, TEAM, AGENCY, SECRETARIAT = range(1, 10)


def _voice(pk: int, *functions: str, member: bool = True, institution: bool = False) -> Actor:
    return Actor(
        user_id=pk,
        organisations=frozenset({pk}),
        speaks_for=frozenset({pk}),
        functions=frozenset(functions),
        is_member=member,
        is_institution=institution,
    )


def _secretariat(pk: int) -> Actor:
    """The General Secretariat has a say of its own: numbers, markings, releases."""
    actor = _voice(pk, Function.DELEGATE, institution=True)
    actor.organisation = Organisation(pk=pk, code="gsc")
    return actor


def _focal_point() -> Actor:
    """Whoever runs the people of the originator."""
    actor = _voice(OWNER, Function.FOCAL_POINT)
    actor.user_id, actor.runs = 23, frozenset({OWNER})
    return actor


def _contributor(pk: int) -> Actor:
    return Actor(
        user_id=pk,
        organisations=frozenset({pk}),
        contributes_to=frozenset({OWNER}),
        functions=frozenset({Function.MINISTRY}),
    )


# Who asks: one column each.
ACTORS: dict[str, Actor] = {
    "Originator: delegate": _voice(OWNER, Function.DELEGATE),
    "Originator: head, focal point": _focal_point(),
    "Originator: reader": Actor(
        user_id=20, organisations=frozenset({OWNER}), functions=frozenset({Function.READER})
    ),
    "Ministry that drafted": _contributor(MINISTRY),
    "Other ministry of the same state": _contributor(OTHER_MINISTRY),
    "Another delegation": _voice(OTHER, Function.DELEGATE),
    "Presidency (chair)": _voice(CHAIR, Function.DELEGATE, Function.CHAIR),
    "Institution": _voice(INSTITUTION, Function.DELEGATE, institution=True),
    "General Secretariat": _secretariat(SECRETARIAT),
    "EU Delegation": _voice(TEAM, Function.COUNTRY_TEAM, member=False),
    "Agency": _voice(AGENCY, Function.DELEGATE, member=False),
    "Administrator": Actor(user_id=21, functions=frozenset({Function.ADMINISTRATOR})),
    "Ended access": Actor(user_id=22),
}

# Columns that name who carries a row out: it has a say beside the originator.
CARRIERS = ("lead_party_id", "owner_party_id", "party_id", "holder_id")

# Circles, and who is in them today (coordination/people/actors.py decides; the test asks it).
CIRCLES = {
    "members": "heads, delegates, focal points and readers of the 27 delegations and the institutions",
    "institutions": "the same of Commission (departments included), EEAS and General Secretariat",
    "organisation": "everybody who holds a post in it, readers included; a ministry that its delegation let in",
    "term": "the delegation of the state that held or holds this Presidency term, from its first day on",
    "country team": "EU Delegation, liaison officers and agencies that were granted the country",
}
# What an originator chooses, and the circles that it stands for; the originator's own is always one.
CHOICES = {
    "own delegation": (),
    "named delegations": ("organisation",),
    "this Presidency": ("term",),
    "institutions and Presidency": ("institutions", "term"),
    "all members": ("members",),
    "… with the country teams": ("country team",),
    "draft": (),
    "draft of a ministry": ("organisation",),
}

# Who reads without a reader: each a function or a role of the database with one purpose.
SYSTEM_READERS = [
    ("re-import", "role `app`, actor `for_organisation`", "entries of the organisation whose file is read again",
     "acts with that organisation's rights, named in the history"),
    ("agreement of an action plan", "role `app`, actor `for_organisation(drafter)`",
     "actions of the version being agreed",
     "freezes them with the drafter's rights; the chair who agrees learns nothing of those it may not read"),
    ("history writer", "`roundtable_row_history`, `roundtable_part_history`, `roundtable_write_history`",
     "the row that is being written", "triggers; the application may not call or write"),
    ("deeds", "`roundtable_record`", "the audience of one row", "only of a row that the reader may read"),
    ("index writer", "`roundtable_index_text`, `roundtable_unindex_text`", "the words of the row that is being written",
     "triggers; members' words and others' words lie in two tables"),
    ("members' search", "`roundtable_members_find`, `roundtable_members_find_among`, `roundtable_members_similar`",
     "words of what all members may read", "answers nobody who is not in the circle of all members"),
    ("counter", "`roundtable_tally`, `roundtable_recount`", "audience, place, lead and day of the parts of entries",
     "writes counts that lie behind the wall by the same audience; tells its caller only whether it counted anew"),
    ("announcements", "`roundtable_announcements_follow`, `roundtable_announcements_end`",
     "announcements of the row that is being written, and what people follow of it", "triggers; they carry its audience over, or end the announcements with it"),
    ("room", "`roundtable_room_change`", "the row of a running meeting that is being written",
     "a trigger; it notes which record changed when, behind the record's own audience"),
    ("silence", "`roundtable_silence`", "positions on one text",
     "answers how silence stands at a moment, not whose position it is, and only of a consultation that the reader may read"),
    ("clock of consultations", "`roundtable_silence_clock`, `roundtable_let_in`", "what is due, and its answers",
     "closes what its time has passed and lets those who were asked read the answers, as was said when it opened"),
    ("reminder", "role `app`, actor `for_organisation`", "what falls due for that organisation",
     "announces it with that organisation's rights; people are told as they read for themselves"),
    ("renewal", "role `app`, actor `for_organisation`", "what that organisation shared with the Presidency that ended",
     "asks the organisation once, with its own rights; nobody else learns that it was asked"),
    ("stop link", "role `app`, a user id alone", "what one person chose of mails and follows",
     "reads no record; a signed link says what it stops"),
    ("migrations", "role `owner`", "everything", "commands only; holds no session of the web process"),
    ("purge", "`roundtable_prepare_purge`, `roundtable_purge_batch`, `roundtable_sweep`; inside them `roundtable_due`, "
     "`roundtable_purge_one`, `roundtable_empty_history`", "what is due by the schedule, whoever may read it",
     "deletes only the exact set that two administrators agreed on, or what is declared to go by itself; "
     "tells counts by kind and organisation"),
    ("holds", "`roundtable_held`, `roundtable_refuse_held`", "the row that is to be deleted, and the standing holds",
     "a trigger: it refuses, and says no more"),
    ("orphans", "`roundtable_orphans`", "names of stored files", "says which of the names it is given no row has"),
    ("persons", "`roundtable_person`, `roundtable_person_is_held`, `roundtable_erase`, `roundtable_refuse_erasure`; inside them `roundtable_forget`",
     "rows that name one person", "counts them; tells what they say to that person alone; erases what two administrators agreed on"),
    ("trail", "`roundtable_note`, `roundtable_row_trail`", "the event or row of accounts that is being written",
     "adds lines, changes none; shows nothing"),
    ("readers of the trail", "`roundtable_administers`", "the posts of one person today",
     "answers the wall whether the reader administers; anybody else sees the lines about themselves"),
    ("sealer", "`roundtable_next_seal`, `roundtable_keep_seal`, `roundtable_batch_of_history`, `roundtable_batch_of_trail`, "
     "`roundtable_emptied_and_full`",
     "lines of history and trail", "tells their number and digest, and adds seals at the end of the chain"),
    ("incident report", "role `owner`, `manage.py export_incident`", "lines of trail and history",
     "who did what to which record; names of fields, nothing that they held; its making is noted"),
    ("purge of the trail", "`roundtable_sweep_trail`; inside it `roundtable_purge_trail`", "lines of the trail",
     "removes whole sealed batches that are older than a day; their seals stay"),
    ("overlap finder, backup", "not built yet", "", "each gets a line here with its function or role"),
]  # fmt: skip


class Command(BaseCommand):
    help = "Write docs/access-matrix.md from the policies and the routes."
    requires_system_checks: Any = []

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR, "docs", "access-matrix.md")
        path.write_text(matrix(), encoding="utf-8")
        self.stdout.write("docs/access-matrix.md")


def matrix() -> str:
    """The whole page."""
    with translation.override("en"):
        return "\n".join([*_head(), *_reading(), *_writing(), *_system(), *_routes()]) + "\n"


def _head() -> Iterator[str]:
    yield "# Who may read and do what"
    yield ""
    yield "Written by `make docs` from the policies and routes themselves; `tests/access/` walks through all of it."
    yield "What somebody may not read answers 404, byte for byte like what never existed; what somebody may read but"
    yield "not do answers 403 with the reason below."


def _reading() -> Iterator[str]:
    yield from ("", "## Reading", "")
    yield "A row is read by whoever is in one of the circles of its audience; nothing else counts. Administrators"
    yield "read no content by virtue of their role."
    yield from ("", "| Circle | Who is in it today |", "|-|-|")
    yield from (f"| {name} | {words} |" for name, words in CIRCLES.items())
    yield from ("", "| Shared with | Circles beside the originator's own |", "|-|-|")
    yield from (f"| {name} | {', '.join(circles) or 'none'} |" for name, circles in CHOICES.items())
    yield ""
    yield "An existence card has an audience of its own. Parts (countries, themes, partners, amounts, mandates,"
    yield "problems of an import) follow their row. A line of the history is read by whoever may read its row now"
    yield "*and* could read it when the line was written. Drafts of forms and receipts are one person's own."
    yield ""
    yield "A draft of an action plan is read by the service that writes it; in consultation and once agreed by all"
    yield "members with the country teams; taken back or discarded by its service alone again. A narrower action is"
    yield "read by its own circle, and only by those of it who read the plan; what was promised, reported, proved and"
    yield "commented follows its action. An internal note is its delegation's."


def nouns() -> Iterator[tuple[str, type[Gated] | None, Policy]]:
    """Every noun with a policy: its name, its model where it is gated, the policy."""
    for model in apps.get_models():
        if issubclass(model, Gated):
            yield str(model._meta.verbose_name), model, model.policy
    yield "access of a person", None, accounts
    yield "nomination", None, nominations


def _writing() -> Iterator[str]:
    yield from ("", "## Doing")
    for noun, model, policy in nouns():
        yield from ("", f"### {noun[:1].upper()}{noun[1:]}", "")
        yield "| Action | State | " + " | ".join(ACTORS) + " |"
        yield "|" + "-|" * (len(ACTORS) + 2)
        cells = ["yes" if policy.may_create(actor) else "no" for actor in ACTORS.values()]
        yield "| add | | " + " | ".join(cells) + " |"
        for action in policy.actions():
            for state, row in states(model, policy).items():
                answers = ["yes" if allows(policy, action, actor, row) else "no" for actor in ACTORS.values()]
                yield f"| {action} | {state} | " + " | ".join(answers) + " |"
        yield from ("", "Why not:", "", f"- add: {policy.create_reason}")
        yield from (f"- {action}: {policy.reason(action)}" for action in policy.actions())


# An access, or a nomination, as the states of these policies then vary it.
OF_AN_ACCOUNT = {
    "organisation_id": OWNER,
    "function": "delegate",
    "stands_in_for_id": None,
    "user__is_service": False,
    "nominated_by_id": 98,
    "first_by_id": None,
    "by_administrator": False,
    "email": "somebody@delegation.example",
    "state": "nominated",
}


def states(model: type[Gated] | None, policy: Policy) -> dict[str, dict[str, Any]]:
    """The rows that are asked about: one for each state, and one more where a ministry can have drafted it."""
    fields = {field.attname: None for field in model._meta.concrete_fields} if model is not None else {}
    base: dict[str, Any] = (
        fields
        | {
            "pk": 1,
            "user_id": 99,
            "originator_id": OWNER,
            "drafted_by_id": None,
        }
        | ({} if model else OF_AN_ACCOUNT)
    )
    carrier = next((name for name in CARRIERS if name in fields), "")
    found: dict[str, dict[str, Any]] = {}
    for name, values in (policy.states or {"": {}}).items():
        row = base | {key: str(value) if isinstance(value, str) else value for key, value in values.items()}
        if carrier:
            found[f"{name}, carried by the originator"] = row | {carrier: OWNER}
            found[f"{name}, carried by another delegation"] = row | {carrier: OTHER}
            continue
        found[name] = row
        if "draft" in name and "drafted_by_id" in fields:
            found[f"{name} of a ministry"] = row | {"drafted_by_id": MINISTRY}
    return found


def allows(policy: Policy, action: str, actor: Actor, row: Mapping[str, Any]) -> bool:
    """Whether the policy's rule holds on a row given as values."""
    return holds(policy.rule(action, actor), row)


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda mine, asked: mine == asked and mine is not None,
    "in": lambda mine, asked: mine is not None and mine in set(asked),
    "iexact": lambda mine, asked: mine.lower() == asked.lower(),
    "isnull": lambda mine, asked: (mine is None) == asked,
    "gt": lambda mine, asked: mine is not None and mine > asked,
    "overlap": lambda mine, asked: bool(set(mine or ()) & set(asked)),
}


def holds(rule: Any, row: Mapping[str, Any]) -> bool:
    """A `Q` on values; raises `KeyError` on a field or comparison that this page does not know."""
    if isinstance(rule, tuple):
        path, asked = rule
        # A column of the row, or one of its parent as the policy's `states` give it: "action__state".
        name, _, lookup = (path, "", "exact") if path in row else path.rpartition("__")
        if asked is None:
            lookup, asked = "isnull", True
        return COMPARE[lookup](row[name], asked)
    answers = [holds(child, row) for child in rule.children]
    joined = any(answers) if rule.connector == Q.OR and answers else all(answers)
    return not joined if rule.negated else joined


def _system() -> Iterator[str]:
    yield from ("", "## System readers", "", "| Reader | Through | Reads | Limit |", "|-|-|-|-|")
    for reader, through, reads, limit in SYSTEM_READERS:
        yield f"| {reader} | {through} | {reads} | {limit} |"


def _routes() -> Iterator[str]:
    yield from (
        "",
        "## Routes",
        "",
        "A route without a gate stops the start. What a visitor then sees is the rows' affair.",
    )
    yield from ("", "| Route | Lets in | Others are told |", "|-|-|-|")
    for path, view in sorted(routes(), key=lambda route: route[0]):
        gate = declared_gate(view)
        name, reason = (gate.name, str(gate.reason)) if gate else ("nobody", "")
        yield f"| `/{path}` | {name} | {reason} |"
