"""Background work of consultations."""

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="silence-clock")
def keep_time(timestamp: int) -> None:
    """Write down how the silence procedures ended whose deadline has passed."""
    close_old_connections()
    try:
        services.keep_time()
    finally:
        if not connection.in_atomic_block:
            connection.close()
