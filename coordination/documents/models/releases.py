"""What is released of a record, and the applications for access to it (Regulation (EC) No 1049/2001)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedQuerySet

from ..kinds import Decision, Language, ReleaseState, RequestState
from ..policy import AccessRequestPolicy, ReleasePolicy
from .documents import Document


class Release(Gated):
    """A redacted copy of a record, from proposal to publication.

    `passages` holds what is released and nothing of what is withheld: for each paragraph of the
    source, in order, the text that may be read, with a mark where something was cut, and the ground
    for the cut. `source_digest` is of the source as it was read, so that a later change is seen;
    `approved_digest` is of the passages that were approved: the database refuses to approve, or to
    publish, any other ones, and to let somebody approve what they proposed.
    `originator` is the holder of the record.
    """

    noun = models.CharField(max_length=60, help_text="Table of the record.")
    record = models.UUIDField()
    title = models.CharField(_("Title of the released text"), max_length=300)
    language = models.CharField(_("Language"), max_length=2, choices=Language, default=Language.EN)
    passages = models.JSONField(_("Released text"), default=list)
    digest = models.CharField(max_length=64, help_text="Of title and passages.")
    source_digest = models.CharField(max_length=64)
    state = models.CharField(_("State"), max_length=10, choices=ReleaseState, default=ReleaseState.PROPOSED)
    reason = models.CharField(_("Why it is released"), max_length=500)
    proposed_by_id = models.IntegerField()
    proposed_at = models.DateTimeField()
    proposed_for = models.ForeignKey(
        "coordination.Organisation", models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    approved_by_id = models.IntegerField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_for = models.ForeignKey(
        "coordination.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Approved by"),
    )
    approved_digest = models.CharField(max_length=64, blank=True)
    released_on = models.DateField(_("Released on"), null=True, blank=True)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    stored_as = models.CharField(max_length=120, blank=True)
    size = models.PositiveIntegerField(default=0)

    may: dict[str, bool]  # on rows of `queries.releases`

    policy = ReleasePolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("release")
        constraints = [
            models.CheckConstraint(
                name="release_is_approved_by_somebody_else",
                condition=Q(approved_by_id=None) | ~Q(approved_by_id=F("proposed_by_id")),
            ),
            models.CheckConstraint(
                name="approval_is_of_what_is_released",
                condition=Q(state__in=[ReleaseState.PROPOSED, ReleaseState.DROPPED])
                | Q(approved_by_id__isnull=False, approved_digest=F("digest")),
            ),
            models.CheckConstraint(
                name="released_text_has_a_file_and_a_day",
                condition=~Q(state=ReleaseState.RELEASED)
                | (Q(released_on__isnull=False, size__gt=0) & ~Q(stored_as="")),
            ),
        ]
        indexes = [models.Index(fields=["noun", "record", "-created_at"], name="release_of_record")]


class AccessRequest(Gated):
    """An application for access to a document, with its clocks, in working days.

    Read by the General Secretariat, which handles it (`originator`), and by the holder of the
    document, who is consulted. The applicant is not named: `reference` leads to the correspondence.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    holder = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    reference = models.CharField(_("Reference of the application"), max_length=60)
    registered_on = models.DateField(_("Registered on"))
    due_on = models.DateField(_("Answer due"))
    extended = models.BooleanField(_("Extended"), default=False)
    extension_reason = models.CharField(_("Reason for the extension"), max_length=300, blank=True)
    consulted_on = models.DateField(_("Holder consulted on"), null=True, blank=True)
    advised_on = models.DateField(_("Holder answered on"), null=True, blank=True)
    advice = models.CharField(_("What the holder advises"), max_length=10, choices=Decision, blank=True)
    advice_words = models.CharField(_("Reasons of the holder"), max_length=1000, blank=True)
    state = models.CharField(_("State"), max_length=15, choices=RequestState, default=RequestState.OPEN)
    decision = models.CharField(_("Decision"), max_length=10, choices=Decision, blank=True)
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)
    grounds = models.JSONField(_("Grounds"), default=list, help_text="Codes of `Ground`.")
    words = models.CharField(_("Reasons"), max_length=2000, blank=True)
    confirmatory_on = models.DateField(_("Confirmatory application on"), null=True, blank=True)
    release = models.ForeignKey(
        Release, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Release")
    )

    may: dict[str, bool]  # on rows of `queries.releases`

    policy = AccessRequestPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("application for access")
        constraints = [
            models.UniqueConstraint("originator", "reference", name="one_application_a_reference"),
            models.CheckConstraint(
                name="application_is_due_after_it_is_registered",
                condition=Q(due_on__gte=F("registered_on")),
            ),
            models.CheckConstraint(
                name="answered_application_has_a_decision",
                condition=~Q(state__in=[RequestState.ANSWERED, RequestState.CLOSED])
                | (~Q(decision="") & Q(decided_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="withheld_text_has_a_ground",
                condition=Q(decision__in=["", Decision.FULL]) | ~Q(grounds=[]),
            ),
            models.CheckConstraint(
                name="extension_has_a_reason", condition=Q(extended=False) | ~Q(extension_reason="")
            ),
        ]
        indexes = [models.Index(fields=["document", "-registered_on"], name="application_for_document")]
