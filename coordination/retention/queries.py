"""Reads of retention, for administrators: counts and numbers, never what a record says."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, Sum

from coordination.access.errors import Hidden
from coordination.people.models import User

from .models import PurgeCount, PurgeRun

SHOWN = 100


@dataclass(frozen=True)
class Totals:
    """How many rows a run was proposed with, deleted, left out."""

    proposed: int = 0
    purged: int = 0
    left_out: int = 0


def runs() -> list[PurgeRun]:
    """The latest runs, newest first."""
    return list(PurgeRun.objects.all()[:SHOWN])


def totals(of_runs: list[PurgeRun]) -> dict[UUID, Totals]:
    """The totals of some runs."""
    found = (
        PurgeCount.objects.filter(run__in=[run.pk for run in of_runs])
        .values_list("run_id")
        .annotate(Sum("proposed"), Sum("purged"), Sum("left_out"))
        .order_by()
    )
    return {run_id: Totals(*numbers) for run_id, *numbers in found}


def one_run(pk: UUID) -> PurgeRun:
    """A run; raises `Hidden` when there is none."""
    run = PurgeRun.objects.filter(pk=pk).first()
    if run is None:
        raise Hidden("purge")
    return run


def counts(run: PurgeRun) -> QuerySet[PurgeCount]:
    """The counts of a run by kind and organisation."""
    return PurgeCount.objects.filter(run=run).order_by("kind", "organisation_id")


def emails(user_ids: set[int]) -> dict[int, str]:
    """The addresses of some administrators, for pages that only administrators read."""
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "email"))
