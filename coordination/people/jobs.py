"""Background work of accounts: mails whose time would tell whether an address is known; what lapses."""

from django.db import close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import services


@app.task(name="coordination.people.jobs.mail_password_link", retry=RetryStrategy(max_attempts=5, wait=60))
def mail_password_link(email: str) -> None:
    """Mail a link to whoever has an account; nothing to anybody else."""
    close_old_connections()  # a worker outlives the database's restarts
    try:
        services.mail_password_link(email=email)
    finally:
        if not connection.in_atomic_block:
            connection.close()  # the next job may run in another thread


@app.periodic(cron="15 3 * * *")
@app.task(name="coordination.people.jobs.lapse", queueing_lock="lapse", lock="lapse")
def lapse(timestamp: int) -> None:
    """End the accesses for which nobody answered the question of the quarter."""
    close_old_connections()
    try:
        services.lapse()
    finally:
        if not connection.in_atomic_block:
            connection.close()
