"""Background work of the handover."""

from django.db import close_old_connections, connection
from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="2 * * * *")  # midnight in Brussels is another hour of the server's clock in summer
@app.task(name="actionplans.reports.jobs.ask_to_renew", queueing_lock="renewals", lock="renewals")
def ask_to_renew(timestamp: int) -> None:
    """Ask originators, once after a change of the Presidency, whether they renew what the old term reads."""
    close_old_connections()  # a worker outlives the database's restarts
    try:
        services.ask_to_renew()
    finally:
        if not connection.in_atomic_block:
            connection.close()  # the next job may run in another thread
