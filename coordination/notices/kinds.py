"""The words of notices: why somebody is told, and how it reaches them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    """Why somebody is told; every notice says which rule it was."""

    MENTIONED = "mentioned", _("you are mentioned")
    ASKED = "asked", _("your delegation is asked")
    SHARED = "shared", _("it is shared with your organisation by name")
    LEAD = "lead", _("your delegation leads it")
    CONTRIBUTOR = "contributor", _("your delegation contributes to it")
    AUTHOR = "author", _("your delegation raised it")
    OWNER = "owner", _("your delegation wrote it")
    CHAIR = "chair", _("you hold the Presidency")
    READERS = "readers", _("all delegations that can read it are told")
    FOLLOWED = "followed", _("you follow it")


# Rules whose names an announcement carries as ids of organisations (of those in whose name people speak).
NAMING = (Rule.ASKED, Rule.LEAD, Rule.CONTRIBUTOR, Rule.AUTHOR, Rule.OWNER)


class Way(models.TextChoices):
    """How a notice reaches somebody; each also stands in the product, but for the last."""

    AT_ONCE = "at-once", _("By mail at once")
    DIGEST = "digest", _("In the digest")
    PRODUCT = "product", _("Here only")
    NOTHING = "nothing", _("Not at all")


# What asks something of somebody is told at once, unless they choose otherwise.
WAY_OF_RULE = {Rule.MENTIONED: Way.AT_ONCE, Rule.ASKED: Way.AT_ONCE}
MAILED = (Way.AT_ONCE, Way.DIGEST)


class Digest(models.TextChoices):
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every Monday")
    NEVER = "never", _("No digest")


class MailKind(models.TextChoices):
    AT_ONCE = "at-once", _("At once")
    DIGEST = "digest", _("Digest")


class MailState(models.TextChoices):
    """A mail is claimed before it is handed over, so that a job that was killed never sends it twice."""

    CLAIMED = "claimed", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Not sent")
    LOST = "lost", _("Perhaps sent")
