"""The database's own functions, asked for one value."""

from typing import Any

from django.db import connection


def answer_of(function: str, *values: Any) -> Any:
    """What one of the database's own functions answers; those that define their rights act by their own rules."""
    places = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {connection.ops.quote_name(function)}({places})", values)
        return cursor.fetchone()[0]
