"""Which statements belong to an answer: the trail is written once it has left."""

from collections.abc import Iterable

TRAIL = "SELECT roundtable_note("


def of_the_answer(captured: Iterable[dict[str, str]]) -> list[str]:
    """The statements of a page among those that were captured while a test client asked for it."""
    return [query["sql"] for query in captured if not query["sql"].startswith(TRAIL)]
