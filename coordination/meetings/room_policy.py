"""Who may do what in the room and with what it leaves behind: notes, follow-ups, private notes.

Notes are kept by the convenor of the meeting; where the Presidency convenes, also by the General
Secretariat and by whoever chairs today, so that nobody's pen is taken away at midnight.
"""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Actor
from coordination.access.policy import NO_ROW, Policy
from coordination.documents.policy import is_secretariat

from .kinds import MeetingState
from .room_kinds import CLOSED, WRITTEN, FollowUpState, OutcomeState


def keeps(actor: Actor) -> Q:
    """The records of meetings that the actor keeps today; for rows with `originator` and `by_presidency`."""
    own = Q(originator_id__in=actor.speaks_for)
    return own | Q(by_presidency=True) if actor.is_chair or is_secretariat(actor) else own


class OutcomePolicy(Policy):
    """Its convenor keeps the notes of a meeting, sends them for comments and records that they are agreed."""

    create_reason = _("Notes begin when the meeting is opened.")
    reasons = {
        "write": _("The convenor and the General Secretariat keep the notes, until they are agreed."),
        "assist": _(
            "The convenor and the General Secretariat keep list and attendance, while it is under way."
        ),
        "floor": _("Delegations ask for the floor, while the meeting is under way."),
        "issue": _("The convenor and the General Secretariat send the notes for comments, once it was held."),
        "comment": _("Delegations and institutions comment, while the notes are out for comments."),
        "agree": _("The convenor and the General Secretariat record that the notes are agreed."),
        "reopen": _(
            "The convenor and the General Secretariat open agreed notes again, until they are locked."
        ),
    }
    states = {
        f"{state.value}, {whose}": {"state": state, "by_presidency": yes, "meeting__state": of_meeting}
        for state, of_meeting in (
            (OutcomeState.DRAFT, MeetingState.RUNNING),
            (OutcomeState.COMMENTS, MeetingState.HELD),
            (OutcomeState.AGREED, MeetingState.HELD),
            (OutcomeState.LOCKED, MeetingState.LOCKED),
        )
        for yes, whose in ((True, "of the Presidency"), (False, "of another convenor"))
    }

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def write(self, actor: Actor) -> Q:
        return keeps(actor) & Q(state__in=WRITTEN)

    def assist(self, actor: Actor) -> Q:
        return keeps(actor) & Q(meeting__state=MeetingState.RUNNING)

    def floor(self, actor: Actor) -> Q:
        return Q(meeting__state=MeetingState.RUNNING) if actor.speaks_for else NO_ROW

    def issue(self, actor: Actor) -> Q:
        # Not whoever chairs today: the notes of an earlier term are not all for its eyes.
        own = Q(originator_id__in=actor.speaks_for)
        may = own | Q(by_presidency=True) if is_secretariat(actor) else own
        return may & Q(state__in=WRITTEN, meeting__state=MeetingState.HELD)

    def comment(self, actor: Actor) -> Q:
        return Q(state=OutcomeState.COMMENTS) if actor.speaks_for else NO_ROW

    def agree(self, actor: Actor) -> Q:
        return keeps(actor) & Q(state=OutcomeState.COMMENTS)

    def reopen(self, actor: Actor) -> Q:
        return keeps(actor) & Q(state=OutcomeState.AGREED)


class NoteLinePolicy(Policy):
    """Whoever keeps the notes writes all their lines, until the notes are agreed."""

    create_reason = OutcomePolicy.reasons["write"]
    reasons = {"change": OutcomePolicy.reasons["write"]}
    states = {
        f"{state.value}, {whose}": {"meeting__outcome__state": state, "by_presidency": yes}
        for state in OutcomeState
        for yes, whose in ((True, "of the Presidency"), (False, "of another convenor"))
    }

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return keeps(actor) & Q(meeting__outcome__state__in=WRITTEN)


class PenPolicy(Policy):
    """What somebody is typing is that person's, until it is saved."""

    create_reason = OutcomePolicy.reasons["write"]
    reasons = {"change": _("Somebody else is typing this.")}

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return Q(user_id=actor.user_id)


class FollowUpPolicy(Policy):
    """Whoever keeps the record of the meeting writes a follow-up; its owner reports on it and closes it."""

    create_reason = OutcomePolicy.reasons["write"]
    reasons = {
        "change": _("The convenor and the General Secretariat change a follow-up, until it is closed."),
        "report": _("Its owner and the convenor say how a follow-up stands, while it is open."),
        "close": _("Its owner and the convenor close a follow-up, while it is open."),
        "drop": _("The convenor and the General Secretariat drop a follow-up, until it is closed."),
        "reopen": _("The convenor and the General Secretariat reopen a follow-up that was closed."),
    }
    states = {
        f"{state.value}, {whose}": {"state": state, "by_presidency": yes}
        for state in FollowUpState
        for yes, whose in ((True, "of the Presidency"), (False, "of another convenor"))
    }

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return keeps(actor) & Q(state__in=[FollowUpState.DRAFT, FollowUpState.OPEN])

    def report(self, actor: Actor) -> Q:
        answerable = keeps(actor) | Q(owner_party_id__in=actor.speaks_for)
        return answerable & Q(state=FollowUpState.OPEN)

    def close(self, actor: Actor) -> Q:
        return self.report(actor)

    def drop(self, actor: Actor) -> Q:
        return self.change(actor)

    def reopen(self, actor: Actor) -> Q:
        return keeps(actor) & Q(state__in=CLOSED)


class PrivateNotePolicy(Policy):
    """A private note belongs to the delegation that wrote it; those it names read it."""

    create_reason = _("Delegations and institutions keep private notes.")
    reasons = {
        "change": _("A private note is changed by its own delegation."),
        "share": _("A private note is shown to others by its own delegation."),
        "discard": _("A private note is taken away by its own delegation."),
    }
    states = {"kept": {"discarded_at": None}}

    def may_create(self, actor: Actor) -> bool:
        return bool(actor.speaks_for)

    def change(self, actor: Actor) -> Q:
        return Q(originator_id__in=actor.speaks_for, discarded_at=None)

    def share(self, actor: Actor) -> Q:
        return self.change(actor)

    def discard(self, actor: Actor) -> Q:
        return self.change(actor)
