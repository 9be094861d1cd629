"""A fiche, its countries, and the positions that delegations take on it."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from actionplans.plans.models import Plan
from coordination.access.models import Gated, GatedPart, GatedQuerySet

from ..kinds import LIVE, RUNNING, Procedure, Stage, Stand
from ..policy import FichePolicy


class FicheQuerySet(GatedQuerySet):
    def live(self) -> Self:
        """Neither closed nor discarded nor a template."""
        return self.filter(stage__in=LIVE)

    def running(self) -> Self:
        """Endorsed and not closed."""
        return self.filter(stage__in=RUNNING)


class Fiche(Gated):
    """Something operational, quick and short: what is asked of whom, by when, in one or more countries.

    `number` is drawn, not counted, and unique for each originator and year: a running number would
    tell how many fiches one does not see. A template is a fiche in the stage of that name, read by all.
    """

    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("Title"), max_length=200)
    purpose = models.TextField(_("Purpose"), max_length=2000, blank=True)
    situation = models.TextField(_("Situation"), max_length=8000, blank=True)
    theme = models.ForeignKey("coordination.Theme", models.PROTECT, related_name="+", verbose_name=_("Theme"))
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Action plan")
    )
    urgent = models.BooleanField(_("Urgent: fast track"), default=False)
    starts_on = models.DateField(_("Start"), null=True, blank=True)
    due_on = models.DateField(_("Due"), null=True, blank=True)
    stage = models.CharField(_("State"), max_length=15, choices=Stage, default=Stage.DRAFT)
    procedure = models.CharField(
        _("How it is endorsed"), max_length=10, choices=Procedure, default=Procedure.MEETING
    )
    comments_until = models.DateTimeField(_("Comments until"), null=True, blank=True)
    circulated_at = models.DateTimeField(_("Out for comments since"), null=True, blank=True)
    endorsed_on = models.DateField(_("Endorsed on"), null=True, blank=True)
    endorsed_by = models.ForeignKey(
        "coordination.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Endorsed by"),
    )
    started_on = models.DateField(_("In implementation since"), null=True, blank=True)
    worked = models.TextField(_("What worked"), max_length=4000, blank=True)
    did_not = models.TextField(_("What did not"), max_length=4000, blank=True)
    lesson = models.TextField(_("Lesson"), max_length=4000, blank=True)
    evaluated_on = models.DateField(_("Evaluated on"), null=True, blank=True)
    evidence = models.CharField(_("Evidence"), max_length=1000, blank=True)
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)
    is_example = models.BooleanField(default=False)

    # Annotated by the queries of lists.
    country_ids: list[int]
    plan_country: int | None
    followed: bool
    next_due: Any
    is_late: bool

    policy = FichePolicy()
    objects = FicheQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("fiche")
        constraints = [
            # One an organisation: a key over all would tell that a hidden one exists.
            models.UniqueConstraint("originator", "year", "number", name="one_fiche_a_number"),
            models.CheckConstraint(
                name="fiche_is_due_after_it_starts",
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="running_fiche_was_endorsed",
                condition=~Q(stage__in=[*RUNNING, Stage.CLOSED])
                | Q(endorsed_on__isnull=False, endorsed_by__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="written_procedure_has_an_end",
                condition=~Q(stage=Stage.COMMENTS)
                | Q(procedure=Procedure.MEETING)
                | Q(comments_until__isnull=False),
            ),
            models.CheckConstraint(
                name="evaluated_fiche_has_a_lesson",
                condition=~Q(stage__in=[Stage.EVALUATED, Stage.CLOSED]) | ~Q(lesson=""),
            ),
            models.CheckConstraint(
                name="closed_fiche_has_evidence", condition=~Q(stage=Stage.CLOSED) | ~Q(evidence="")
            ),
        ]
        indexes = [
            models.Index(fields=["audience", "stage"], name="fiche_by_stage"),
            models.Index(fields=["originator", "year"], name="fiche_of_originator"),
        ]


class FichePart(GatedPart):
    """What a fiche has several of."""

    fiche = models.ForeignKey(Fiche, models.DO_NOTHING, db_constraint=False, related_name="+")

    parent = "fiche"

    class Meta:
        abstract = True


class FicheCountry(FichePart):
    country = models.ForeignKey(
        "coordination.Country", models.PROTECT, related_name="+", verbose_name=_("Country")
    )

    class Meta:
        constraints = [models.UniqueConstraint("fiche", "country", name="one_fiche_country")]
        indexes = [models.Index(fields=["country", "fiche"], name="fiche_in_country")]


class FichePosition(FichePart):
    """What a delegation said in the written procedure; who was asked and has not answered has no row,
    so that readers do not learn of one another.
    """

    party = models.ForeignKey("coordination.Organisation", models.PROTECT, related_name="+")
    stand = models.CharField(_("Position"), max_length=10, choices=Stand)
    words = models.CharField(_("Reason"), max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("fiche", "party", name="one_position_a_party"),
            models.CheckConstraint(
                name="objection_has_a_reason", condition=Q(stand=Stand.AGREE) | ~Q(words="")
            ),
        ]
