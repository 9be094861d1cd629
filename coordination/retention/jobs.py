"""Background work of retention: approved purges, and what goes by itself at night."""

from collections.abc import Callable
from uuid import UUID

from django.db import close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import services


@app.task(name="coordination.retention.jobs.purge", retry=RetryStrategy(max_attempts=5, wait=30))
def purge(run_id: str) -> None:
    """Delete what two administrators agreed on, a batch at a time, to the end or until it is stopped."""
    _work(lambda: _to_the_end(UUID(run_id)))


@app.periodic(cron="45 2 * * *")
@app.task(queueing_lock="sweep", lock="purge")
def sweep(timestamp: int) -> None:
    """Delete what is declared to go by itself."""
    _work(services.sweep)


def _to_the_end(run_id: UUID) -> None:
    while services.proceed(run_id=run_id):
        pass
    services.finish(run_id=run_id)


def _work(work: Callable[[], object]) -> None:
    close_old_connections()  # a worker outlives the database's restarts
    try:
        work()
    finally:
        if not connection.in_atomic_block:
            connection.close()  # the next job may run in another thread
