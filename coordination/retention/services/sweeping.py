"""What goes by itself every night: rows without a record's worth, and files that no row names."""

import datetime
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from coordination.access.functions import answer_of

from ..schedule import swept

BATCH = 500
FOLDERS = ("documents", "releases")
# A file is stored before its row is committed.
YOUNG = datetime.timedelta(days=1)


def sweep() -> dict[str, int]:
    """Delete what is due of each kind that goes by itself; how many of each."""
    gone = {kind.code: _rows(kind.code) for kind in swept()}
    with transaction.atomic():
        trail: int = answer_of("roundtable_sweep_trail")
    return gone | {"trail": trail, "file.orphaned": _files()}


def _rows(code: str) -> int:
    total = 0
    while True:
        with transaction.atomic():
            done: int = answer_of("roundtable_sweep", code, BATCH)
        total += done
        if done < BATCH:
            return total


def _files() -> int:
    old = [name for name in _stored() if default_storage.get_modified_time(name) < timezone.now() - YOUNG]
    total = 0
    for start in range(0, len(old), BATCH):
        with transaction.atomic():
            orphans: list[str] = answer_of("roundtable_orphans", old[start : start + BATCH])
        for name in orphans:
            default_storage.delete(name)
        total += len(orphans)
    return total


def _stored() -> Iterator[str]:
    """Every file of the store, folder by folder."""
    for top in FOLDERS:
        try:
            folders, _files = default_storage.listdir(top)
        except FileNotFoundError:
            continue
        for folder in folders:
            for name in default_storage.listdir(f"{top}/{folder}")[1]:
                yield f"{top}/{folder}/{name}"
