"""The words of the register: kinds of activity, levels, statuses, roles."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PROJECT = "project", _("Project or programme")
    VISIT = "visit", _("Visit or high-level dialogue")
    TECHNICAL_MEETING = "technical-meeting", _("Technical meeting")
    NEGOTIATION = "negotiation", _("Negotiation or agreement")
    CAPACITY = "capacity", _("Capacity building and equipment")
    LIAISON = "liaison", _("Liaison posting")
    MISSION = "mission", _("Mission or operation")
    RETURN = "return", _("Return or reintegration programme")
    CAMPAIGN = "campaign", _("Information campaign")
    FACILITY = "facility", _("Facility or centre")
    PLATFORM = "platform", _("Cooperation platform or joint team")
    BUDGET_SUPPORT = "budget-support", _("Budget support")
    OTHER = "other", _("Other")


class Level(models.TextChoices):
    EU = "eu", _("EU")
    TEAM_EUROPE = "team-europe", _("Team Europe")
    BILATERAL = "bilateral", _("Bilateral")
    MULTILATERAL = "multilateral", _("Multilateral")


class Status(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    SUSPENDED = "suspended", _("Suspended")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Cancelled")


class State(models.TextChoices):
    """The state of the entry itself, apart from the status of what it describes."""

    DRAFT = "draft", _("Draft")
    CURRENT = "current", _("Current")
    RETIRED = "retired", _("Retired")
    DISCARDED = "discarded", _("Discarded draft")


class Precision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")


class Role(models.TextChoices):
    FUNDING = "funding", _("Funds")
    IMPLEMENTING = "implementing", _("Implements")
    ACCOUNTABLE = "accountable", _("Is accountable")


class Stage(models.TextChoices):
    PLANNED = "planned", _("planned")
    COMMITTED = "committed", _("committed")
    PAID = "paid", _("paid")


class News(StrEnum):
    """What is announced of an entry (see `coordination/notices`)."""

    LOGGED = "activity.logged"
    SHARED = "activity.shared"
    CHANGED = "activity.changed"
    RETIRED = "activity.retired"
