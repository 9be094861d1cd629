"""What happens in the room: how far each item is, who asks for the floor, and what changed last."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Audience, GatedPart, GatedQuerySet

from ..room_kinds import Result, RunState
from .items import AgendaItem
from .meetings import Meeting


class ItemRun(GatedPart):
    """An item that the room has reached; read by whoever reads the item.

    `seconds` is the time kept until the run was last paused, `since` the beginning of what counts now.
    """

    item = models.OneToOneField(AgendaItem, models.DO_NOTHING, db_constraint=False, related_name="run")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    state = models.CharField(_("In the room"), max_length=10, choices=RunState, default=RunState.OPEN)
    since = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField(_("Began at"))
    closed_at = models.DateTimeField(_("Ended at"), null=True, blank=True)
    result = models.CharField(_("Result"), max_length=10, choices=Result, blank=True, default=Result.NONE)
    list_closed_at = models.DateTimeField(_("List of speakers closed at"), null=True, blank=True)

    parent = "item"

    class Meta:
        verbose_name = _("run of an item")
        constraints = [
            models.CheckConstraint(
                name="open_run_counts_its_time",
                condition=Q(state=RunState.OPEN, since__isnull=False)
                | (~Q(state=RunState.OPEN) & Q(since=None)),
            ),
            models.CheckConstraint(
                name="closed_run_has_an_end",
                condition=~Q(state=RunState.CLOSED) | Q(closed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["meeting"], name="run_of_meeting")]


class SpeakerQuerySet(GatedQuerySet):
    def listed(self) -> Self:
        """Everybody who asked and did not take it back, in the order of the list."""
        return self.filter(withdrawn_at=None).order_by("place", "pk")

    def waiting(self) -> Self:
        """Who has not been called yet."""
        return self.listed().filter(called_at=None)


class Speaker(GatedPart):
    """An organisation on the list of speakers of an item: when it asked, was called, and had spoken."""

    item = models.ForeignKey(AgendaItem, models.DO_NOTHING, db_constraint=False, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    key = models.UUIDField(
        unique=True, default=uuid.uuid4, editable=False, help_text="Names it in addresses."
    )
    organisation = models.ForeignKey("Organisation", models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(help_text="On the list of its item.")
    asked_at = models.DateTimeField(_("Asked at"))
    called_at = models.DateTimeField(_("Called at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Spoke until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("Taken back at"), null=True, blank=True)

    parent = "item"
    objects = SpeakerQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("speaker")
        constraints = [
            models.UniqueConstraint(
                "item",
                "organisation",
                name="waits_for_the_floor_once",
                condition=Q(called_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="speaker_was_called_before_the_end",
                condition=Q(ended_at=None) | Q(called_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["item", "place"], name="speaker_of_item")]


class RoomChange(models.Model):
    """When something in a room last changed: what those who look on ask for, every two seconds.

    Triggers keep it (`operations.py`); it carries the audience of the row that changed and says
    nothing else of it. `at` grows in the order of commits within a meeting, so that nobody who asks
    for what came after a time misses what was committed later.
    """

    id = models.BigAutoField(primary_key=True)
    audience = models.ForeignKey(Audience, models.DO_NOTHING, related_name="+", db_constraint=False)
    meeting_id = models.UUIDField()
    topic = models.CharField(max_length=12)
    record = models.UUIDField(help_text="The line or follow-up, else its item, else the meeting.")
    item_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    objects = GatedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("topic", "record", name="one_change_a_topic_and_record")]
        indexes = [models.Index(fields=["meeting_id", "at"], name="change_in_room")]
