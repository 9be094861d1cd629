"""Who manages accounts: administrators, and nobody their own."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.errors import Refused
from coordination.access.policy import NO_ROW, Policy

if TYPE_CHECKING:
    from coordination.access.actor import Actor


class AccountPolicy(Policy):
    """The rules on memberships: the role of administrator gives and ends access, and reads no content.

    An administrator who could admit or restore himself could give himself content.
    """

    reasons = {
        "end": _("Only an administrator ends an access, and not their own: ask another administrator."),
        "invite": _("Only an administrator sends an invitation, and not to themselves."),
    }
    create_reason = _("Only administrators manage accounts and grants.")
    own_reason = _("Nobody admits themselves: ask another administrator.")

    def may_create(self, actor: "Actor") -> bool:
        return actor.is_administrator

    def end(self, actor: "Actor") -> Q:
        return ~Q(user_id=actor.user_id) if actor.is_administrator else NO_ROW

    def invite(self, actor: "Actor") -> Q:
        return self.end(actor)


accounts = AccountPolicy()


def require_administrator(actor: "Actor") -> None:
    """Raise `Refused` unless the actor manages accounts."""
    if not accounts.may_create(actor):
        raise Refused(str(accounts.create_reason))
