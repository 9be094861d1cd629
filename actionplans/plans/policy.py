"""Who may do what with a plan, its versions, its actions and what is promised for them."""

from typing import ClassVar

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.policy import NO_ROW, Policy

from .kinds import IN_FORCE, OPEN, ActionState, Answer, VersionState

RUNNING = (ActionState.OPEN, ActionState.CLOSING)
# While somebody can still take a part in it.
CARRIED = (ActionState.PROPOSED, *RUNNING)


def _own(actor: Actor) -> Q:
    return Q(originator_id__in=actor.speaks_for)


def _drafts(actor: Actor) -> bool:
    """Whether the actor writes plans at all; which of them, the plan says."""
    return actor.is_institution and bool(actor.speaks_for)


class PlanPolicy(Policy):
    """The service that opened a plan drafts its versions, one at a time."""

    create_reason = _("The institutions draft action plans.")
    reasons = {"amend": _("The service that drafted this plan drafts its amendments too.")}

    def may_create(self, actor: Actor) -> bool:
        return _drafts(actor)

    def amend(self, actor: Actor) -> Q:
        return _own(actor)


class PlanVersionPolicy(Policy):
    """Its drafter writes it and puts it to consultation; the Presidency moves it to agreed."""

    reasons = {
        "change": _(
            "The text changes while it is a draft or in consultation, by the service that drafts it."
        ),
        "consult": _("The service that drafts it puts a draft to consultation."),
        "withdraw": _("The service that drafts it takes a text back from consultation."),
        "discard": _("The service that drafts it discards it, before it is agreed."),
        "agree": _("Only the Presidency moves a plan to agreed, out of consultation."),
        "review": _("The Presidency or the drafting service puts an agreed plan under review."),
        "keep": _("The Presidency or the drafting service ends a review without a change."),
        "comment": _("Delegations and institutions comment, while the text is not superseded."),
        "endorse": _(
            "The drafting service and the Presidency record what the partner endorsed, of a text that is "
            "in consultation or in force."
        ),
    }
    create_reason = PlanPolicy.create_reason
    states = {str(state.value): {"state": state} for state in VersionState}

    def may_create(self, actor: Actor) -> bool:
        return _drafts(actor)

    def change(self, actor: Actor) -> Q:
        return _own(actor) & Q(state__in=OPEN)

    def consult(self, actor: Actor) -> Q:
        return _own(actor) & Q(state=VersionState.DRAFT)

    def withdraw(self, actor: Actor) -> Q:
        return _own(actor) & Q(state=VersionState.CONSULTATION)

    def discard(self, actor: Actor) -> Q:
        return self.change(actor)

    def agree(self, actor: Actor) -> Q:
        return Q(state=VersionState.CONSULTATION) if actor.is_chair else NO_ROW

    def review(self, actor: Actor) -> Q:
        agreed = Q(state=VersionState.AGREED)
        return agreed if actor.is_chair else agreed & _own(actor)

    def keep(self, actor: Actor) -> Q:
        reviewed = Q(state=VersionState.REVIEW)
        return reviewed if actor.is_chair else reviewed & _own(actor)

    def comment(self, actor: Actor) -> Q:
        return Q(state__in=[*OPEN, *IN_FORCE]) if actor.speaks_for else NO_ROW

    def endorse(self, actor: Actor) -> Q:
        shared = Q(state__in=[VersionState.CONSULTATION, *IN_FORCE])
        return shared if actor.is_chair else shared & _own(actor)


