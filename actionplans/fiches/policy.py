"""Who may do what with a fiche, its measures and what delegations contribute."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actionplans.plans.kinds import Answer
from actionplans.plans.policy import PartPolicy
from coordination.access.actor import Actor
from coordination.access.policy import NO_ROW, Policy

from .kinds import BY_WRITING, RUNNING, WRITTEN, MeasureState, Procedure, Stage

STARTED = (Stage.ENDORSED, Stage.IMPLEMENTATION)
TALKED_ABOUT = (Stage.DRAFT, Stage.COMMENTS, *RUNNING)


def _own(actor: Actor) -> Q:
    return Q(originator_id__in=actor.speaks_for)


class FichePolicy(Policy):
    """Its drafter writes, circulates and evaluates it; the Presidency endorses what it can read."""

    create_reason = _("Delegations, institutions and the Presidency draft fiches.")
    reasons = {
        "change": _("Its drafter changes a fiche, until it is endorsed."),
        "circulate": _("Its drafter puts a draft out for comments."),
        "share": _("Its drafter decides who may read a fiche, from the first comments until it is closed."),
        "withdraw": _("Its drafter takes a fiche back while it is out for comments."),
        "discard": _("Its drafter discards a fiche, until it is endorsed."),
        "endorse": _("Only the Presidency endorses a fiche, while it is out for comments."),
        "position": _(
            "Delegations other than its drafter state a position, while a written procedure is open."
        ),
        "comment": _("Delegations and institutions comment on a fiche, until it is closed."),
        "contribute": _("Delegations other than its drafter offer a contribution, until it is evaluated."),
        "invite": _("Its drafter and the Presidency ask for contributions, until it is evaluated."),
        "start": _("Its drafter or the Presidency starts an endorsed fiche."),
        "evaluate": _("Its drafter evaluates a fiche that is in implementation."),
        "close": _("Its drafter closes a fiche that was evaluated."),
        "reopen": _("Its drafter or the Presidency reopens a fiche that was evaluated or closed."),
    }
    states = {
        str(stage.value): {"stage": stage, "procedure": Procedure.MEETING}
        for stage in Stage
        if stage != Stage.COMMENTS
    } | {
        "comments, for a meeting": {"stage": Stage.COMMENTS, "procedure": Procedure.MEETING},
        "comments, written procedure": {"stage": Stage.COMMENTS, "procedure": Procedure.SILENCE},
    }

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return _own(actor) & Q(stage__in=WRITTEN)

    def circulate(self, actor: Actor) -> Q:
        return _own(actor) & Q(stage=Stage.DRAFT)

    def share(self, actor: Actor) -> Q:
        return _own(actor) & Q(stage__in=[Stage.COMMENTS, *RUNNING])

    def withdraw(self, actor: Actor) -> Q:
        return _own(actor) & Q(stage=Stage.COMMENTS)

    def discard(self, actor: Actor) -> Q:
        return self.change(actor)

    def endorse(self, actor: Actor) -> Q:
        return Q(stage=Stage.COMMENTS) if actor.is_chair else NO_ROW

    def position(self, actor: Actor) -> Q:
        # A country team comments; it does not stand in the way of what delegations endorse.
        if not actor.is_member or not actor.speaks_for:
            return NO_ROW
        return Q(stage=Stage.COMMENTS, procedure__in=BY_WRITING) & ~_own(actor)

    def comment(self, actor: Actor) -> Q:
        return Q(stage__in=TALKED_ABOUT) if actor.speaks_for else NO_ROW

    def contribute(self, actor: Actor) -> Q:
        if not actor.speaks_for:
            return NO_ROW
        return Q(stage__in=[Stage.COMMENTS, *STARTED]) & ~_own(actor)

    def invite(self, actor: Actor) -> Q:
        asked = Q(stage__in=[Stage.COMMENTS, *STARTED])
        return asked if actor.is_chair else asked & _own(actor)

    def start(self, actor: Actor) -> Q:
        endorsed = Q(stage=Stage.ENDORSED)
        return endorsed if actor.is_chair else endorsed & _own(actor)

    def evaluate(self, actor: Actor) -> Q:
        return _own(actor) & Q(stage=Stage.IMPLEMENTATION)

    def close(self, actor: Actor) -> Q:
        return _own(actor) & Q(stage=Stage.EVALUATED)

    def reopen(self, actor: Actor) -> Q:
        over = Q(stage__in=[Stage.EVALUATED, Stage.CLOSED])
        return over if actor.is_chair else over & _own(actor)


class MeasurePolicy(Policy):
    """The drafter writes a measure; its owner, or the drafter, says how it stands."""

    create_reason = _("Delegations, institutions and the Presidency draft fiches.")
    reasons = {
        "change": _("The drafter of a fiche changes its measures, until it is endorsed."),
        "report": _("Its owner and the drafter of the fiche report on an open measure, once it is endorsed."),
        "drop": _("The drafter of the fiche drops an open measure, once it is endorsed."),
        "reopen": _("Its owner and the drafter of the fiche reopen a measure, until the fiche is closed."),
    }
    states = {
        "written": {"stage": Stage.DRAFT, "state": MeasureState.OPEN},
        "open": {"stage": Stage.IMPLEMENTATION, "state": MeasureState.OPEN},
        "done": {"stage": Stage.IMPLEMENTATION, "state": MeasureState.DONE},
        "dropped": {"stage": Stage.IMPLEMENTATION, "state": MeasureState.DROPPED},
        "of a closed fiche": {"stage": Stage.CLOSED, "state": MeasureState.DONE},
    }

    def may_create(self, actor: Actor) -> bool:
        return actor.is_member and bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return _own(actor) & Q(stage__in=WRITTEN)

    def report(self, actor: Actor) -> Q:
        answerable = _own(actor) | Q(owner_party_id__in=actor.speaks_for)
        return answerable & Q(stage__in=RUNNING, state=MeasureState.OPEN)

    def drop(self, actor: Actor) -> Q:
        return _own(actor) & Q(stage__in=RUNNING, state=MeasureState.OPEN)

    def reopen(self, actor: Actor) -> Q:
        answerable = _own(actor) | Q(owner_party_id__in=actor.speaks_for)
        return answerable & Q(stage__in=RUNNING, state__in=[MeasureState.DONE, MeasureState.DROPPED])


class FicheContributionPolicy(PartPolicy):
    """A contribution to a fiche, until the fiche is closed."""

    reasons = {
        "answer": _("The delegation that was asked answers, until the fiche is closed."),
        "report": _("The delegation that accepted reports on its own part, until the fiche is closed."),
        "withdraw": _(
            "An unanswered question is taken back by the drafter of the fiche, until the fiche is closed."
        ),
    }
    # A contribution and its fiche are read by the same circles, so the join hides nothing more.
    goes_on = Q(fiche__stage__in=TALKED_ABOUT)
    states = {
        "unanswered": {"answer": Answer.UNANSWERED, "fiche__stage": Stage.IMPLEMENTATION},
        "accepted": {"answer": Answer.ACCEPTED, "fiche__stage": Stage.IMPLEMENTATION},
        "declined": {"answer": Answer.DECLINED, "fiche__stage": Stage.IMPLEMENTATION},
        "of a closed fiche": {"answer": Answer.ACCEPTED, "fiche__stage": Stage.CLOSED},
    }
