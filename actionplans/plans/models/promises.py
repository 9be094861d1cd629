"""What delegations were asked to carry, and what they answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedQuerySet

from ..kinds import Answer, Light, Share
from ..policy import ContributionPolicy
from .actions import Action


class Contribution(Gated):
    """One organisation's part in an action: asked, accepted or declined, and how its own part stands.

    Read by whoever reads the action (`GatePart` ties the audiences); written by the delegation that
    was asked, without touching the rest of the action.
    """

    action = models.ForeignKey(Action, models.DO_NOTHING, db_constraint=False, related_name="contributions")
    organisation = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    party = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    share = models.CharField(_("Part"), max_length=15, choices=Share, default=Share.CONTRIBUTOR)
    asked_on = models.DateField(_("Asked on"))
    asked_for = models.CharField(_("What is asked"), max_length=500, blank=True)
    answer = models.CharField(_("Answer"), max_length=15, choices=Answer, default=Answer.UNANSWERED)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    answer_words = models.CharField(_("Words with the answer"), max_length=500, blank=True)
    light = models.CharField(_("Own part"), max_length=15, choices=Light, blank=True)
    words = models.CharField(_("How the own part stands"), max_length=500, blank=True)
    reported_on = models.DateField(_("Reported on"), null=True, blank=True)

    policy = ContributionPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("contribution")
        constraints = [
            models.UniqueConstraint("action", "organisation", name="one_contribution_an_organisation"),
            models.CheckConstraint(
                name="answer_has_a_date",
                condition=Q(answer=Answer.UNANSWERED) | Q(answered_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["party", "answer"], name="contribution_of_party")]
