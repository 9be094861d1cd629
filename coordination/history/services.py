"""Deeds in words, beside the changes that the database records by itself."""

from django.db import connection

from coordination.access.actor import Actor
from coordination.access.models import Gated


def record(*, actor: Actor, verb: str, row: Gated, reason: str = "") -> None:
    """Write a deed (retired, confirmed, shared) into the history of a row, with its reason.

    The actor is the transaction's reader; the database refuses rows that the reader may not read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT roundtable_record(%s, %s, %s, %s)", [row._meta.db_table, row.pk, verb, reason])
