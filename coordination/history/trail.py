"""The trail: events of access, written without content in a statement of their own."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

import orjson
from django.db import connection

from .models import Verb


@dataclass(frozen=True, kw_only=True)
class Event:
    """One event: who did what, to which account or record. Never a title, never what somebody typed."""

    verb: Verb
    user_id: int | None = None
    organisation_id: int | None = None
    about_id: int | None = None
    noun: str = ""
    record: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    # A read counts only where the audience is narrower than all members.
    audience_id: int | None = None


def note(
    *,
    verb: Verb,
    user_id: int | None,
    organisation_id: int | None = None,
    about_id: int | None = None,
    noun: str = "",
    record: object = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one event; in the transaction of the caller, where there is one."""
    event = Event(
        verb=verb,
        user_id=user_id,
        organisation_id=organisation_id,
        about_id=about_id,
        noun=noun,
        record=str(record),
        detail=detail or {},
    )
    note_all([event])


def note_all(events: Iterable[Event]) -> None:
    """Write events in one statement."""
    lines = orjson.dumps([asdict(event) for event in events]).decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT roundtable_note(%s::jsonb)", [lines])
