"""The notes of a meeting as a whole: how far they are, and what delegations say about them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet

from ..room_kinds import SETTLED, OutcomeState, RemarkKind
from ..room_policy import OutcomePolicy
from .items import AgendaItem
from .meetings import Meeting


class Outcome(Gated):
    """The record of a meeting that was opened: draft, out for comments, agreed, locked.

    Read by whoever reads the meeting (`GatePart` ties the audience); it holds no word of the notes.
    `issues` counts how often they were sent out, so that the first issue is 1 and REV 1 is 2. With
    `is_live` what is noted is read in the room at once.
    """

    meeting = models.OneToOneField(Meeting, models.DO_NOTHING, db_constraint=False, related_name="outcome")
    by_presidency = models.BooleanField(help_text="The Presidency convened the meeting.")
    state = models.CharField(_("State"), max_length=10, choices=OutcomeState, default=OutcomeState.DRAFT)
    is_live = models.BooleanField(_("Read in the room at once"), default=False)
    issues = models.PositiveSmallIntegerField(default=0)
    issued_at = models.DateTimeField(_("Sent for comments at"), null=True, blank=True)
    comments_until = models.DateTimeField(_("Comments until"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("Agreed at"), null=True, blank=True)
    agreed_in = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Agreed in")
    )
    locked_at = models.DateTimeField(_("Locked at"), null=True, blank=True)

    # On rows that come from `queries`.
    may: dict[str, bool]

    policy = OutcomePolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("notes of a meeting")
        constraints = [
            models.CheckConstraint(
                name="notes_out_for_comments_say_until_when",
                condition=~Q(state=OutcomeState.COMMENTS)
                | Q(comments_until__isnull=False, issued_at__isnull=False),
            ),
            models.CheckConstraint(
                name="agreed_notes_were_issued",
                condition=~Q(state__in=SETTLED) | Q(agreed_at__isnull=False, issues__gt=0),
            ),
            models.CheckConstraint(
                name="locked_notes_have_a_time",
                condition=~Q(state=OutcomeState.LOCKED) | Q(locked_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["comments_until"], name="notes_for_comments", condition=Q(state=OutcomeState.COMMENTS)
            )
        ]


class NoteRemark(GatedPart):
    """What a delegation says about one line of the notes that were sent out; read by whoever reads the item.

    `line` names the line through all its issues, `issue` is the one that was read, and `quote` keeps
    its first words, so that the place is found again after the text changed.
    """

    item = models.ForeignKey(AgendaItem, models.DO_NOTHING, db_constraint=False, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    key = models.UUIDField(
        unique=True, default=uuid.uuid4, editable=False, help_text="Names it in addresses."
    )
    line = models.UUIDField(null=True, blank=True, help_text="Empty: the item as a whole.")
    issue = models.PositiveSmallIntegerField()
    quote = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey("Organisation", models.PROTECT, related_name="+")
    user_id = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=RemarkKind, default=RemarkKind.COMMENT)
    text = models.TextField(_("Comment"), max_length=4000)
    proposal = models.TextField(_("Proposed wording"), max_length=4000, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey("Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.CharField(_("How it was resolved"), max_length=500, blank=True)

    parent = "item"

    class Meta:
        verbose_name = _("comment on notes")
        constraints = [
            models.CheckConstraint(
                name="note_remark_resolved_by_somebody",
                condition=Q(resolved_at=None) | Q(resolved_by__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["meeting", "at"], name="remark_on_notes")]
