"""Files that belong to a row: kept with it, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.storage import default_storage


@contextmanager
def kept_or_deleted() -> Iterator[list[str]]:
    """A list for the names of files that are being written; they go when what they belong to fails.

    A full disk leaves half a file, and a full database a file without its row.
    """
    names: list[str] = []
    try:
        yield names
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise
