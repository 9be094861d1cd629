"""Background work of notices: telling, reminding, mails."""

from collections.abc import Callable

from django.db import close_old_connections, connection
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from . import services

# The mail server may be away for a while: five minutes more between the tries each time, for four hours.
POST_AGAIN = RetryStrategy(max_attempts=10, wait=60, linear_wait=300)


@app.periodic(cron="* * * * *")
@app.task(name="coordination.notices.jobs.tell", queueing_lock="tell", lock="tell")
def tell(timestamp: int) -> None:
    """Tell everybody what was announced; writers wake it, and the clock in case that was lost."""
    _work(lambda: _until_nothing(services.tell))


@app.task(name="coordination.notices.jobs.post", retry=POST_AGAIN)
def post(user_id: int) -> None:
    """Mail somebody what is to be told at once."""
    _work(lambda: services.post(user_id=user_id))


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="digests", lock="digests")
def digests(timestamp: int) -> None:
    """Mail the digests from their hour on; what failed is tried again an hour later."""
    _work(services.post_digests)


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="reminders", lock="reminders")
def reminders(timestamp: int) -> None:
    """Announce what falls due, before the digests leave."""
    _work(services.remind)


def _until_nothing(work: Callable[[], int]) -> None:
    while work():
        pass


def _work(work: Callable[[], object]) -> None:
    close_old_connections()  # a worker outlives the database's restarts
    try:
        work()
    finally:
        if not connection.in_atomic_block:
            connection.close()  # the next job may run in another thread
