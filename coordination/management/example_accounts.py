"""Nominations that wait and a substitution, for the demonstration: examples, and no person is meant."""

import datetime

from coordination.access.actor import Actor, Function
from coordination.people import services
from coordination.people.actors import build
from coordination.people.models import Membership, Nomination, User, today
from coordination.people.queries import organisations

REFERENCE = "Example of a note verbale, 3 November 2026"
# By whom, who, for which organisation, as what.
NOMINATED = (
    ("admin-second", "croatia-desk", "croatia", Function.DELEGATE, "Delegate, migration desk"),
    ("germany", "germany-focal", "germany", Function.FOCAL_POINT, "Focal point of the delegation"),
    ("italy-focal", "italy-second-focal", "italy", Function.FOCAL_POINT, "Second focal point"),
    ("admin", "ireland-justice", "ireland", Function.READER, "Adviser, Justice and Home Affairs"),
)


def load() -> None:
    """Load the examples once, and a substitution again when the last one is over."""
    for who, name, code, function, post in NOMINATED:
        email = f"{name}@demo.example"
        if not Nomination.objects.filter(email=email).exists():
            services.nominate(
                actor=_actor(who), candidate=_candidate(email, code, function, post), is_example=True
            )
    _substitute()


def _actor(name: str) -> Actor:
    return build(User.objects.get(email=f"{name}@demo.example"))


def _candidate(email: str, code: str, function: str, post: str) -> services.Candidate:
    last = today() + datetime.timedelta(days=180)
    return services.Candidate(email, organisations().by_code[code], function, last, REFERENCE, post)


def _substitute() -> None:
    """Italy's reader stands in for its focal point, for two weeks from next week."""
    away = Membership.objects.get(user__email="italy-focal@demo.example", stands_in_for=None)
    if away.substitutes.exists():
        return
    start = today() + datetime.timedelta(days=7)
    services.substitute(
        actor=_actor("italy-focal"),
        membership_id=away.pk,
        colleague_id=User.objects.get(email="italy-reader@demo.example").pk,
        starts_on=start,
        ends_on=start + datetime.timedelta(days=13),
    )
