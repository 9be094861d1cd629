"""The numbers of agenda items: the same in the room for everybody, without a gap where one is hidden."""

from collections.abc import Hashable, Iterable
from typing import Any


def numbers_of(items: Iterable[Any]) -> dict[Any, str]:
    """The number of each item by its id; `items` in order, parts after their item.

    What every reader of the meeting may read is counted: 1, 2, and 2.1 for a part. A narrower item
    takes the number of the one before it with a letter: 2a, 2b. The letters of two narrower items
    are the room's own, so whoever reads the second only learns that there is a first.
    """
    counts: dict[Hashable, int] = {}
    letters: dict[Hashable, int] = {}
    found: dict[Any, str] = {}
    for item in items:
        prefix = f"{found[item.parent_id]}." if item.parent_id in found else ""
        if item.narrow:
            letters[prefix] = letters.get(prefix, 0) + 1
            found[item.pk] = f"{prefix}{counts.get(prefix, 0) or ''}{_letters(letters[prefix])}"
        else:
            counts[prefix] = counts.get(prefix, 0) + 1
            letters[prefix] = 0
            found[item.pk] = f"{prefix}{counts[prefix]}"
    return found


def _letters(place: int) -> str:
    words = ""
    while place:
        place, rest = divmod(place - 1, 26)
        words = chr(ord("a") + rest) + words
    return words
