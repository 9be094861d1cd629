"""What somebody has read of a version, in one value: to see whether it changed since."""

import hashlib

from coordination.access.actor import Actor

from ..models import ActionTerms, PlanVersion


def fingerprint(actor: Actor, plan_version: PlanVersion) -> str:
    """Hexadecimal digest over all that the actor may read of a version's text; 32 characters.

    What is hidden from the actor does not move it.
    """
    terms = ActionTerms.objects.visible_to(actor).filter(plan_version=plan_version)
    terms = terms.order_by("objective__number", "objective_id", "number", "pk")
    rows = [(str(plan_version.pk), plan_version.version)]
    rows += [(str(pk), saves) for pk, saves in terms.values_list("pk", "version")]
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:32]
