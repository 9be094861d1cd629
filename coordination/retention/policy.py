"""Who purges, holds and erases: administrators, two of them for what cannot be undone."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from coordination.access.errors import Refused
from coordination.people.policy import require_administrator

if TYPE_CHECKING:
    from coordination.access.actor import Actor

SOMEBODY_ELSE = _("Another administrator approves this: nobody approves what they proposed themselves.")
SOMEBODY_ELSE_LIFTS = _("Another administrator lifts this hold: nobody lifts it at their own word.")


def require_another(actor: "Actor", proposer_id: int | None, reason: object = SOMEBODY_ELSE) -> None:
    """Raise `Refused` unless the actor is an administrator, and another one than who proposed."""
    require_administrator(actor)
    if actor.user_id == proposer_id:
        raise Refused(str(reason))


__all__ = ["SOMEBODY_ELSE", "SOMEBODY_ELSE_LIFTS", "require_administrator", "require_another"]
