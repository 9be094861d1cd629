"""People made by hand, and what the rules let them do with records of any values."""

from coordination.access.actor import Actor, Function
from coordination.management.commands.access_matrix import holds
from coordination.people.models import Organisation

ITALY, CHAIRING, COMING, COMMISSION, GSC = 1, 2, 3, 4, 6


def person(number: int, body: int, *functions: str, speaks: bool = True, **more) -> Actor:
    """Somebody of an organisation, who speaks for it or only reads."""
    own = frozenset({body})
    more.setdefault("is_member", True)
    return Actor(
        user_id=number,
        email=f"person-{number}@example.org",
        organisations=own,
        speaks_for=own if speaks else frozenset(),
        functions=frozenset(functions or {Function.DELEGATE if speaks else Function.READER}),
        **more,
    )


SECRETARIAT = Organisation(pk=GSC, code="gsc")
PEOPLE = {
    "italy": person(1, ITALY),
    "italian reader": person(2, ITALY, speaks=False),
    "chair": person(3, CHAIRING, Function.DELEGATE, Function.CHAIR),
    "next": person(4, COMING, chairs_next=True),
    "reader of the next": person(5, COMING, speaks=False),
    "commission": person(6, COMMISSION, is_institution=True),
    "reader of the commission": person(7, COMMISSION, speaks=False, is_institution=True),
    "secretariat": person(8, GSC, is_institution=True, organisation=SECRETARIAT),
    "reader of the secretariat": person(9, GSC, speaks=False, is_institution=True, organisation=SECRETARIAT),
    "delegation in Niger": person(10, 10, Function.COUNTRY_TEAM, is_member=False),
    # Speaks for a third state and reads what Italy's people read.
    "of two posts": Actor(
        user_id=11,
        organisations=frozenset({11, ITALY}),
        speaks_for=frozenset({11}),
        functions=frozenset({Function.DELEGATE, Function.READER}),
        is_member=True,
    ),
    # Speaks for the next Presidency and reads what Italy's people read.
    "next, of two posts": Actor(
        user_id=12,
        organisations=frozenset({COMING, ITALY}),
        speaks_for=frozenset({COMING}),
        functions=frozenset({Function.DELEGATE, Function.READER}),
        is_member=True,
        chairs_next=True,
    ),
    "job": Actor(speaks_for=frozenset({ITALY}), organisations=frozenset({ITALY}), system="a job"),
}
ALL = set(PEOPLE)
SPEAKING = {name for name, actor in PEOPLE.items() if actor.speaks_for}
VOICE = {"italy", "job"}
NEXT = {"next", "next, of two posts"}


def may(model, action: str, **row) -> set[str]:
    """Who may do this with a row of these values, had they only to read it."""
    return {
        name
        for name, actor in PEOPLE.items()
        if holds(getattr(model.policy, action)(actor), {"pk": 1, **row})
    }
