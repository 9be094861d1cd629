"""Meetings, and who is invited to them."""

import datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet
from coordination.people.models import BRUSSELS, PresidencyTerm

from ..kinds import DATED, OPEN, PAST, Capacity, Coming, Marking, MeetingState
from ..policy import MeetingPolicy
from ..room_kinds import Presence
from .bodies import Body

NEVER_ISSUED = (MeetingState.DRAFT, MeetingState.TEMPLATE)


def _over() -> Q:
    """Its time has passed and nobody sits any more: a meeting that runs late is still under way."""
    return Q(ends_at__lt=timezone.now()) & ~Q(state=MeetingState.RUNNING)


class MeetingQuerySet(GatedQuerySet):
    def dated(self) -> Self:
        """Meetings with a place in the calendar: no templates."""
        return self.filter(state__in=DATED)

    def upcoming(self) -> Self:
        """Meetings that are not over, soonest first."""
        return self.dated().exclude(_over()).order_by("starts_at", "pk")

    def past(self) -> Self:
        """Meetings that are over, latest first."""
        return self.dated().filter(_over()).order_by("-starts_at", "-pk")

    def took_place(self) -> Self:
        return self.filter(state__in=PAST)

    def open(self) -> Self:
        """Meetings whose agenda can still be arranged."""
        return self.filter(state__in=OPEN)

    def between(self, first: datetime.datetime, last: datetime.datetime) -> Self:
        """Meetings with some of their time in the span, soonest first."""
        return self.dated().filter(starts_at__lt=last, ends_at__gte=first).order_by("starts_at", "pk")


class Meeting(Gated):
    """A dated session of a body.

    A draft is read by its organisers alone: its originator and, where the Presidency convenes, the
    General Secretariat and the term of its day (`term`). Issued, it is read by all who are invited.
    `revision` counts the issues after the first, and only what every reader of the meeting could
    read of them; `sequence` counts what a calendar has to know.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name=_("Body"))
    term = models.ForeignKey(
        PresidencyTerm,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The Presidency term of its day, where the Presidency convenes; its rights move at midnight.",
    )
    series = models.UUIDField(
        null=True, blank=True, help_text="Shared by meetings that were planned together."
    )
    title = models.CharField(_("Title"), max_length=200)
    title_fr = models.CharField(_("Title in French"), max_length=200, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=MeetingState, default=MeetingState.DRAFT)
    starts_at = models.DateTimeField(_("Starts"))
    ends_at = models.DateTimeField(_("Ends"))
    venue = models.CharField(_("Venue"), max_length=200, blank=True)
    address = models.URLField(_("Address for taking part from afar"), max_length=500, blank=True)
    country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country")
    )
    format = models.CharField(_("Format"), max_length=20, blank=True)
    marking = models.CharField(_("Marking"), max_length=10, choices=Marking, default=Marking.LIMITE)
    for_members = models.BooleanField(_("All members read it"), default=False)
    for_country_team = models.BooleanField(_("The country team reads it"), default=False)
    paper_days = models.PositiveSmallIntegerField(_("Days for papers"), default=6)
    notice_days = models.PositiveSmallIntegerField(_("Days of notice"), default=7)
    reference = models.CharField(
        _("Reference"),
        max_length=60,
        blank=True,
        help_text="Given by the General Secretariat; until then empty.",
    )
    revision = models.PositiveSmallIntegerField(_("Revision"), default=0)
    issued_at = models.DateTimeField(_("Issued at"), null=True, blank=True)
    first_issued_at = models.DateTimeField(_("First issued at"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Of the calendar entry.")
    stamped_at = models.DateTimeField(default=timezone.now, help_text="When the calendar entry last changed.")
    changed_fields = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text="Changed since it was last issued.",
    )
    marked_fields = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text="Changed with the last revision."
    )
    began_at = models.DateTimeField(_("Opened at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Closed at"), null=True, blank=True)
    locked_at = models.DateTimeField(_("Locked at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("Cancelled at"), null=True, blank=True)
    cancel_reason = models.CharField(_("Why it is cancelled"), max_length=300, blank=True)
    is_example = models.BooleanField(default=False)

    # On rows that come from `queries`.
    may: dict[str, bool]
    followed: bool

    policy = MeetingPolicy()
    objects = MeetingQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("meeting")
        constraints = [
            models.CheckConstraint(
                name="meeting_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="issued_meeting_has_a_time_of_issue",
                condition=Q(state__in=[*NEVER_ISSUED, MeetingState.CANCELLED]) | Q(issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="running_meeting_began",
                condition=~Q(state__in=[MeetingState.RUNNING, *PAST]) | Q(began_at__isnull=False),
            ),
            models.CheckConstraint(
                name="held_meeting_ended", condition=~Q(state__in=PAST) | Q(ended_at__isnull=False)
            ),
            models.CheckConstraint(
                name="locked_meeting_has_a_time",
                condition=~Q(state=MeetingState.LOCKED) | Q(locked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cancelled_meeting_has_a_reason",
                condition=~Q(state=MeetingState.CANCELLED)
                | (~Q(cancel_reason="") & Q(cancelled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "starts_at"], name="meeting_by_day"),
            models.Index(fields=["body", "starts_at"], name="meeting_of_body"),
            models.Index(
                fields=["country", "starts_at"], name="meeting_in_country", condition=Q(country__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The title in the reader's language."""
        return (self.title_fr if get_language() == "fr" else "") or self.title

    @property
    def day(self) -> datetime.date:
        """Its first day, in Brussels."""
        return self.starts_at.astimezone(BRUSSELS).date()

    @property
    def papers_due_on(self) -> datetime.date:
        """The last day on which a paper is in time."""
        return self.day - datetime.timedelta(days=self.paper_days)

    @property
    def notice_due_on(self) -> datetime.date:
        return self.day - datetime.timedelta(days=self.notice_days)

    @property
    def minutes(self) -> int:
        """How long it is planned to last."""
        return int((self.ends_at - self.starts_at).total_seconds() // 60)


class Participation(GatedPart):
    """An organisation that is invited to a meeting, and what it answered; posts, never names of persons."""

    meeting = models.ForeignKey(
        Meeting, models.DO_NOTHING, db_constraint=False, related_name="participations"
    )
    organisation = models.ForeignKey("Organisation", models.PROTECT, related_name="+")
    capacity = models.CharField(_("Takes part as"), max_length=10, choices=Capacity, default=Capacity.MEMBER)
    coming = models.CharField(_("Answer"), max_length=10, choices=Coming, default=Coming.UNANSWERED)
    posts = models.CharField(
        _("Who comes"), max_length=200, blank=True, help_text=_("Posts, such as two counsellors.")
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    presence = models.CharField(
        _("Takes part"), max_length=10, choices=Presence, blank=True, default=Presence.UNKNOWN
    )
    arrived_at = models.DateTimeField(_("Since"), null=True, blank=True)
    left_at = models.DateTimeField(_("Left at"), null=True, blank=True)

    parent = "meeting"

    class Meta:
        constraints = [
            models.UniqueConstraint("meeting", "organisation", name="one_participation"),
            models.CheckConstraint(
                name="who_left_had_come", condition=Q(left_at=None) | Q(arrived_at__isnull=False)
            ),
        ]
        indexes = [models.Index(fields=["organisation"], name="participation_of")]

    # On rows that come from `queries`: the organisation in the reader's language.
    words: Any
