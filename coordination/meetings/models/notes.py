"""The lines of the notes: as they are written, as somebody types them, as they were sent out."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet

from ..room_kinds import LONGEST_LINE, LineKind, Stance
from ..room_policy import NoteLinePolicy, PenPolicy
from .items import AgendaItem
from .meetings import Meeting


class NoteLineQuerySet(GatedQuerySet):
    def kept(self) -> Self:
        """Lines that were not taken out, in their order."""
        return self.filter(removed_at=None).order_by("position", "created_at", "pk")


class Noted(models.Model):
    """What a line says, whether it is still written or was sent out."""

    kind = models.CharField(_("Kind"), max_length=15, choices=LineKind, default=LineKind.PARAGRAPH)
    organisation = models.ForeignKey(
        "coordination.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Who spoke"),
    )
    said_at = models.DateTimeField(_("Time"))
    stance = models.CharField(_("Position"), max_length=10, choices=Stance, blank=True, default=Stance.NONE)
    text = models.TextField(_("Text"), max_length=LONGEST_LINE, blank=True)
    position = models.BigIntegerField(default=0, help_text="Place within its kind; never shown.")
    about = models.UUIDField(null=True, blank=True, help_text="The conclusion that it objects to.")
    read_out_at = models.DateTimeField(_("Read out at"), null=True, blank=True)

    class Meta:
        abstract = True


class NoteLine(Noted, Gated):
    """A line of the notes as they are being written; read by those who keep them alone.

    A row of its own with a version, so that several people write at once. What others read of it is
    an `IssuedLine`: a row of its own too, so that nothing is masked and nothing unmasked by mistake.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+")
    by_presidency = models.BooleanField(help_text="The Presidency convened the meeting.")
    saved_at = models.DateTimeField()
    removed_at = models.DateTimeField(_("Taken out at"), null=True, blank=True)

    policy = NoteLinePolicy()
    objects = NoteLineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("line of the notes")
        constraints = [
            models.CheckConstraint(
                name="intervention_names_who_spoke",
                condition=~Q(kind=LineKind.INTERVENTION) | Q(organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="conclusion_is_read_out",
                condition=Q(read_out_at=None) | Q(kind=LineKind.CONCLUSION),
            ),
        ]
        indexes = [
            models.Index(fields=["item", "position"], name="line_of_item"),
            models.Index(fields=["meeting"], name="line_of_meeting"),
        ]


class Pen(Gated):
    """What somebody is typing on a line and has not saved: seen by those who keep the notes, lost by nobody.

    `base` is the version of the line that the writer began with. When the line moved on since, this
    is the second text, shown beside the first until somebody chooses.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    line = models.ForeignKey(NoteLine, models.PROTECT, related_name="pens")
    user_id = models.IntegerField()
    post = models.CharField(max_length=160, blank=True, help_text="Of the writer: posts, not names.")
    text = models.TextField(max_length=LONGEST_LINE, blank=True)
    base = models.PositiveIntegerField()
    at = models.DateTimeField()

    policy = PenPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("text being typed")
        constraints = [models.UniqueConstraint("line", "user_id", name="one_pen_a_line_and_person")]


class IssuedLineQuerySet(GatedQuerySet):
    def current(self) -> Self:
        """As last sent out or read out, in their order."""
        return self.filter(until_issue=None).order_by("position", "pk")

    def as_of(self, issue: int) -> Self:
        """As they stood with an issue: 1 is the first, 2 is REV 1."""
        later = Q(until_issue=None) | Q(until_issue__gt=issue)
        return self.filter(later, since_issue__lte=issue).order_by("position", "pk")


class IssuedLine(Noted, GatedPart):
    """A line as others read it: read out in the room, or sent out with an issue of the notes.

    A part of its item, so it can never be readable where the item is not. `line` names the line
    through all its issues; `since_issue` is 0 for what was only read out so far, `until_issue` the
    issue that brought another text or took the line out.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.DO_NOTHING, db_constraint=False, related_name="+")
    line = models.UUIDField()
    since_issue = models.PositiveSmallIntegerField(default=0)
    until_issue = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    parent = "item"
    objects = IssuedLineQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("line sent out")
        constraints = [
            models.UniqueConstraint("line", name="one_current_text_a_line", condition=Q(until_issue=None)),
            models.CheckConstraint(
                name="issued_line_ends_after_it_begins",
                condition=Q(until_issue=None) | Q(until_issue__gt=F("since_issue")),
            ),
        ]
        indexes = [
            models.Index(fields=["item", "position"], name="issued_line_of_item"),
            models.Index(fields=["meeting"], name="issued_line_of_meeting"),
        ]
