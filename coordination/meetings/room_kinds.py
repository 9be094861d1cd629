"""The words of the room and of what it leaves behind: lines of notes, runs of items, notes as a whole, follow-ups."""

from django.db import models
from django.utils.translation import pgettext_lazy

from .kinds import Handling


class RunState(models.TextChoices):
    """How far the room is with an item."""

    OPEN = "open", pgettext_lazy("item in the room", "Running")
    PAUSED = "paused", pgettext_lazy("item in the room", "Paused")
    CLOSED = "closed", pgettext_lazy("item in the room", "Closed")


class Result(models.TextChoices):
    """What became of an item."""

    NONE = "", pgettext_lazy("result of an item", "No result noted")
    ADOPTED = "adopted", pgettext_lazy("result of an item", "Adopted")
    APPROVED = "approved", pgettext_lazy("result of an item", "Approved")
    ENDORSED = "endorsed", pgettext_lazy("result of an item", "Endorsed")
    NOTED = "noted", pgettext_lazy("result of an item", "Took note")
    CONCLUDED = "concluded", pgettext_lazy("result of an item", "Conclusions drawn")
    SENT_BACK = "sent-back", pgettext_lazy("result of an item", "Sent back: comes again")
    POSTPONED = "postponed", pgettext_lazy("result of an item", "Postponed")


# What comes back on the next agenda.
COMES_AGAIN = (Result.SENT_BACK, Result.POSTPONED)
USUAL_RESULT: dict[str, Result] = {
    Handling.ADOPTION: Result.ADOPTED,
    Handling.APPROVAL: Result.APPROVED,
    Handling.INFORMATION: Result.NOTED,
    Handling.EXCHANGE: Result.NOTED,
    Handling.DISCUSSION: Result.NOTED,
    Handling.GUIDANCE: Result.CONCLUDED,
    Handling.ENDORSEMENT: Result.ENDORSED,
    Handling.CONCLUSIONS: Result.CONCLUDED,
}


# Characters of a line: enough for a speech that was handed over, too few for a paper.
LONGEST_LINE = 20_000


class LineKind(models.TextChoices):
    """What a line of the notes is."""

    PARAGRAPH = "paragraph", pgettext_lazy("line of notes", "Paragraph")
    INTERVENTION = "intervention", pgettext_lazy("line of notes", "Intervention")
    CONCLUSION = "conclusion", pgettext_lazy("line of notes", "Conclusion")


class Stance(models.TextChoices):
    """Where a delegation stands, marked on its intervention; in the order in which a key walks through them."""

    NONE = "", pgettext_lazy("stance", "No position")
    SUPPORTS = "supports", pgettext_lazy("stance", "Supports")
    ASKS = "asks", pgettext_lazy("stance", "Asks")
    RESERVES = "reserves", pgettext_lazy("stance", "Scrutiny reservation")
    OBJECTS = "objects", pgettext_lazy("stance", "Objects")


class OutcomeState(models.TextChoices):
    """How far the notes of a meeting are."""

    DRAFT = "draft", pgettext_lazy("notes", "Draft")
    COMMENTS = "comments", pgettext_lazy("notes", "For comments")
    AGREED = "agreed", pgettext_lazy("notes", "Agreed")
    LOCKED = "locked", pgettext_lazy("notes", "Locked")


# While the text can still be worked on.
WRITTEN = (OutcomeState.DRAFT, OutcomeState.COMMENTS)
SETTLED = (OutcomeState.AGREED, OutcomeState.LOCKED)


class Presence(models.TextChoices):
    """How an invited organisation takes part."""

    UNKNOWN = "", pgettext_lazy("attendance", "Not noted")
    ROOM = "room", pgettext_lazy("attendance", "In the room")
    AFAR = "afar", pgettext_lazy("attendance", "By video")
    WRITTEN = "written", pgettext_lazy("attendance", "By written contribution")
    ABSENT = "absent", pgettext_lazy("attendance", "Absent")


PRESENT = (Presence.ROOM, Presence.AFAR)


class FollowUpState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("follow-up", "Draft")
    OPEN = "open", pgettext_lazy("follow-up", "Open")
    DONE = "done", pgettext_lazy("follow-up", "Done")
    DROPPED = "dropped", pgettext_lazy("follow-up", "Dropped")


CLOSED = (FollowUpState.DONE, FollowUpState.DROPPED)


class RemarkKind(models.TextChoices):
    """What a comment on the notes is."""

    COMMENT = "comment", pgettext_lazy("comment on notes", "Comment")
    CORRECTION = "correction", pgettext_lazy("comment on notes", "Correction")
