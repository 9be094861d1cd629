"""The words of meetings: bodies, states, kinds of items, what is presented and what is done with it."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BodyKind(models.TextChoices):
    WORKING_PARTY = "working-party", _("Working party")
    ROUNDTABLE = "roundtable", _("Roundtable")
    COORDINATION_GROUP = "coordination-group", _("Coordination group")
    PROCESS = "process", _("Process with partners")
    IN_COUNTRY = "in-country", _("Coordination by an EU Delegation")
    INFORMAL = "informal", _("Informal circle")


class MeetingState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("meeting", "Draft")
    ISSUED = "issued", pgettext_lazy("meeting", "Issued")
    RUNNING = "running", pgettext_lazy("meeting", "Under way")
    HELD = "held", pgettext_lazy("meeting", "Held")
    LOCKED = "locked", pgettext_lazy("meeting", "Locked")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")
    TEMPLATE = "template", pgettext_lazy("meeting", "Template")


# While the agenda can still be arranged.
OPEN = (MeetingState.DRAFT, MeetingState.ISSUED)
# What a calendar shows.
DATED = (
    MeetingState.DRAFT,
    MeetingState.ISSUED,
    MeetingState.RUNNING,
    MeetingState.HELD,
    MeetingState.LOCKED,
    MeetingState.CANCELLED,
)
# What took place.
PAST = (MeetingState.HELD, MeetingState.LOCKED)


class Marking(models.TextChoices):
    """How a paper of a meeting is marked; a narrower circle is added to it in words."""

    LIMITE = "limite", _("LIMITE")
    PUBLIC = "public", _("PUBLIC")


class Series(models.TextChoices):
    """The Council's series in which notices and agendas are numbered."""

    CM = "CM", _("CM: notice of meeting and provisional agenda")
    WK = "WK", _("WK: working paper")
    NONE = "", _("No Council number")


class Rhythm(models.TextChoices):
    """How far apart the meetings of a series are."""

    WEEKLY = "weekly", _("Every week")
    FORTNIGHTLY = "fortnightly", _("Every two weeks")
    MONTHLY = "monthly", _("Every month")


class Capacity(models.TextChoices):
    """As what somebody takes part."""

    MEMBER = "member", _("Member")
    GUEST = "guest", _("Guest")


class Coming(models.TextChoices):
    """What an invited organisation answered."""

    UNANSWERED = "unanswered", pgettext_lazy("invitation", "No answer yet")
    YES = "yes", pgettext_lazy("invitation", "Takes part")
    NO = "no", pgettext_lazy("invitation", "Does not take part")


class ItemKind(models.TextChoices):
    """Who is in the room for an item."""

    COMMON = "common", pgettext_lazy("agenda item", "Common")
    INTERNAL = "internal", pgettext_lazy("agenda item", "Internal")
    CLOSED = "closed", pgettext_lazy("agenda item", "Closed")


class Standing(models.TextChoices):
    """Items that every agenda of a body has: they are drawn in by themselves."""

    NONE = "", _("No standing item")
    ADOPTION = "adoption", _("Adoption of the agenda")
    NOTES = "notes", _("Approval of the notes of the last meeting")
    FOLLOW_UPS = "follow-ups", _("Follow-ups of the last meeting")
    AOB = "aob", _("Any other business")


class ItemState(models.TextChoices):
    PREPARED = "prepared", pgettext_lazy("agenda item", "Not issued yet")
    ISSUED = "issued", pgettext_lazy("agenda item", "On the agenda")
    WITHDRAWN = "withdrawn", pgettext_lazy("agenda item", "Withdrawn")


class Input(models.TextChoices):
    """What somebody brings to an item: the lines with a dash."""

    PRESENTATION = "presentation", _("Presentation")
    INFORMATION = "information", _("Information")
    DEBRIEF = "debrief", _("Debrief")
    STATE_OF_PLAY = "state-of-play", _("State of play")
    SYNTHESIS = "synthesis", _("Synthesis")
    INTRODUCTION = "introduction", _("Introduction")


class Handling(models.TextChoices):
    """What the meeting does with an item: the line with an equals sign."""

    NONE = "", _("Handling missing")
    ADOPTION = "adoption", _("Adoption")
    APPROVAL = "approval", _("Approval")
    INFORMATION = "information", _("Information")
    EXCHANGE = "exchange", _("Exchange of views")
    DISCUSSION = "discussion", _("Discussion")
    GUIDANCE = "guidance", _("Guidance for further work")
    ENDORSEMENT = "endorsement", _("Endorsement")
    CONCLUSIONS = "conclusions", _("Operational conclusions")


class PaperState(models.TextChoices):
    TO_BE_ISSUED = "to-be-issued", _("To be issued")
    TO_FOLLOW = "to-follow", _("To follow")
    ISSUED = "issued", pgettext_lazy("paper", "Issued")
    DROPPED = "dropped", pgettext_lazy("paper", "No longer expected")


WAITED_FOR = (PaperState.TO_BE_ISSUED, PaperState.TO_FOLLOW)


class RequestKind(models.TextChoices):
    """Why a point waits for an agenda."""

    AOB = "aob", _("Any other business")
    ITEM = "item", _("Agenda item")
    BACKLOG = "backlog", _("Kept for a later meeting")


class RequestState(models.TextChoices):
    ASKED = "asked", pgettext_lazy("request for an item", "Asked")
    ACCEPTED = "accepted", pgettext_lazy("request for an item", "On the agenda")
    DECLINED = "declined", pgettext_lazy("request for an item", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("request for an item", "Withdrawn")


class News(StrEnum):
    """What is announced of meetings and of what they ask (see `coordination/notices`)."""

    ISSUED = "meeting.issued"
    REVISED = "meeting.revised"
    CANCELLED = "meeting.cancelled"
    PAPER_ISSUED = "meeting.paper-issued"
    PAPER_ASKED = "meeting.paper-asked"
    PAPER_DUE = "meeting.paper-due"
    POINT_ASKED = "meeting.point-asked"
    POINT_ANSWERED = "meeting.point-answered"
    NOTES_OUT = "meeting.notes-out"
    NOTES_DUE = "meeting.notes-due"
    NOTES_AGREED = "meeting.notes-agreed"
    TASK_ASKED = "follow-up.asked"
    TASK_OF_ALL = "follow-up.of-all"
    TASK_DUE = "follow-up.due"
    TASK_MOVED = "follow-up.moved"
    TASK_REPORTED = "follow-up.reported"
    TASK_CLOSED = "follow-up.closed"
    TASK_REOPENED = "follow-up.reopened"
