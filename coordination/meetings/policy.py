"""Who may do what with bodies, meetings, their agenda and what is asked for it.

A meeting that the Presidency convenes is run by whoever chairs today: rights pass at midnight in
Brussels and there are never two chairs. Any other is run by the organisation that convened it.
"""

import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.policy import NO_ROW, Policy
from coordination.documents.policy import is_secretariat
from coordination.people.models import today

from .kinds import OPEN, MeetingState, RequestState

# A meeting as the access matrix asks about it: one of the Presidency, and one that somebody else convened.
WHOSE: dict[str, dict[str, Any]] = {
    "of the Presidency": {
        "originator_id": 1,
        "term": 1,
        "term__organisation_id": 0,
        "term__starts_on": datetime.date.min,
    },
    "of another convenor": {
        "originator_id": 1,
        "term": None,
        "term__organisation_id": None,
        "term__starts_on": None,
    },
}


def states_of(meeting: str = "") -> dict[str, dict[str, Any]]:
    """Every state of a meeting of either kind, or of what hangs on it by `meeting`."""
    return {
        f"{state.value}, {whose}": {f"{meeting}state": state.value}
        | {f"{meeting}{name}": value for name, value in fields.items()}
        for state in MeetingState
        for whose, fields in WHOSE.items()
    }


def runs(actor: Actor, meeting: str = "") -> Q:
    """The meetings that the actor runs, or what hangs on them by `meeting`."""
    own = Q(**{f"{meeting}term": None, f"{meeting}originator_id__in": actor.speaks_for})
    return own | Q(**{f"{meeting}term__isnull": False}) if actor.is_chair else own


def prepares(actor: Actor, meeting: str = "") -> Q:
    """Those, and the drafts that the next Presidency makes for its own term."""
    coming = {
        f"{meeting}originator_id__in": actor.speaks_for,
        f"{meeting}term__organisation_id__in": actor.speaks_for,
        f"{meeting}term__starts_on__gt": today(),
        f"{meeting}state__in": [MeetingState.DRAFT, MeetingState.TEMPLATE],
    }
    return runs(actor, meeting) | Q(**coming)


class BodyPolicy(Policy):
    """A body belongs to whoever convenes it; those of the Council to the Presidency and the Secretariat."""

    create_reason = _("Delegations and institutions set up the bodies that they convene.")
    reasons = {
        "change": _("Only its convenor changes a body."),
        "convene": _("Only its convenor calls a meeting of this body."),
    }
    states = {
        "of the Presidency": {"by_presidency": True, "closed_on": None},
        "of its own convenor": {"by_presidency": False, "closed_on": None},
    }

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        own = Q(by_presidency=False, originator_id__in=actor.speaks_for)
        return own | Q(by_presidency=True) if actor.is_chair or is_secretariat(actor) else own

    def convene(self, actor: Actor) -> Q:
        own = Q(by_presidency=False, originator_id__in=actor.speaks_for)
        return (own | Q(by_presidency=True) if actor.is_chair or actor.chairs_next else own) & Q(
            closed_on=None
        )


