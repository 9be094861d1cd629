"""What a fiche asks of somebody, and what delegations contribute to it."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionplans.plans.kinds import Answer, Light
from actionplans.plans.models import Action
from coordination.access.models import Gated, GatedQuerySet
from coordination.people.models import today

from ..kinds import RUNNING, WRITTEN, MeasureState, Stage
from ..policy import FicheContributionPolicy, MeasurePolicy
from .fiches import Fiche


class MeasureQuerySet(GatedQuerySet):
    def open(self) -> Self:
        """Asked, and neither done nor dropped."""
        return self.filter(state=MeasureState.OPEN)

    def due(self) -> Self:
        """Open measures of endorsed fiches, the earliest first."""
        return self.open().filter(stage__in=RUNNING).order_by("due_on", "pk")

    def late(self) -> Self:
        """Due before today."""
        return self.due().filter(due_on__lt=today())


class Measure(Gated):
    """One thing that is asked of one owner by a day.

    A row of its own, so that two people can work on two measures at once; read by whoever reads the
    fiche (`GatePart` ties audience and stage). `agreed_due_on` is the day that was endorsed;
    `due_on` may move since, with a reason. `action` is named to those alone who may read it.
    """

    fiche = models.ForeignKey(Fiche, models.DO_NOTHING, db_constraint=False, related_name="measures")
    stage = models.CharField(max_length=15, choices=Stage, default=Stage.DRAFT, help_text="Of its fiche.")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("What is asked"), max_length=300)
    owner = models.ForeignKey(
        "coordination.Organisation", models.PROTECT, related_name="+", verbose_name=_("Owner")
    )
    owner_party = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    lever = models.CharField(_("Lever"), max_length=500, blank=True)
    message = models.CharField(_("Message"), max_length=1000, blank=True)
    deliverable = models.CharField(_("Deliverable"), max_length=500, blank=True)
    starts_on = models.DateField(_("Start"), null=True, blank=True)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    agreed_due_on = models.DateField(_("Due as endorsed"), null=True, blank=True)
    moved_reason = models.CharField(_("Reason for the new date"), max_length=500, blank=True)
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Plan action")
    )
    state = models.CharField(_("State"), max_length=10, choices=MeasureState, default=MeasureState.OPEN)
    light = models.CharField(_("Status"), max_length=15, choices=Light, default=Light.NOT_STARTED)
    words = models.CharField(_("How it stands"), max_length=500, blank=True)
    reported_on = models.DateField(_("Reported on"), null=True, blank=True)
    done_on = models.DateField(_("Done on"), null=True, blank=True)
    evidence = models.CharField(_("Evidence"), max_length=500, blank=True)
    address = models.URLField(_("Where it can be read"), max_length=500, blank=True)

    # On rows that come from `queries.reading.measures_to_act_on`.
    may: dict[str, bool]
    action_title: str

    policy = MeasurePolicy()
    objects = MeasureQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("measure")
        constraints = [
            models.CheckConstraint(
                name="measure_is_due_after_it_starts",
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="asked_measure_has_a_due_date",
                condition=Q(stage__in=[*WRITTEN, Stage.DISCARDED]) | Q(due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="done_measure_has_evidence",
                condition=~Q(state=MeasureState.DONE) | (~Q(evidence="") & Q(done_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="dropped_measure_has_a_reason",
                condition=~Q(state=MeasureState.DROPPED) | ~Q(words=""),
            ),
            models.CheckConstraint(
                name="moved_measure_has_a_reason",
                condition=Q(agreed_due_on=None) | Q(due_on=F("agreed_due_on")) | ~Q(moved_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["fiche", "number"], name="measure_of_fiche"),
            models.Index(
                fields=["owner_party", "due_on"], name="measure_of_owner", condition=Q(state="open")
            ),
        ]


class FicheContribution(Gated):
    """One organisation's contribution to a fiche: asked or offered, accepted or declined, and how it stands.

    Read by whoever reads the fiche; written by the delegation itself.
    """

    fiche = models.ForeignKey(Fiche, models.DO_NOTHING, db_constraint=False, related_name="contributions")
    organisation = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    party = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    asked_on = models.DateField(_("Asked on"))
    asked_for = models.CharField(_("What is asked"), max_length=500, blank=True)
    answer = models.CharField(_("Answer"), max_length=15, choices=Answer, default=Answer.UNANSWERED)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    answer_words = models.CharField(_("What it contributes"), max_length=500, blank=True)
    light = models.CharField(_("Own part"), max_length=15, choices=Light, blank=True)
    words = models.CharField(_("How the own part stands"), max_length=500, blank=True)
    reported_on = models.DateField(_("Reported on"), null=True, blank=True)

    policy = FicheContributionPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("contribution to a fiche")
        constraints = [
            models.UniqueConstraint("fiche", "organisation", name="one_fiche_contribution"),
            models.CheckConstraint(
                name="fiche_answer_has_a_date",
                condition=Q(answer=Answer.UNANSWERED) | Q(answered_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["party", "answer"], name="fiche_contribution_of")]
