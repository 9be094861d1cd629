"""A plan, its versions, and what a version has several of."""

import uuid
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet

from ..kinds import IN_FORCE, OPEN, Grade, Rhythm, Stance, VersionState
from ..policy import PlanPolicy, PlanVersionPolicy


class Plan(Gated):
    """What is agreed with and for one country, or along one route. Its words stand in its versions."""

    country = models.ForeignKey(
        "coordination.Country", models.PROTECT, null=True, blank=True, related_name="+"
    )
    route = models.ForeignKey("coordination.Route", models.PROTECT, null=True, blank=True, related_name="+")

    policy = PlanPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("action plan")
        constraints = [
            models.CheckConstraint(
                name="plan_of_a_country_or_a_route",
                condition=Q(country=None, route__isnull=False) | Q(country__isnull=False, route=None),
            ),
            # One an organisation: a key over all would tell that a hidden one exists.
            models.UniqueConstraint("originator", "country", name="one_plan_a_country"),
            models.UniqueConstraint("originator", "route", name="one_plan_a_route"),
        ]
        indexes = [models.Index(fields=["audience", "country"], name="plan_of_country")]


class PlanVersionQuerySet(GatedQuerySet):
    def in_force(self) -> Self:
        """Agreed and not superseded, under review or not."""
        return self.filter(state__in=IN_FORCE)

    def open(self) -> Self:
        """Drafts and texts in consultation."""
        return self.filter(state__in=OPEN)

    def not_discarded(self) -> Self:
        """Without the drafts that were given up."""
        return self.exclude(state=VersionState.DISCARDED)


