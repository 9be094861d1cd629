"""What somebody has read of a fiche, in one value: to see whether its words changed since."""

import hashlib
from collections.abc import Iterable

from coordination.access.actor import Actor

from ..models import Fiche, Measure


def fingerprint(actor: Actor, fiche: Fiche) -> str:
    """What a reader has read of a fiche: see `fingerprint_of`."""
    return fingerprint_of(fiche, Measure.objects.visible_to(actor).filter(fiche=fiche))


def fingerprint_of(fiche: Fiche, measures: Iterable[Measure]) -> str:
    """Hexadecimal digest over the saves of a fiche and of its measures; 32 characters."""
    rows = [(str(fiche.pk), fiche.version)]
    rows += sorted((str(row.pk), row.version) for row in measures)
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]
