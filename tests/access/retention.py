"""A purge of the walk, as another administrator than the persona proposed it."""

from typing import Any

from django.utils import timezone

from coordination.retention.models import PurgeRun

READERS: dict[str, dict[str, set[str]]] = {"purge": {"purge": {"admin"}}}
ENOUGH = {label for rows in READERS.values() for label in rows}
BY = {"proposed_by_id": 0, "proposed_at": timezone.now()}


def make_subjects() -> dict[str, dict[str, Any]]:
    """The ids of the rows of the walk, by kind and label."""
    run = PurgeRun.objects.create(kinds=["activity.retired"], words="Yearly purge", **BY)
    return {"purge": {"purge": run.pk}}
