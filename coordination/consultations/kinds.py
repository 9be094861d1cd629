"""The words of consultations: what is asked, how far it is, who reads replies, positions."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# How often a draft was saved is nobody else's business: whatever others read is counted from here, beyond
# every version that its writers may still hold.
COUNTED_FROM = 100


class Kind(models.TextChoices):
    QUESTIONS = "questions", _("Questions to delegations")
    SILENCE = "silence", _("Silence procedure")


class State(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("consultation", "Draft")
    OPEN = "open", pgettext_lazy("consultation", "Open")
    CLOSED = "closed", pgettext_lazy("consultation", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "Withdrawn")
    DISCARDED = "discarded", pgettext_lazy("consultation", "Discarded")


class Standing(models.TextChoices):
    """How a consultation stands at a moment: its state, and whether its deadline has passed."""

    DRAFT = "draft", pgettext_lazy("consultation", "Draft")
    RUNNING = "running", pgettext_lazy("consultation", "Open")
    OVER = "over", _("Deadline passed")
    CLOSED = "closed", pgettext_lazy("consultation", "Closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("consultation", "Withdrawn")
    DISCARDED = "discarded", pgettext_lazy("consultation", "Discarded")


class Readership(models.TextChoices):
    """Who reads a reply or a position from the moment on that it is given; once closed, all who were asked."""

    ASKED = "asked", _("All who are asked, from the moment it is given")
    CONVENOR = "convenor", _("Whoever asks, until it is closed; then all who are asked")


class Stand(models.TextChoices):
    """What a delegation says in a silence procedure."""

    AGREE = "agree", _("Agree")
    COMMENT = "comment", _("Agree with comment")
    RESERVATION = "reservation", _("Scrutiny reservation")
    OBJECT = "object", _("Object, with reason")


# What breaks the silence.
BREAKING = (Stand.RESERVATION, Stand.OBJECT)
# What says nothing without words.
WORDED = (Stand.COMMENT, Stand.OBJECT)


class Outcome(models.TextChoices):
    AGREED = "agreed", _("Agreed by silence")
    BROKEN = "broken", _("Silence was broken")
    LIFTED = "lifted", _("Agreed once all reservations and objections were lifted")


class RequestState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("extension", "Asked")
    GRANTED = "granted", pgettext_lazy("extension", "Granted")
    DECLINED = "declined", pgettext_lazy("extension", "Declined")


class InputState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("input", "Asked")
    WRITING = "writing", _("Being written")
    GIVEN = "given", pgettext_lazy("input", "Given")
    TAKEN_BACK = "taken-back", _("Taken back")


class News(StrEnum):
    """What is announced of consultations and of what ministries are asked (see `coordination/notices`)."""

    OPENED = "consultation.opened"
    REMINDED = "consultation.reminded"
    EXTENDED = "consultation.extended"
    CLOSED = "consultation.closed"
    WITHDRAWN = "consultation.withdrawn"
    ENDED = "consultation.ended"
    CONCLUDED = "consultation.concluded"
    REPLIED = "consultation.replied"
    POSITION = "consultation.position"
    LIFTED = "consultation.lifted"
    MORE_TIME = "consultation.more-time"
    DECLINED = "consultation.declined"
    SYNTHESIS = "consultation.synthesis"
    DUE = "consultation.due"
    INPUT_ASKED = "input.asked"
    INPUT_GIVEN = "input.given"
