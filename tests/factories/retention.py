"""Administrators who act on retention, and rows that grew old."""

from typing import Any

from django.db import connections, transaction
from django.utils import timezone

from coordination.access.actor import Actor, Function
from coordination.access.reader import reading_as
from coordination.people import actors
from coordination.people.models import User
from coordination.retention import services
from coordination.retention.models import Hold, PurgeRun

from . import MembershipFactory


def administrator() -> User:
    """One more administrator, who is nobody's colleague in content."""
    return MembershipFactory(organisation="administration", function=Function.ADMINISTRATOR).user


def acting(user: User) -> Actor:
    """Somebody as the gate sees them now."""
    with transaction.atomic():
        return actors.build(user)


def grown_old(days: int, **columns: str) -> None:
    """Move what is written, and what the named tables say in one column, back by so many days.

    Only the owner can: the application does not change history.
    """
    with connections["owner"].cursor() as cursor:
        for table, column in columns.items():
            cursor.execute(
                f'UPDATE "{table}" SET "{column}" = "{column}" - make_interval(days => %s)', [days]
            )
        cursor.execute("UPDATE coordination_historyline SET at = at - make_interval(days => %s)", [days])


def stored_rows(table: str, where: str = "true") -> int:
    """How many rows there are, whoever may read them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}" WHERE {where}')
        return int(cursor.fetchone()[0])


def proposed(*kinds: str, by: User) -> PurgeRun:
    """A run as an administrator proposes it."""
    actor = acting(by)
    with transaction.atomic(), reading_as(actor):
        return services.propose(actor=actor, kinds=kinds, words="Yearly purge")


def approved(run: PurgeRun, by: User) -> PurgeRun:
    actor = acting(by)
    with transaction.atomic(), reading_as(actor):
        return services.approve(actor=actor, run_id=run.pk)


def carried_out(run: PurgeRun) -> dict[str, Any]:
    """Run a purge as the worker does, to its end; purged and left out by kind."""
    from coordination.retention import jobs

    jobs.purge(run_id=str(run.pk))
    return {
        row.kind: (row.purged, row.left_out) for row in PurgeRun.objects.get(pk=run.pk).counts.order_by("pk")
    }


def hold_of(user: User) -> Hold:
    """A legal hold on a person."""
    return Hold.objects.create(user_id=user.pk, reason="Case 12", laid_by_id=0, laid_at=timezone.now())
