"""People and nominations in the walk: who reads them, who may do what. `runner` is Portugal's focal point."""

import datetime
import uuid
from typing import Any

from coordination.access.actor import Function
from coordination.people import services, tokens
from coordination.people.models import ApiToken, Membership, today
from coordination.people.queries import organisations
from coordination.people.services import Candidate
from tests.factories import MembershipFactory
from tests.personas import Persona, seated

RUNNER = "runner"
GATES = {"focal points": {RUNNER}, "administrators and focal points": {"admin", RUNNER}}
ENOUGH = {"entered", "theirs", "self", "program", "key", "person"}

READERS: dict[str, dict[str, set[str]]] = {
    "program": {"program": {RUNNER}, "theirs": set()},
    "key": {"key": {"admin", RUNNER}, "person": {"admin"}},
    "our membership": {"ours": {RUNNER}, "self": {RUNNER}, "theirs": set()},
    "nomination": {"entered": {"admin", RUNNER}, "wanted": {"admin", RUNNER}, "foreign": {"admin"}},
}
OTHERS = {"ours": {RUNNER}, "self": set()}
DECIDES = {"entered": {RUNNER}, "wanted": {"admin"}, "foreign": set()}
MAY: dict[str, dict[str, dict[str, set[str]]]] = {
    "program": {"issue": {"program": {RUNNER}}},
    "our membership": {
        "end": OTHERS,
        "invite": OTHERS,
        "extend": OTHERS,
        "substitute": {"ours": {RUNNER}, "self": {RUNNER}},
    },
    "nomination": {
        "verify": DECIDES,
        "decline": DECIDES,
        "withdraw": {"entered": {"admin"}, "wanted": {RUNNER}, "foreign": {"admin"}},
    },
}


def make_runner() -> Membership:
    """The post of Portugal's focal point."""
    return MembershipFactory(organisation="portugal", function=Function.FOCAL_POINT)


def _candidate(organisation: str, function: str, email: str) -> Candidate:
    last = today() + datetime.timedelta(days=30)
    return Candidate(email, organisations().by_code[organisation], function, last, "Letter of today")


def make_subjects(people: dict[str, Persona], runner: Membership) -> dict[str, dict[str, Any]]:
    """The rows that addresses name."""

    def nominate(who: Persona, *wanted: str) -> Any:
        return services.nominate(actor=who.actor(), candidate=_candidate(*wanted)).pk

    admin = people["admin"]
    program = MembershipFactory(organisation="portugal", user__is_service=True)
    person = MembershipFactory(organisation="spain")
    for each in (program, person):
        tokens.issue(user=each.user)
    return {
        "program": {"program": program.pk, "theirs": person.pk, "missing": 999_999},
        "key": {
            "key": ApiToken.objects.get(user=program.user).pk,
            "person": ApiToken.objects.get(user=person.user).pk,
            "missing": 999_999,
        },
        "our membership": {
            "ours": MembershipFactory(organisation="portugal").pk,
            "self": runner.pk,
            "theirs": MembershipFactory(organisation="spain").pk,
            "missing": 999_999,
        },
        "nomination": {
            "entered": nominate(admin, "portugal", Function.DELEGATE, "entered@portugal.example"),
            "wanted": nominate(seated(runner), "portugal", Function.FOCAL_POINT, "wanted@portugal.example"),
            "foreign": nominate(admin, "spain", Function.DELEGATE, "foreign@spain.example"),
            "missing": uuid.uuid4(),
        },
    }
