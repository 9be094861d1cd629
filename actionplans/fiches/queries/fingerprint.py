"""What somebody has read of a fiche, in one value: to see whether its words changed since."""

import hashlib

from coordination.access.actor import Actor

from ..models import Fiche, Measure


def fingerprint(actor: Actor, fiche: Fiche) -> str:
    """Hexadecimal digest over the saves of a fiche and of its measures; 32 characters."""
    measures = Measure.objects.visible_to(actor).filter(fiche=fiche).order_by("pk")
    rows = [(str(fiche.pk), fiche.version)]
    rows += [(str(pk), saves) for pk, saves in measures.values_list("pk", "version")]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]
