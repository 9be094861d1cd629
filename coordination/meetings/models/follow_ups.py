"""What a meeting asks of somebody by a day, until it is closed with evidence."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedQuerySet
from coordination.people.models import today

from ..room_kinds import FollowUpState
from ..room_policy import FollowUpPolicy
from .items import AgendaItem
from .meetings import Meeting


class FollowUpQuerySet(GatedQuerySet):
    def open(self) -> Self:
        """Sent out, and neither done nor dropped; the earliest due first."""
        return self.filter(state=FollowUpState.OPEN).order_by("due_on", "pk")

    def late(self) -> Self:
        """Due before today."""
        return self.open().filter(due_on__lt=today())


class FollowUp(Gated):
    """One thing that was asked of one owner, or of all (`owner` empty), in a meeting.

    Written beside its item and read by those who keep the notes until it is sent out; then by
    whoever reads the item. It comes back to the next agenda until it is closed; `closed_in` is the
    meeting that heard of it. `target` is the plan action or measure that it serves, named to those
    alone who may read that one.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+", verbose_name=_("Meeting"))
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+", verbose_name=_("Agenda item"))
    by_presidency = models.BooleanField(help_text="The Presidency convened the meeting.")
    line = models.UUIDField(null=True, blank=True, help_text="The line of the notes that it came from.")
    position = models.PositiveIntegerField(default=0, help_text="Within its item; never shown.")
    title = models.CharField(_("What is asked"), max_length=300)
    words = models.TextField(_("Details"), max_length=2000, blank=True)
    owner = models.ForeignKey(
        "Organisation", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Owner")
    )
    owner_party = models.ForeignKey("Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country")
    )
    due_on = models.DateField(_("Due"), null=True, blank=True)
    agreed_due_on = models.DateField(_("Due as sent out"), null=True, blank=True)
    moved_reason = models.CharField(_("Reason for the new date"), max_length=500, blank=True)
    target_noun = models.CharField(max_length=60, blank=True, help_text="Table of the record that it serves.")
    target_id = models.UUIDField(null=True, blank=True)
    state = models.CharField(_("State"), max_length=10, choices=FollowUpState, default=FollowUpState.DRAFT)
    issued_on = models.DateField(_("Sent out on"), null=True, blank=True)
    standing = models.CharField(_("How it stands"), max_length=500, blank=True)
    reported_on = models.DateField(_("Reported on"), null=True, blank=True)
    evidence = models.CharField(_("Evidence"), max_length=1000, blank=True)
    address = models.URLField(_("Where it can be read"), max_length=500, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    drop_reason = models.CharField(_("Why it was dropped"), max_length=500, blank=True)
    closed_in = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Closed in")
    )
    is_example = models.BooleanField(default=False)

    # On rows that come from `queries`.
    may: dict[str, bool]
    item_number: str
    item_title: str
    meeting_title: str
    meeting_starts_at: Any

    policy = FollowUpPolicy()
    objects = FollowUpQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("follow-up")
        constraints = [
            models.CheckConstraint(
                name="follow_up_sent_out_has_a_day",
                condition=~Q(state__in=[FollowUpState.OPEN, FollowUpState.DONE]) | Q(issued_on__isnull=False),
            ),
            models.CheckConstraint(
                name="done_follow_up_has_evidence",
                condition=~Q(state=FollowUpState.DONE) | (~Q(evidence="") & Q(done_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="dropped_follow_up_has_a_reason",
                condition=~Q(state=FollowUpState.DROPPED) | ~Q(drop_reason="") | Q(issued_on=None),
            ),
            models.CheckConstraint(
                name="moved_follow_up_has_a_reason",
                condition=Q(agreed_due_on=None) | Q(due_on=F("agreed_due_on")) | ~Q(moved_reason=""),
            ),
            models.CheckConstraint(
                name="follow_up_names_its_target_whole",
                condition=Q(target_noun="", target_id=None)
                | (~Q(target_noun="") & Q(target_id__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "state", "due_on"], name="follow_up_by_day"),
            models.Index(fields=["meeting", "item"], name="follow_up_of_meeting"),
            models.Index(
                fields=["closed_in"], name="follow_up_closed_in", condition=Q(closed_in__isnull=False)
            ),
            models.Index(
                fields=["owner_party", "due_on"], name="follow_up_of_owner", condition=Q(state="open")
            ),
            models.Index(
                fields=["target_id"], name="follow_up_for_target", condition=Q(target_id__isnull=False)
            ),
        ]
