"""The words of action plans: states of a version, horizons, red-amber-green, stances, answers."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VersionState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("plan or fiche", "Draft")
    CONSULTATION = "consultation", _("In consultation")
    AGREED = "agreed", _("Agreed")
    REVIEW = "review", _("Under review")
    SUPERSEDED = "superseded", _("Superseded")
    DISCARDED = "discarded", _("Discarded")


OPEN = (VersionState.DRAFT, VersionState.CONSULTATION)
IN_FORCE = (VersionState.AGREED, VersionState.REVIEW)
# Once agreed, a text never changes; the database refuses it too (`FreezeText`).
FROZEN = (*IN_FORCE, VersionState.SUPERSEDED)


class Rhythm(models.TextChoices):
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    MEETING = "meeting", _("Before each meeting")


class Level(models.TextChoices):
    EU = "eu", _("EU")
    TEAM_EUROPE = "team-europe", _("Team Europe")
    BILATERAL = "bilateral", _("Bilateral")


class Horizon(models.TextChoices):
    SHORT = "short", _("Short term")
    LONG = "long", _("Long term")


class Serves(models.TextChoices):
    """Whose priority an action serves: the share of each is the plan's balance."""

    PARTNER = "partner", _("Partner's priority")
    EU = "eu", _("EU priority")
    BOTH = "both", _("Both: double win")


class ActionState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Waits for a second person")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class Light(models.TextChoices):
    """Red, amber, green: how an action stands, always with its explanation."""

    NOT_STARTED = "not-started", _("Not started")
    ON_TRACK = "on-track", _("On track")
    AT_RISK = "at-risk", _("At risk")
    OFF_TRACK = "off-track", _("Off track")


class Answer(models.TextChoices):
    UNANSWERED = "unanswered", _("Not answered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class Share(models.TextChoices):
    """What an actor is asked to be for an action."""

    LEAD = "lead", _("Lead")
    CONTRIBUTOR = "contributor", _("Contributor")


class Grade(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Stance(models.TextChoices):
    FRIEND = "friend", _("Friend")
    NEUTRAL = "neutral", _("Neutral")
    TARGET = "target", _("Target")
    BLOCKER = "blocker", _("Blocker")


class Remark(models.TextChoices):
    """An objection stands in the way of agreement until it is resolved."""

    COMMENT = "comment", _("Comment")
    PROPOSAL = "proposal", _("Proposed wording")
    OBJECTION = "objection", _("Objection")


class News(StrEnum):
    """What is announced of plans and their actions (see `coordination/notices`)."""

    CONSULTED = "plan.consulted"
    AGREED = "plan.agreed"
    REVIEWED = "plan.reviewed"
    COMMENTED = "plan.commented"
    RESOLVED = "plan.resolved"
    ASKED = "action.asked"
    ANSWERED = "action.answered"
    MOVED = "action.moved"
    REPORTED = "action.reported"
    CLOSED = "action.closed"
    REOPENED = "action.reopened"
    DUE = "action.due"
    WORDS_COMMENTED = "action.commented"
    WORDS_RESOLVED = "action.resolved"
