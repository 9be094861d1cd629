"""A purge and a hold of the walk, as another administrator than the persona left them."""

import uuid
from typing import Any

from django.utils import timezone

from coordination.retention.models import Erasure, Hold, PurgeRun
from tests.factories import MembershipFactory

READERS: dict[str, dict[str, set[str]]] = {
    "purge": {"purge": {"admin"}},
    "hold": {"hold": {"admin"}},
    "person": {"person": {"admin"}},
    "erasure": {"erasure": {"admin"}},
}
ENOUGH = {label for rows in READERS.values() for label in rows}
BY = {"proposed_by_id": 0, "proposed_at": timezone.now()}


def make_subjects() -> dict[str, dict[str, Any]]:
    """The ids of the rows of the walk, by kind and label."""
    run = PurgeRun.objects.create(kinds=["activity.retired"], words="Yearly purge", **BY)
    hold = Hold.objects.create(
        record=uuid.uuid4(),
        reason="Case 12",
        laid_by_id=0,
        laid_at=timezone.now(),
        lift_reason="Closed",
        lift_asked_by_id=0,
        lift_asked_at=timezone.now(),
    )
    person = MembershipFactory(organisation="spain", ends_on="2020-12-31").user
    erasure = Erasure.objects.create(user_id=person.pk, words="Request of 3 November 2026", **BY)
    return {
        "purge": {"purge": run.pk},
        "hold": {"hold": hold.pk},
        "person": {"person": person.pk, "missing": 999_999},
        "erasure": {"erasure": erasure.pk},
    }
