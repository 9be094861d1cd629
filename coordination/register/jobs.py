"""Background work of the register."""

from uuid import UUID

from django.db import close_old_connections, connection
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from . import services

ATTEMPTS = 3


@app.task(
    name="coordination.register.jobs.take_in",
    pass_context=True,
    retry=RetryStrategy(max_attempts=ATTEMPTS, wait=5),
)
def take_in(context: JobContext, run_id: str, organisation_id: int, language: str = "en") -> None:
    """Read an uploaded file into the register; says so on the import when it fails for good."""
    close_old_connections()  # a worker outlives the database's restarts
    try:
        services.proceed(run_id=UUID(run_id), organisation_id=organisation_id, language=language)
    except Exception:
        if context.job.attempts >= ATTEMPTS:
            services.give_up(run_id=UUID(run_id), organisation_id=organisation_id)
        raise
    finally:
        if not connection.in_atomic_block:
            connection.close()  # the next job may run in another thread


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="recount-matrix")
def recount_matrix(timestamp: int) -> None:
    """Fold what changed into the counts of the matrix."""
    close_old_connections()
    try:
        services.recount()
    finally:
        if not connection.in_atomic_block:
            connection.close()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="pick-up-stalled", pass_context=True)
async def pick_up_stalled(context: JobContext, timestamp: int) -> None:
    """Queue again what a worker was doing when it was killed: its heartbeat stopped half a minute ago."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The same work was queued since, and waits for this one: that one does it.
            await manager.finish_job(job, status=Status.ABORTED, delete_job=False)
