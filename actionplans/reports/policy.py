"""Who answers the question whether a confidence is renewed."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.policy import Policy


class RenewalPolicy(Policy):
    """Whoever shared something with a Presidency decides alone what becomes of it after the change."""

    create_reason = _("Only whoever shared something with a Presidency is asked whether to renew it.")
    reasons = {"answer": create_reason}

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def answer(self, actor: Actor) -> Q:
        return Q(originator_id__in=actor.speaks_for)
