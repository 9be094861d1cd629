"""Who is in the room: of a meeting, and for an item."""

from collections.abc import Iterable

from ..kinds import Capacity, ItemKind
from ..models import AgendaItem, Participation


def takes_part(item: AgendaItem, invited: Iterable[Participation]) -> set[int]:
    """The organisations that may speak on an item: its convenor, and all invited, the members, or its circle."""
    if item.kind == ItemKind.CLOSED:
        return {item.originator_id, *item.circle_ids}
    leaves = {Capacity.GUEST} if item.kind == ItemKind.INTERNAL else set()
    return {item.originator_id} | {row.organisation_id for row in invited if row.capacity not in leaves}
