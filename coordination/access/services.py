"""Writes of the gate itself: interned audiences and receipts."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from .actor import Actor
from .errors import KeyReused
from .models import Audience, Receipt


def intern(*, actor: Actor, circles: Iterable[int]) -> Audience:
    """The audience with exactly these circles, added when it is new; the actor reads it at once.

    The actor must be in one of the circles: the database refuses an audience
    of which its author is no part.
    """
    wanted = sorted(set(circles))
    Audience.objects.bulk_create([Audience(circles=wanted)], ignore_conflicts=True)
    audience = Audience.objects.get(circles=wanted)
    actor.join_audience(audience.pk)
    return audience


def intern_all(*, actor: Actor, sets: Iterable[Iterable[int]]) -> dict[tuple[int, ...], Audience]:
    """Several audiences at once, in sorted order so that concurrent writers cannot deadlock."""
    wanted = sorted({tuple(sorted(set(circles))) for circles in sets})
    return {circles: intern(actor=actor, circles=circles) for circles in wanted}


def read_again(actor: Actor) -> None:
    """Find the audiences of the actor's circles once more, after the database itself added some."""
    found = Audience.objects.filter(circles__overlap=sorted(actor.circles)).values_list("pk", flat=True)
    for pk in set(found) - actor.audiences:
        actor.join_audience(pk)


def take_turns(what: str, number: int) -> None:
    """Wait until no other transaction does this for this number; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [what, number])


def once(*, actor: Actor, key: str, sent: Any, make: Callable[[], UUID]) -> tuple[UUID, bool]:
    """Make something unless this actor's key already made it: its id, and whether it is new.

    Two requests with one key wait for each other on the unique index. Raises
    `KeyReused` when the key comes back with something else in it.
    """
    fingerprint = hashlib.sha256(json.dumps(sent, sort_keys=True, default=str).encode()).hexdigest()
    key = key.replace("\0", "")
    with transaction.atomic():
        receipt, new = Receipt.objects.get_or_create(
            user_id=actor.user_id, key=key[:100], defaults={"fingerprint": fingerprint}
        )
        if new:
            receipt.made = make()
            receipt.save(update_fields=["made"])
        elif receipt.fingerprint != fingerprint or receipt.made is None:
            raise KeyReused(key)
    return receipt.made, new
