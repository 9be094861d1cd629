"""Who may do what with a consultation, with what answers it, and with what ministries write for an answer.

The rules know no clock: what a deadline forbids, the services refuse, and say when it was.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.policy import NO_ROW, Policy

from .kinds import BREAKING, InputState, Kind, Outcome, RequestState, Stand, State

ASKS = _("Delegations, institutions and the Presidency consult delegations.")


def _own(actor: Actor) -> Q:
    return Q(originator_id__in=actor.speaks_for)


def _convened(actor: Actor, path: str = "") -> Q:
    """What the actor runs: an organisation its own, whoever chairs today what the Presidency asks."""
    own = Q((f"{path}by_chair", False), (f"{path}originator_id__in", actor.speaks_for))
    return own | Q((f"{path}by_chair", True)) if actor.is_chair else own


class ConsultationPolicy(Policy):
    """Its convenor writes and runs it; who is asked answers in the name of a delegation or an institution."""

    create_reason = ASKS
    reasons = {
        "change": _("Its convenor changes a consultation, until it is opened."),
        "open": _("Its convenor opens a draft; what is asked as the Presidency, only while it chairs."),
        "discard": _("Its convenor discards a draft."),
        "attach": _("Its convenor adds papers, until it is closed."),
        "extend": _("Its convenor moves the deadline, until it is closed."),
        "remind": _("Its convenor reminds delegations, until it is closed."),
        "close": _("Its convenor closes a consultation that is open."),
        "withdraw": _("Its convenor withdraws a consultation that is open."),
        "conclude": _("Its convenor notes that a text whose silence was broken is agreed after all."),
        "compile": _("Its convenor writes the synthesis, once it is open."),
        "reply": _("Delegations and institutions that are asked reply, until it is closed."),
        "position": _("Delegations and institutions that are asked state a position, until it is closed."),
        "ask": _("Delegations and institutions that are asked ask for more time, until it is closed."),
    }
    states = {
        "draft": {"state": State.DRAFT, "kind": Kind.QUESTIONS, "by_chair": False},
        "open": {"state": State.OPEN, "kind": Kind.QUESTIONS, "by_chair": False},
        "open, of the Presidency": {"state": State.OPEN, "kind": Kind.QUESTIONS, "by_chair": True},
        "silence procedure, open": {"state": State.OPEN, "kind": Kind.SILENCE, "by_chair": False},
        "closed": {"state": State.CLOSED, "kind": Kind.QUESTIONS, "by_chair": False},
        "silence broken": {
            "state": State.CLOSED,
            "kind": Kind.SILENCE,
            "by_chair": False,
            "outcome": Outcome.BROKEN,
        },
        "withdrawn": {"state": State.WITHDRAWN, "kind": Kind.QUESTIONS, "by_chair": False},
        "discarded": {"state": State.DISCARDED, "kind": Kind.QUESTIONS, "by_chair": False},
    }

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return _own(actor) & Q(state=State.DRAFT)

    def open(self, actor: Actor) -> Q:
        return self.change(actor) & _convened(actor)

    def discard(self, actor: Actor) -> Q:
        return self.change(actor)

    def attach(self, actor: Actor) -> Q:
        return self.extend(actor) | self.change(actor)

    def extend(self, actor: Actor) -> Q:
        return _convened(actor) & Q(state=State.OPEN)

    def remind(self, actor: Actor) -> Q:
        return self.extend(actor) & Q(kind=Kind.QUESTIONS)

    def close(self, actor: Actor) -> Q:
        return self.extend(actor)

    def withdraw(self, actor: Actor) -> Q:
        return self.extend(actor)

    def conclude(self, actor: Actor) -> Q:
        return _convened(actor) & Q(state=State.CLOSED, kind=Kind.SILENCE, outcome=Outcome.BROKEN)

    def compile(self, actor: Actor) -> Q:
        return _convened(actor) & Q(state__in=[State.OPEN, State.CLOSED], kind=Kind.QUESTIONS)

    def reply(self, actor: Actor) -> Q:
        return self._asked(actor) & Q(kind=Kind.QUESTIONS)

    def position(self, actor: Actor) -> Q:
        return self._asked(actor) & Q(kind=Kind.SILENCE)

    def ask(self, actor: Actor) -> Q:
        return self._asked(actor)

    def _asked(self, actor: Actor) -> Q:
        """Who reads an open consultation of somebody else and speaks for a member is asked."""
        if not actor.is_member or not actor.speaks_for:
            return NO_ROW
        return Q(state=State.OPEN) & ~_own(actor)


# A delegation's answers and its consultation: who reads the first in its name reads the second, so
# that the joins below hide nothing more.
OPEN = Q(consultation__state=State.OPEN)


class ReplyDraftPolicy(Policy):
    """A delegation writes and clears its own; nobody outside reads it."""

    create_reason = ASKS
    reasons = {
        "change": _("The delegation writes its reply, until the consultation is closed."),
        "clear": _("The delegation clears its reply, until the consultation is closed."),
    }
    states = {
        "consultation open": {"consultation__state": State.OPEN},
        "consultation closed": {"consultation__state": State.CLOSED},
    }

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return _own(actor) & OPEN

    def clear(self, actor: Actor) -> Q:
        return self.change(actor)


class ReplyPolicy(Policy):
    """What was submitted; it is replaced by submitting again, through the consultation."""

    create_reason = ASKS
    reasons = {"take_back": _("The delegation takes its own reply back, until the consultation is closed.")}
    states = ReplyDraftPolicy.states

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def take_back(self, actor: Actor) -> Q:
        return _own(actor) & OPEN


class PositionPolicy(Policy):
    """Only who placed a reservation or an objection lifts it."""

    create_reason = ASKS
    reasons = {
        "lift": _("A reservation or an objection is lifted by whoever placed it, once silence is broken.")
    }
    states = {
        "reservation, silence broken": {
            "stand": Stand.RESERVATION,
            "consultation__state": State.CLOSED,
            "consultation__outcome": Outcome.BROKEN,
        },
        "agreement, silence broken": {
            "stand": Stand.AGREE,
            "consultation__state": State.CLOSED,
            "consultation__outcome": Outcome.BROKEN,
        },
        "reservation, still open": {
            "stand": Stand.RESERVATION,
            "consultation__state": State.OPEN,
            "consultation__outcome": "",
        },
    }

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def lift(self, actor: Actor) -> Q:
        return _own(actor) & Q(
            stand__in=BREAKING,
            lifted_at=None,
            consultation__state=State.CLOSED,
            consultation__outcome=Outcome.BROKEN,
        )


class ExtensionRequestPolicy(Policy):
    """The convenor answers; granting moves the deadline for everybody."""

    create_reason = ASKS
    reasons = {"answer": _("The convenor answers a request for more time, until the consultation is closed.")}
    states = {
        "asked": {
            "state": RequestState.ASKED,
            "consultation__state": State.OPEN,
            "consultation__by_chair": True,
            "consultation__originator_id": 0,
        },
        "granted": {
            "state": RequestState.GRANTED,
            "consultation__state": State.OPEN,
            "consultation__by_chair": True,
            "consultation__originator_id": 0,
        },
    }

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def answer(self, actor: Actor) -> Q:
        return _convened(actor, "consultation__") & OPEN & Q(state=RequestState.ASKED)


class SynthesisPolicy(Policy):
    """Whoever wrote it changes and publishes it, as long as it runs the consultation."""

    create_reason = ASKS
    reasons = {
        "change": _("A synthesis is changed by whoever wrote it, while it runs the consultation."),
        "publish": _("A synthesis is published by whoever wrote it, while it runs the consultation."),
    }
    states = {
        "draft": {"consultation__by_chair": False, "consultation__originator_id": 1},
        "draft, of the Presidency": {"consultation__by_chair": True, "consultation__originator_id": 1},
        "published": {
            "published_at": "now",
            "consultation__by_chair": False,
            "consultation__originator_id": 1,
        },
    }

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return _own(actor) & _convened(actor, "consultation__")

    def publish(self, actor: Actor) -> Q:
        return self.change(actor) & Q(published_at=None)


class MinistryInputPolicy(Policy):
    """A delegation asks its ministry; the ministry writes; the delegation can take the question back."""

    create_reason = _("A delegation asks its own ministries.")
    reasons = {
        "write": _("The ministry that was asked writes, until the delegation takes its question back."),
        "take_back": _("The delegation that asked takes its question back, until it is answered."),
    }
    states = {
        "asked": {"state": InputState.ASKED},
        "given": {"state": InputState.GIVEN},
        "taken back": {"state": InputState.TAKEN_BACK},
    }

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def write(self, actor: Actor) -> Q:
        return Q(ministry_id__in=actor.organisations) & ~Q(state=InputState.TAKEN_BACK)

    def take_back(self, actor: Actor) -> Q:
        return _own(actor) & Q(state__in=[InputState.ASKED, InputState.WRITING])
