"""Background work of history: the sealer."""

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from . import sealing


@app.periodic(cron="*/5 * * * *")
@app.task(name="coordination.history.jobs.seal", queueing_lock="seal", lock="seal")
def seal(timestamp: int) -> None:
    """Seal what was written since the last time."""
    close_old_connections()  # a worker outlives the database's restarts
    try:
        sealing.seal_all()
    finally:
        if not connection.in_atomic_block:
            connection.close()  # the next job may run in another thread
