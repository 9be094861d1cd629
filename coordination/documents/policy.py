"""Who may do what with a document, its releases, and the applications for access to it."""

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.policy import NO_ROW, Policy

from .kinds import ReleaseState, RequestState, State

SECRETARIAT = "gsc"


def is_secretariat(actor: Actor) -> bool:
    """Whether somebody speaks for the General Secretariat, which gives numbers and releases."""
    body = actor.organisation
    return body is not None and body.code == SECRETARIAT and body.pk in actor.speaks_for


def _own(actor: Actor) -> Q:
    return Q(originator_id__in=actor.speaks_for)


class DocumentPolicy(Policy):
    """Its holder files, changes and shares a document; the General Secretariat gives it its number."""

    create_reason = _("Delegations, institutions, EU Delegations and agencies file documents.")
    reasons = {
        "change": _("Only the organisation that filed this document changes it, while it is current."),
        "share": _("Only the organisation that filed this document decides who may read it."),
        "mark": _("Only the organisation that filed this document and the General Secretariat mark it."),
        "number": _(
            "The General Secretariat gives numbers. The holder records the number that the paper bears, "
            "until the General Secretariat has confirmed it."
        ),
        "withdraw": _("Only the organisation that filed this document withdraws it, while it is current."),
        "restore": _("Only a withdrawn document is restored, by the organisation that filed it."),
        "merge": _("Only the organisation that filed this document gives it up for another."),
        "propose": _("Its holder and the General Secretariat propose what is released of a document."),
        "register": _("Only the General Secretariat registers applications for access."),
    }
    states = {
        "unnumbered": {"state": State.CURRENT, "number": None},
        "numbered by its holder": {"state": State.CURRENT, "number": 8255, "confirmed_on": None},
        "numbered by the General Secretariat": {
            "state": State.CURRENT,
            "number": 8255,
            "confirmed_on": datetime.date(2023, 4, 26),
        },
        "withdrawn": {"state": State.WITHDRAWN},
        "merged": {"state": State.MERGED},
    }

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return _own(actor) & Q(state=State.CURRENT)

    def share(self, actor: Actor) -> Q:
        return self.change(actor)

    def mark(self, actor: Actor) -> Q:
        return Q(state=State.CURRENT) if is_secretariat(actor) else self.change(actor)

    def number(self, actor: Actor) -> Q:
        if is_secretariat(actor):
            return Q(state=State.CURRENT)
        return self.change(actor) & Q(confirmed_on=None)

    def withdraw(self, actor: Actor) -> Q:
        return self.change(actor)

    def restore(self, actor: Actor) -> Q:
        return _own(actor) & Q(state=State.WITHDRAWN)

    def merge(self, actor: Actor) -> Q:
        return self.change(actor)

    def propose(self, actor: Actor) -> Q:
        return Q(state=State.CURRENT) if is_secretariat(actor) else self.change(actor)

    def register(self, actor: Actor) -> Q:
        return Q(state=State.CURRENT) if is_secretariat(actor) else NO_ROW


class ReleasePolicy(Policy):
    """What is proposed for release is approved by somebody else, of the holder or the General Secretariat."""

    create_reason = _("The holder of a record and the General Secretariat propose what is released of it.")
    reasons = {
        "change": _("What is released already is not changed; propose another release."),
        "approve": _(
            "Somebody else than its proposer approves a release, for the holder or the General Secretariat."
        ),
        "publish": _("Only an approved release is published, by the holder or the General Secretariat."),
        "drop": _("What is released already is not dropped."),
    }
    states = {
        "proposed": {"state": ReleaseState.PROPOSED},
        "approved": {"state": ReleaseState.APPROVED},
        "released": {"state": ReleaseState.RELEASED},
        "dropped": {"state": ReleaseState.DROPPED},
    }

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def _handles(self, actor: Actor) -> Q:
        """The rows that the actor answers for: of the holder's people, and all for the General Secretariat."""
        return Q() if is_secretariat(actor) else _own(actor)

    def change(self, actor: Actor) -> Q:
        return self._handles(actor) & Q(state__in=[ReleaseState.PROPOSED, ReleaseState.APPROVED])

    def approve(self, actor: Actor) -> Q:
        return self._handles(actor) & Q(state=ReleaseState.PROPOSED) & ~Q(proposed_by_id=actor.user_id)

    def publish(self, actor: Actor) -> Q:
        return self._handles(actor) & Q(state=ReleaseState.APPROVED)

    def drop(self, actor: Actor) -> Q:
        return self.change(actor)


class AccessRequestPolicy(Policy):
    """The General Secretariat handles an application; the holder of the document is consulted."""

    create_reason = _("Only the General Secretariat registers applications for access.")
    reasons = {
        "extend": _("The General Secretariat extends an open application once (Art. 7(3) and 8(2))."),
        "answer": _("Only the General Secretariat answers an open application."),
        "advise": _("The holder of the document says what may be released, while the application is open."),
        "confirm": _("A confirmatory application follows an answer that did not give full access."),
        "close": _("Only the General Secretariat closes an application that was answered."),
    }
    states = {
        "open": {"state": RequestState.OPEN, "extended": False},
        "extended": {"state": RequestState.OPEN, "extended": True},
        "answered": {"state": RequestState.ANSWERED},
        "confirmatory": {"state": RequestState.CONFIRMATORY, "extended": False},
        "closed": {"state": RequestState.CLOSED},
    }
    running = (RequestState.OPEN, RequestState.CONFIRMATORY)

    def may_create(self, actor: Actor) -> bool:
        return is_secretariat(actor)

    def extend(self, actor: Actor) -> Q:
        return Q(state__in=self.running, extended=False) if is_secretariat(actor) else NO_ROW

    def answer(self, actor: Actor) -> Q:
        return Q(state__in=self.running) if is_secretariat(actor) else NO_ROW

    def advise(self, actor: Actor) -> Q:
        return Q(holder_id__in=actor.speaks_for, state__in=self.running)

    def confirm(self, actor: Actor) -> Q:
        return Q(state=RequestState.ANSWERED) & ~Q(decision="full") if is_secretariat(actor) else NO_ROW

    def close(self, actor: Actor) -> Q:
        return Q(state=RequestState.ANSWERED) if is_secretariat(actor) else NO_ROW
