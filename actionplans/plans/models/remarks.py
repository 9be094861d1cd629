"""Comments tied to a paragraph or a field, and the notes that a delegation keeps to itself."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet

from ..kinds import Remark
from ..policy import NotePolicy
from .actions import Action, ActionTerms
from .versions import Plan, PlanVersion


class Comment(GatedPart):
    """Something said on one place of a text, read by whoever reads the text.

    `field` names the place, `paragraph` counts from 1 (0: the whole field) and `quote` keeps the
    first words that were commented on, so that the place is found again after the text moved.
    """

    key = models.UUIDField(
        unique=True, default=uuid.uuid4, editable=False, help_text="Names it in addresses."
    )
    organisation = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    user_id = models.IntegerField()
    at = models.DateTimeField(auto_now_add=True)
    field = models.CharField(max_length=60)
    paragraph = models.PositiveSmallIntegerField(default=0)
    quote = models.CharField(max_length=120, blank=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=Remark, default=Remark.COMMENT)
    text = models.TextField(_("Comment"), max_length=4000)
    proposal = models.TextField(_("Proposed wording"), max_length=4000, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        "coordination.Organisation", models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution = models.CharField(_("How it was resolved"), max_length=500, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_resolved_by_somebody",
                condition=Q(resolved_at=None) | Q(resolved_by__isnull=False),
            )
        ]


class PlanComment(Comment):
    """A comment on the texts of a version."""

    plan_version = models.ForeignKey(PlanVersion, models.DO_NOTHING, db_constraint=False, related_name="+")

    parent = "plan_version"

    class Meta(Comment.Meta):
        indexes = [models.Index(fields=["plan_version", "at"], name="comment_of_version")]


class TermsComment(Comment):
    """A comment on the words of an action, read by the action's own circle."""

    terms = models.ForeignKey(ActionTerms, models.DO_NOTHING, db_constraint=False, related_name="+")

    parent = "terms"

    class Meta(Comment.Meta):
        indexes = [models.Index(fields=["terms", "at"], name="comment_of_terms")]


class InternalNote(Gated):
    """What a delegation notes for itself on a plan or an action; nobody else ever reads it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    action = models.ForeignKey(Action, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("Note"), max_length=4000)

    policy = NotePolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("internal note")
        indexes = [models.Index(fields=["plan", "created_at"], name="note_on_plan")]
