"""The numbers of actions: the same for every reader of a plan, without a gap where one is hidden."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from ..models import ActionTerms


def numbers_of(terms: Iterable[ActionTerms], objectives: Mapping[int, int]) -> dict[UUID, str]:
    """The number of each action of one version by the id of its terms; `terms` in order.

    Actions that everybody reads are counted under their objective ("3.1"), narrower ones lettered
    ("3.A"). `objectives` holds the numbers of the objectives by id.
    """
    counts: dict[tuple[int, bool], int] = {}
    found = {}
    for row in terms:
        place = counts[row.objective_id, row.narrow] = counts.get((row.objective_id, row.narrow), 0) + 1
        found[row.pk] = number_words(objectives.get(row.objective_id, 0), place, narrow=row.narrow)
    return found


def number_words(objective: int, place: int, *, narrow: bool) -> str:
    """ "3.1" for the first action that everybody reads, "3.A" for the first narrower one."""
    if not narrow:
        return f"{objective}.{place}"
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{objective}.{letters}"
