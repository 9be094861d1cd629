"""Who manages accounts: administrators all of them, delegations their own, and nobody their own alone."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Function
from coordination.access.errors import Refused
from coordination.access.policy import NO_ROW, Policy

if TYPE_CHECKING:
    from coordination.access.actor import Actor

WAITING = Q(state__in=["nominated", "verified"])
# A focal point is made, and kept on, by a second person outside the delegation.
BY_ADMINISTRATORS = Q(function__in=[Function.FOCAL_POINT, Function.ADMINISTRATOR])


class AccountPolicy(Policy):
    """The rules on memberships: the role of administrator gives and ends access, and reads no content.

    An administrator who could admit or restore himself could give himself content. Whoever runs an
    organisation ends, extends and substitutes its people and those of its ministries.
    """

    reasons = {
        "end": _("An access is ended by an administrator or its focal point, and never one's own."),
        "invite": _("An invitation is sent by an administrator or the focal point, and never to oneself."),
        "extend": _(
            "An access is extended by its focal point, that of a focal point by an administrator,"
            " and never one's own."
        ),
        "substitute": _("The focal point of an organisation names substitutes, for its own people."),
        "issue": _("Keys are made by the focal point of the organisation that owns the service account."),
    }
    states = {
        "a delegate": {},
        "a focal point": {"function": "focal-point"},
        "a substitute": {"stands_in_for_id": 2},
        "a service account": {"user__is_service": True},
        "of another organisation": {"organisation_id": 0},
    }
    create_reason = _("Only administrators manage accounts and grants.")
    own_reason = _("Nobody admits themselves: ask another administrator.")

    def may_create(self, actor: "Actor") -> bool:
        return actor.is_administrator

    def end(self, actor: "Actor") -> Q:
        return self._run(actor) & ~Q(user_id=actor.user_id)

    def invite(self, actor: "Actor") -> Q:
        return self.end(actor)

    def extend(self, actor: "Actor") -> Q:
        others = ~Q(user_id=actor.user_id) & Q(stands_in_for_id=None)
        if actor.is_administrator:
            return others & ~Q(function=Function.ADMINISTRATOR)
        return self._run(actor) & others & ~BY_ADMINISTRATORS

    def substitute(self, actor: "Actor") -> Q:
        # Also of oneself: a focal point goes on leave too.
        persons = Q(stands_in_for_id=None, user__is_service=False)
        return persons & Q(organisation_id__in=actor.runs) if actor.runs else NO_ROW

    def issue(self, actor: "Actor") -> Q:
        # Not an administrator: whoever holds a key reads what its organisation reads.
        return Q(organisation_id__in=actor.runs, user__is_service=True) if actor.runs else NO_ROW

    def _run(self, actor: "Actor") -> Q:
        if actor.is_administrator:
            return Q()
        return Q(organisation_id__in=actor.runs) if actor.runs else NO_ROW


class NominationPolicy(Policy):
    """The rules on nominations: whoever nominates does not verify, and nobody agrees twice or for themselves."""

    reasons = {
        "read": _("Nominations are read by administrators and by whoever runs the organisation."),
        "verify": _(
            "A nomination is verified once, by somebody who did not make it and is not meant by it:"
            " an administrator, or the focal point for what an administrator entered."
        ),
        "decline": _("A waiting nomination is declined by whoever could verify it."),
        "withdraw": _("A nomination is withdrawn by whoever made it, while it waits."),
    }
    states = {
        "by its focal point": {"function": "focal-point"},
        "by an administrator": {"by_administrator": True},
        "by an administrator, a focal point": {"by_administrator": True, "function": "focal-point"},
        "of another organisation": {"organisation_id": 0, "by_administrator": True},
        "closed": {"state": "declined"},
    }
    create_reason = _(
        "Focal points nominate the people of their organisation, administrators on a note verbale."
    )

    def may_create(self, actor: "Actor") -> bool:
        return actor.is_administrator or bool(actor.runs)

    def read(self, actor: "Actor") -> Q:
        if actor.is_administrator:
            return Q(pk__isnull=False)
        return Q(organisation_id__in=actor.runs) if actor.runs else NO_ROW

    def verify(self, actor: "Actor") -> Q:
        another = ~Q(nominated_by_id=actor.user_id) & ~Q(email__iexact=actor.email)
        another &= Q(first_by_id=None) | ~Q(first_by_id=actor.user_id)
        if actor.is_administrator:
            return WAITING & another
        if not actor.runs:
            return NO_ROW
        own = Q(organisation_id__in=actor.runs, by_administrator=True) & ~BY_ADMINISTRATORS
        return WAITING & another & own

    def decline(self, actor: "Actor") -> Q:
        return self.verify(actor)

    def withdraw(self, actor: "Actor") -> Q:
        return WAITING & Q(nominated_by_id=actor.user_id)


accounts = AccountPolicy()
nominations = NominationPolicy()


def require_administrator(actor: "Actor") -> None:
    """Raise `Refused` unless the actor manages accounts."""
    if not accounts.may_create(actor):
        raise Refused(str(accounts.create_reason))