class MeetingPolicy(Policy):
    """Its convenor prepares, issues and runs a meeting until it is locked."""

    create_reason = _("Delegations and institutions call meetings of the bodies that they convene.")
    reasons = {
        "change": _("Only its convenor changes a meeting, until it begins."),
        "arrange": _("Only its convenor arranges the agenda, until the meeting begins."),
        "issue": _("Only its convenor issues the notice and the agenda, until the meeting begins."),
        "invite": _("Only its convenor invites to a meeting, until it is over."),
        "cancel": _("Only its convenor cancels a meeting, until it begins."),
        "begin": _("Only its convenor opens a meeting that was issued."),
        "run": _("Only its convenor runs a meeting, while it is under way."),
        "conclude": _("Only its convenor concludes a meeting that was held, until it is locked."),
        "ask": _(
            "Delegations and institutions other than its convenor ask for items, until the meeting begins."
        ),
        "answer": _("Whoever is invited answers, until the meeting begins."),
        "number": _("The General Secretariat numbers what the Presidency issues."),
        "copy": _("Only its convenor makes a template or a further meeting of this one."),
    }
    states = states_of()

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return prepares(actor) & Q(state__in=[*OPEN, MeetingState.TEMPLATE])

    def arrange(self, actor: Actor) -> Q:
        return self.change(actor)

    def issue(self, actor: Actor) -> Q:
        return runs(actor) & Q(state__in=OPEN)

    def invite(self, actor: Actor) -> Q:
        return prepares(actor) & Q(state__in=[*OPEN, MeetingState.RUNNING])

    def cancel(self, actor: Actor) -> Q:
        return prepares(actor) & Q(state__in=OPEN)

    def begin(self, actor: Actor) -> Q:
        return runs(actor) & Q(state=MeetingState.ISSUED)

    def run(self, actor: Actor) -> Q:
        return runs(actor) & Q(state=MeetingState.RUNNING)

    def conclude(self, actor: Actor) -> Q:
        return runs(actor) & Q(state=MeetingState.HELD)

    def ask(self, actor: Actor) -> Q:
        return ~runs(actor) & Q(state=MeetingState.ISSUED) if actor.speaks_for else NO_ROW

    def answer(self, actor: Actor) -> Q:
        return Q(state=MeetingState.ISSUED) if actor.speaks_for else NO_ROW

    def number(self, actor: Actor) -> Q:
        numbered = Q(term__isnull=False) & ~Q(state__in=[MeetingState.DRAFT, MeetingState.TEMPLATE])
        return numbered if is_secretariat(actor) else NO_ROW

    def copy(self, actor: Actor) -> Q:
        return prepares(actor)


class ItemPolicy(Policy):
    """Whoever arranges the agenda writes its items; what was issued changes with a revision."""

    create_reason = MeetingPolicy.create_reason
    reasons = {
        "change": _("Only the convenor changes an item, until the meeting begins."),
        "run": _("Only the convenor runs an item, while the meeting is under way."),
        "supply": _("The convenor, the General Secretariat and whoever presents an item put in its papers."),
    }
    states = states_of("meeting__")

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return prepares(actor, "meeting__") & Q(meeting__state__in=[*OPEN, MeetingState.TEMPLATE])

    def run(self, actor: Actor) -> Q:
        return runs(actor, "meeting__") & Q(meeting__state=MeetingState.RUNNING)

    def supply(self, actor: Actor) -> Q:
        until = Q(meeting__state__in=[*OPEN, MeetingState.RUNNING])
        if is_secretariat(actor):
            return until & Q(meeting__term__isnull=False)
        presents = Q(party_ids__overlap=sorted(actor.speaks_for)) if actor.speaks_for else NO_ROW
        return until & (prepares(actor, "meeting__") | presents)


class PreparationPolicy(Policy):
    """What the organisers keep about an item: its minutes, why it is there, what the next revision changes."""

    create_reason = MeetingPolicy.create_reason
    reasons = {"change": ItemPolicy.reasons["change"]}
    states = ItemPolicy.states

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return prepares(actor, "meeting__") & Q(meeting__state__in=[*OPEN, MeetingState.TEMPLATE])


class RequestPolicy(Policy):
    """A delegation asks for an item and may take it back; the convenor answers."""

    create_reason = _("Delegations and institutions ask for items.")
    reasons = {
        "change": _("Whoever asked for an item changes it, until it is answered."),
        "withdraw": _("Whoever asked for an item takes it back, until it is answered."),
        "answer": _("The convenor answers a request, while it is open."),
    }
    states = {
        f"{state.value}, {whose}": {"state": state, "by_presidency": yes}
        for state in RequestState
        for yes, whose in ((True, "body of the Presidency"), (False, "another body"))
    }

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return Q(originator_id__in=actor.speaks_for, state=RequestState.ASKED)

    def withdraw(self, actor: Actor) -> Q:
        return self.change(actor)

    def answer(self, actor: Actor) -> Q:
        own = Q(by_presidency=False, convenor_id__in=actor.speaks_for)
        run = own | Q(by_presidency=True) if actor.is_chair else own
        return run & Q(state=RequestState.ASKED)