class ActionPolicy(Policy):
    """Whoever leads an action, and the service that drafted the plan, say how it stands and close it."""

    reasons = {
        "report": _("The lead and the drafting service report on an action while it runs."),
        "close": _("The lead and the drafting service close an action while it runs."),
        "check": _("Somebody other than the one who closed it checks a weighty action."),
        "reopen": _("The lead and the drafting service reopen a closed action."),
        "invite": _("The lead, the drafting service and the Presidency invite contributors while it runs."),
        "link": _("Delegations and institutions link what they do to an action while it runs."),
    }
    states = {
        "proposed": {"state": ActionState.PROPOSED},
        "open": {"state": ActionState.OPEN},
        "waits for a second person": {"state": ActionState.CLOSING},
        "done": {"state": ActionState.DONE},
        "dropped": {"state": ActionState.DROPPED},
    }
    create_reason = PlanPolicy.create_reason

    def may_create(self, actor: Actor) -> bool:
        return _drafts(actor)

    def _answerable(self, actor: Actor) -> Q:
        return _own(actor) | Q(lead_party_id__in=actor.speaks_for)

    def report(self, actor: Actor) -> Q:
        return self._answerable(actor) & Q(state=ActionState.OPEN)

    def close(self, actor: Actor) -> Q:
        return self._answerable(actor) & Q(state=ActionState.OPEN)

    def check(self, actor: Actor) -> Q:
        if not actor.speaks_for or not actor.user_id:
            return NO_ROW
        # Another person of the same plan: its drafter, its lead or the chair.
        second = self._answerable(actor) | (Q(pk__isnull=False) if actor.is_chair else NO_ROW)
        return second & Q(state=ActionState.CLOSING) & ~Q(closed_by_id=actor.user_id)

    def reopen(self, actor: Actor) -> Q:
        return self._answerable(actor) & Q(state__in=[ActionState.CLOSING, ActionState.DONE])

    def invite(self, actor: Actor) -> Q:
        running = Q(state__in=[ActionState.PROPOSED, ActionState.OPEN])
        return running if actor.is_chair else running & self._answerable(actor)

    def link(self, actor: Actor) -> Q:
        return Q(state__in=RUNNING) if actor.speaks_for else NO_ROW


class TermsPolicy(Policy):
    """The words of an action in one version; they change with the version, never after it is agreed."""

    reasons = {
        "change": _(
            "The text changes while it is a draft or in consultation, by the service that drafts it."
        ),
        "comment": _("Delegations and institutions comment, while the text is not superseded."),
    }
    states = {
        "open": {"frozen": False},
        "agreed": {"frozen": True},
    }
    create_reason = PlanPolicy.create_reason

    def may_create(self, actor: Actor) -> bool:
        return _drafts(actor)

    def change(self, actor: Actor) -> Q:
        return _own(actor) & Q(frozen=False)

    def comment(self, actor: Actor) -> Q:
        return Q(pk__isnull=False) if actor.speaks_for else NO_ROW


class PartPolicy(Policy):
    """A delegation answers for itself: it accepts or declines, and says how its own part stands.

    `goes_on` says of which rows what they are a part of still runs.
    """

    reasons = {
        "answer": _("The delegation that was asked answers, while the action runs."),
        "report": _("The delegation that accepted reports on its own part, while the action runs."),
        "withdraw": _(
            "An unanswered question is taken back by the service that asked, while the action runs."
        ),
    }
    goes_on: ClassVar[Q] = NO_ROW

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def answer(self, actor: Actor) -> Q:
        return Q(party_id__in=actor.speaks_for) & self.goes_on

    def report(self, actor: Actor) -> Q:
        return Q(party_id__in=actor.speaks_for, answer=Answer.ACCEPTED) & self.goes_on

    def withdraw(self, actor: Actor) -> Q:
        return _own(actor) & Q(answer=Answer.UNANSWERED) & self.goes_on


class ContributionPolicy(PartPolicy):
    """A part in an action, until the action is done or dropped."""

    # A part and its action are read by the same circles, so the join hides nothing more.
    goes_on = Q(action__state__in=CARRIED)
    states = {
        "unanswered": {"answer": Answer.UNANSWERED, "action__state": ActionState.OPEN},
        "accepted": {"answer": Answer.ACCEPTED, "action__state": ActionState.OPEN},
        "declined": {"answer": Answer.DECLINED, "action__state": ActionState.OPEN},
        "of what is over": {"answer": Answer.ACCEPTED, "action__state": ActionState.DONE},
    }


class NotePolicy(Policy):
    """An internal note belongs to the delegation that wrote it."""

    reasons = {"change": _("An internal note is its own delegation's.")}

    def change(self, actor: Actor) -> Q:
        return _own(actor)
