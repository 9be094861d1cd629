"""Nominations that wait, a substitution and a question of the quarter for the demonstration: nobody is meant."""

import datetime

from coordination.access.actor import Actor, Function
from coordination.people import recertification, services
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
    _ask()


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


def _ask() -> None:
    """Italy has not yet said of three of its people whether they are still needed."""
    before = recertification.quarter_start() - datetime.timedelta(days=20)
    asked = [f"{name}@demo.example" for name in ("italy", "italy-interior", "italy-foreign-affairs")]
    Membership.objects.filter(user__email__in=asked, stands_in_for=None).update(confirmed_on=before)