class PlanVersion(Gated):
    """One text of a plan. Agreed, it never changes; what follows is another version."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(_("State"), max_length=15, choices=VersionState, default=VersionState.DRAFT)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    lead_ids = ArrayField(
        models.IntegerField(), verbose_name=_("Lead services"), default=list, help_text="Organisations."
    )
    mandate = models.ForeignKey(
        "coordination.Mandate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Mandate"),
    )
    reference = models.CharField(_("Document reference"), max_length=120, blank=True)
    starts_on = models.DateField(_("Period from"), null=True, blank=True)
    ends_on = models.DateField(_("Period to"), null=True, blank=True)
    review_on = models.DateField(_("Review due"), null=True, blank=True)
    rhythm = models.CharField(
        _("Progress is reported"), max_length=10, choices=Rhythm, default=Rhythm.QUARTERLY
    )
    weight_rule = models.CharField(
        _("What counts as weighty"),
        max_length=300,
        blank=True,
        help_text="Agreed per plan: closing a weighty action needs a second person.",
    )
    context = models.TextField(_("Context and state of play"), max_length=20_000, blank=True)
    figures = models.TextField(_("Key figures"), max_length=20_000, blank=True)
    lines = models.TextField(_("Lines to take"), max_length=20_000, blank=True)
    financing = models.TextField(_("Financing"), max_length=20_000, blank=True)
    comments_until = models.DateField(_("Comments until"), null=True, blank=True)
    consulted_on = models.DateField(_("Put to consultation"), null=True, blank=True)
    agreed_on = models.DateField(_("Agreed on"), null=True, blank=True)
    superseded_on = models.DateField(_("Superseded on"), null=True, blank=True)
    is_example = models.BooleanField(default=False)

    # On rows that come from `queries.reading.versions`.
    followed: bool

    policy = PlanVersionPolicy()
    objects = PlanVersionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("version of an action plan")
        constraints = [
            # A draft that was given up gives its number back: a gap would tell that there was one.
            models.UniqueConstraint(
                "plan", "number", name="one_version_a_number", condition=~Q(state=VersionState.DISCARDED)
            ),
            models.UniqueConstraint("plan", name="one_version_in_force", condition=Q(state__in=IN_FORCE)),
            # Only the plan's own drafter opens versions, so this tells nobody anything new.
            models.UniqueConstraint("plan", name="one_open_version", condition=Q(state__in=OPEN)),
            models.CheckConstraint(
                name="plan_period_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="agreed_version_has_a_date",
                condition=Q(state__in=[*OPEN, VersionState.DISCARDED]) | Q(agreed_on__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["plan", "-number"], name="version_of_plan")]


class VersionPart(GatedPart):
    """What a version has several of, in order. `key` stays the same from version to version."""

    plan_version = models.ForeignKey(PlanVersion, models.DO_NOTHING, db_constraint=False, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    number = models.PositiveSmallIntegerField(default=0)

    parent = "plan_version"

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint("plan_version", "key", name="one_%(class)s_a_key")]


class Objective(VersionPart):
    """What is to be achieved in one theme."""

    title = models.CharField(_("Objective"), max_length=200)
    theme = models.ForeignKey("coordination.Theme", models.PROTECT, related_name="+", verbose_name=_("Theme"))
    lead = models.ForeignKey(
        "coordination.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Pillar lead"),
    )


class PartnerPriority(VersionPart):
    """What the partner country has said that it wants, and where it said so."""

    text = models.CharField(_("Priority or request"), max_length=500)
    is_request = models.BooleanField(_("A request to the Union"), default=False)
    source = models.CharField(_("Source"), max_length=300)
    stated_on = models.DateField(_("Stated on"), null=True, blank=True)


class Risk(VersionPart):
    """What could go wrong, and what is done about it."""

    text = models.CharField(_("Risk"), max_length=500)
    likelihood = models.CharField(_("Likelihood"), max_length=10, choices=Grade, default=Grade.MEDIUM)
    impact = models.CharField(_("Impact"), max_length=10, choices=Grade, default=Grade.MEDIUM)
    mitigation = models.CharField(_("Mitigation"), max_length=500, blank=True)


class Stakeholder(VersionPart):
    """A post or body in the partner country, never a person, and how it stands."""

    post = models.CharField(_("Post or body"), max_length=200)
    stance = models.CharField(_("Stance"), max_length=10, choices=Stance, default=Stance.NEUTRAL)
    note = models.CharField(_("Note"), max_length=500, blank=True)


class Lever(VersionPart):
    """An incentive, what triggers it, and what using it would cost in trust."""

    incentive = models.CharField(_("Incentive"), max_length=300)
    trigger = models.CharField(_("Trigger"), max_length=300, blank=True)
    trust_risk = models.CharField(_("Risk to trust"), max_length=10, choices=Grade, default=Grade.MEDIUM)
    more_for_more = models.BooleanField(_("More for more"), default=False)


class LinkedFile(VersionPart):
    """A file that is handled elsewhere: the plan points to it, for what it needs of it, and manages nothing."""

    title = models.CharField(_("File"), max_length=200)
    reference = models.CharField(_("Reference"), max_length=120, blank=True)
    address = models.URLField(_("Where it can be read"), max_length=500, blank=True)
    purpose = models.CharField(_("What it is for"), max_length=300, blank=True)

    class Meta(VersionPart.Meta):
        verbose_name = _("linked file")


class PartnerEndorsement(VersionPart):
    """What the partner has endorsed of a text, by which post, on which day, and where that stands.

    Recorded beside the text, also once it is agreed; it holds for this text and is not carried over
    to an amendment. Without `objective_key` it is the plan as a whole.
    """

    objective_key = models.UUIDField(_("Objective"), null=True, blank=True)
    body = models.CharField(_("Who"), max_length=200)
    post = models.CharField(_("Post"), max_length=200, blank=True)
    endorsed_on = models.DateField(_("Endorsed on"))
    source = models.CharField(_("Source"), max_length=300)
    address = models.URLField(_("Where it can be read"), max_length=500, blank=True)
    organisation = models.ForeignKey(
        "coordination.Organisation", models.PROTECT, related_name="+", verbose_name=_("Recorded by")
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta(VersionPart.Meta):
        verbose_name = _("endorsement by the partner")


# What an amendment begins with; an endorsement is of one text alone.
PARTS: tuple[type[Any], ...] = (Objective, PartnerPriority, Risk, Stakeholder, Lever, LinkedFile)
