"""What all writes of documents share: counted saves, and a reference that counts nothing."""

import secrets

from coordination.access.actor import Actor
from coordination.access.services import take_turns
from coordination.people.models import today

from ..models import Document

FIRST_NUMBER, LAST_NUMBER = 100, 999


def save[Row: Document](row: Row) -> Row:
    """Save a row and count the save."""
    row.version += 1
    row.save()
    return row


def draw_reference(actor: Actor, originator_id: int) -> tuple[int, int]:
    """A reference of this year that the holder has not used; drawn, so that it counts nothing."""
    take_turns("document", originator_id)
    year = today().year
    own = Document.objects.visible_to(actor).filter(originator=originator_id, reference_year=year)
    taken = set(own.values_list("reference_number", flat=True))
    last = LAST_NUMBER
    while last - FIRST_NUMBER < 2 * len(taken):
        last = last * 10 + 9
    return year, secrets.choice([n for n in range(FIRST_NUMBER, last + 1) if n not in taken])
