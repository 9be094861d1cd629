"""The rules on accounts, nominations and purges: every action for everybody and every kind of row, as a table.

`holds` evaluates a rule as PostgreSQL does (see tests/access/test_matrix.py); the walk asks the rows themselves.
"""

import pytest

from coordination.access.actor import Actor, Function
from coordination.access.errors import Refused
from coordination.management.commands.access_matrix import holds
from coordination.people.policy import accounts, nominations, require_administrator
from coordination.retention.policy import require_another

pytestmark = [
    pytest.mark.row("B19"),
    pytest.mark.row("B20"),
    pytest.mark.policy("coordination.people.policy", "coordination.retention.policy"),
]

PORTUGAL, SPAIN, INTERIOR = 1, 2, 3  # the last a ministry of Portugal


def person(number: int, *functions: str, runs: int = 0) -> Actor:
    """Somebody of Portugal; `runs` an organisation's people."""
    return Actor(
        user_id=number,
        email=f"person-{number}@example.org",
        organisations=frozenset({PORTUGAL}),
        speaks_for=frozenset({PORTUGAL}),
        functions=frozenset(functions),
        runs=frozenset({PORTUGAL: {PORTUGAL, INTERIOR}, SPAIN: {SPAIN}}.get(runs, ())),
    )


PEOPLE = {
    "admin": person(1, Function.ADMINISTRATOR),
    "other admin": person(2, Function.ADMINISTRATOR),
    "focal point": person(3, Function.FOCAL_POINT, runs=PORTUGAL),
    "head": person(4, Function.HEAD, runs=PORTUGAL),
    "of Spain": person(5, Function.FOCAL_POINT, runs=SPAIN),
    "delegate": person(6, Function.DELEGATE),
    "chair": person(7, Function.DELEGATE, Function.CHAIR),
}
ADMINS, RUNNING = {"admin", "other admin"}, {"focal point", "head"}


def may(policy, action: str, row: dict) -> set[str]:
    return {name for name, actor in PEOPLE.items() if holds(policy.rule(action, actor), {"pk": 1, **row})}


def post(**other) -> dict:
    """A post of the delegate in Portugal, or what is said otherwise."""
    values = {
        "user_id": 6,
        "organisation_id": PORTUGAL,
        "function": Function.DELEGATE,
        "stands_in_for_id": None,
        "user__is_service": False,
    }
    return values | other


ONE = ADMINS | RUNNING
POSTS = {
    "a delegate": (post(), {"end": ONE, "invite": ONE, "extend": ONE, "substitute": RUNNING, "issue": set()}),
    "a focal point": (
        post(user_id=3, function=Function.FOCAL_POINT),
        {
            "end": ONE - {"focal point"},
            "invite": ONE - {"focal point"},
            "extend": ADMINS,
            "substitute": RUNNING,
            "issue": set(),
        },
    ),
    "an administrator": (
        post(user_id=1, function=Function.ADMINISTRATOR),
        {
            "end": ONE - {"admin"},
            "invite": ONE - {"admin"},
            "extend": set(),
            "substitute": RUNNING,
            "issue": set(),
        },
    ),
    "the administrator's own other post": (
        post(user_id=1),
        {
            "end": ONE - {"admin"},
            "invite": ONE - {"admin"},
            "extend": ONE - {"admin"},
            "substitute": RUNNING,
            "issue": set(),
        },
    ),
    "a substitute": (
        post(stands_in_for_id=9),
        {"end": ONE, "invite": ONE, "extend": set(), "substitute": set(), "issue": set()},
    ),
    "a service account": (
        post(user__is_service=True),
        {"end": ONE, "invite": ONE, "extend": ONE, "substitute": set(), "issue": RUNNING},
    ),
    "a delegate of its ministry": (
        post(organisation_id=INTERIOR),
        {"end": ONE, "invite": ONE, "extend": ONE, "substitute": RUNNING, "issue": set()},
    ),
    "a service account of its ministry": (
        post(organisation_id=INTERIOR, user__is_service=True),
        {"end": ONE, "invite": ONE, "extend": ONE, "substitute": set(), "issue": RUNNING},
    ),
    "of Spain": (
        post(organisation_id=SPAIN),
        {
            **dict.fromkeys(("end", "invite", "extend"), ADMINS | {"of Spain"}),
            "substitute": {"of Spain"},
            "issue": set(),
        },
    ),
}


@pytest.mark.parametrize("label", POSTS)
def test_accounts(label):
    row, right = POSTS[label]
    assert {action: may(accounts, action, row) for action in accounts.actions()} == right


def nomination(**other) -> dict:
    """Of a delegate of Portugal by an administrator, or what is said otherwise."""
    values = {
        "organisation_id": PORTUGAL,
        "function": Function.DELEGATE,
        "state": "nominated",
        "by_administrator": True,
        "nominated_by_id": 1,
        "first_by_id": None,
        "email": "new@example.org",
    }
    return values | other


READING = ADMINS | RUNNING
NOMINATIONS = {
    "of a ministry": (nomination(organisation_id=INTERIOR), ONE - {"admin"}, {"admin"}),
    "by an administrator": (nomination(), ONE - {"admin"}, {"admin"}),
    "of oneself": (nomination(email="Person-4@example.org"), ONE - {"admin", "head"}, {"admin"}),
    "by an administrator, a focal point": (
        nomination(function=Function.FOCAL_POINT),
        {"other admin"},
        {"admin"},
    ),
    "by an administrator, an administrator": (
        nomination(function=Function.ADMINISTRATOR),
        {"other admin"},
        {"admin"},
    ),
    "by its focal point": (
        nomination(by_administrator=False, nominated_by_id=3, function=Function.FOCAL_POINT),
        ADMINS,
        {"focal point"},
    ),
    "by its focal point, a delegate": (
        nomination(by_administrator=False, nominated_by_id=3),
        ADMINS,
        {"focal point"},
    ),
    "verified by one": (nomination(state="verified", first_by_id=2), RUNNING, {"admin"}),
    "declined": (nomination(state="declined"), set(), set()),
    "invited": (nomination(state="invited", first_by_id=2), set(), set()),
    "withdrawn": (nomination(state="withdrawn"), set(), set()),
}


@pytest.mark.parametrize("label", NOMINATIONS)
def test_nominations(label):
    row, decides, withdraws = NOMINATIONS[label]
    assert {action: may(nominations, action, row) for action in nominations.actions()} == {
        "read": READING,
        "verify": decides,
        "decline": decides,
        "withdraw": withdraws,
    }


def test_nominations_of_another_organisation():
    row = nomination(organisation_id=SPAIN)
    assert may(nominations, "read", row) == ADMINS | {"of Spain"}
    assert may(nominations, "verify", row) == {"other admin", "of Spain"}


def test_who_admits_and_who_nominates():
    assert {name for name, actor in PEOPLE.items() if accounts.may_create(actor)} == ADMINS
    assert {name for name, actor in PEOPLE.items() if nominations.may_create(actor)} == ONE | {"of Spain"}


@pytest.mark.parametrize("name", PEOPLE)
def test_what_administrators_alone_do(name):
    actor, admitted = PEOPLE[name], name in ADMINS
    for proposer, passes in ((None, admitted), (99, admitted), (actor.user_id, False)):
        assert refuses(require_another, actor, proposer) != passes
    assert refuses(require_administrator, actor) != admitted


def refuses(ask, *args) -> bool:
    try:
        ask(*args)
    except Refused as refusal:
        return bool(refusal.reason)
    return False
