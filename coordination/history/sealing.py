"""The sealer: batches of history and trail, chained and signed, and what finds that one was touched."""

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone

from coordination.access.functions import answer_of

from . import signing
from .models import Seal

# What a seal's own digest is made over, in this order, after its time in microseconds.
SEALED = (
    "id",
    "since",
    "until",
    "closes",
    "history_base",
    "trail_base",
    "history_top",
    "trail_top",
    "history_lines",
    "trail_lines",
    "history_digest",
    "trail_digest",
    "previous",
)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
ENDLESS = 2**63 - 1
NOTHING_SEALED = "0:"


@transaction.atomic
def seal() -> bool:
    """Seal what has been written since the last seal; False when nothing was.

    Raises `ImproperlyConfigured` where no key is set.
    """
    batch: dict[str, Any] = orjson.loads(answer_of("roundtable_next_seal"))
    if not (batch["history_lines"] or batch["trail_lines"] or batch["closes"]):
        return False
    at = timezone.now()
    digest = _digest(at, batch)
    batch |= {
        "at": at.isoformat(),
        "digest": digest,
        "signature": signing.sign(digest),
        "key": signing.name_of(signing.public_key()),
    }
    answer_of("roundtable_keep_seal", orjson.dumps(batch).decode())
    return True


def seal_all() -> int:
    """Seal until nothing is left; how many seals were made."""
    made = 0
    while seal():
        made += 1
    return made


def _digest(at: datetime.datetime, values: dict[str, Any]) -> str:
    microseconds = (at - EPOCH) // datetime.timedelta(microseconds=1)
    return hashlib.sha256(orjson.dumps([microseconds, *(values[name] for name in SEALED)])).hexdigest()


@dataclass(frozen=True)
class Fault:
    """What does not hold, at which seal."""

    seal: int
    words: str

    def __str__(self) -> str:
        return f"Seal {self.seal} {self.words}."


def receipt() -> str:
    """The newest seal in one line; kept elsewhere, it shows later that no tail was cut."""
    newest = Seal.objects.last()
    return f"{newest.pk}:{newest.digest}" if newest else NOTHING_SEALED


def faults(kept: str = "") -> Iterator[Fault]:
    """Whatever was edited, removed, added, reordered or cut since it was sealed, the oldest first.

    `kept` is a receipt of before: its seal must still be there.
    """
    seals = list(Seal.objects.order_by("pk"))
    keys, tops = signing.known_keys(), _tops(seals)
    previous: Seal | None = None
    for row in seals:
        yield from _of_the_chain(row, previous, keys)
        yield from _of_the_lines(row, tops[row.pk])
        previous = row
    yield from _of_emptied_lines(seals)
    yield from _of_the_receipt(seals, kept)


def _of_emptied_lines(seals: list[Seal]) -> Iterator[Fault]:
    """A line that stands for what it was before a purge has to be empty."""
    for pk in answer_of("roundtable_emptied_and_full") or []:
        yield Fault(
            seals[-1].pk if seals else 0,
            f"covers line {pk} of the history, which was emptied and is not empty",
        )


def _tops(seals: list[Seal]) -> dict[int, tuple[int, int]]:
    """For each seal the greatest ids of history and trail that its era can hold."""
    top, found = (ENDLESS, ENDLESS), {}
    for row in reversed(seals):
        if row.closes:
            top = (row.history_top, row.trail_top)
        found[row.pk] = top
    return found


def _of_the_chain(row: Seal, previous: Seal | None, keys: dict[str, str]) -> Iterator[Fault]:
    if (row.pk, row.previous) != ((previous.pk + 1, previous.digest) if previous else (1, "")):
        yield Fault(row.pk, "does not follow the seal before it: one was removed, added or moved")
    if row.digest != _digest(row.at, {name: getattr(row, name) for name in SEALED}):
        yield Fault(row.pk, "says something else than when it was made")
    if row.key not in keys:
        yield Fault(row.pk, f"is signed with a key that is not known here ({row.key})")
    elif not signing.is_signed(row.digest, row.signature, keys[row.key]):
        yield Fault(row.pk, "is not signed by its key")
    goes_on = previous is not None and not previous.closes
    begins = (previous.until, previous.history_base, previous.trail_base) if previous and goes_on else None
    if begins is None:
        begins = (0, previous.history_top if previous else 0, previous.trail_top if previous else 0)
    if (row.since, row.history_base, row.trail_base) != begins:
        yield Fault(row.pk, "does not begin where the seal before it ends")


def _of_the_lines(row: Seal, tops: tuple[int, int]) -> Iterator[Fault]:
    until = ENDLESS if row.closes else row.until
    for source, base, top, lines, digest, purged in (
        ("history", row.history_base, tops[0], row.history_lines, row.history_digest, False),
        (
            "trail",
            row.trail_base,
            tops[1],
            row.trail_lines,
            row.trail_digest,
            row.trail_purged_at is not None,
        ),
    ):
        found, now = _batch(source, row.since, until, base, top)
        if purged:
            if found:
                yield Fault(row.pk, f"was purged of its lines of the {source}, and has {found} again")
        elif found != lines:
            yield Fault(row.pk, f"held {lines} lines of the {source}, and there are {found}")
        elif now != digest:
            yield Fault(row.pk, f"holds lines of the {source} that say something else, or in another order")


def _batch(source: str, *bounds: int) -> tuple[int, str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT lines, digest FROM roundtable_batch_of_{source}(%s, %s, %s, %s)", bounds)  # noqa: S608
        return cursor.fetchone()


def _of_the_receipt(seals: list[Seal], kept: str) -> Iterator[Fault]:
    number, _, digest = kept.partition(":")
    if kept in ("", NOTHING_SEALED):
        return
    found = [row for row in seals if str(row.pk) == number]
    if not found:
        yield Fault(int(number), "is missing, though a receipt of it was kept: the tail was cut")
    elif found[0].digest != digest:
        yield Fault(int(number), "is not the one of which a receipt was kept")
