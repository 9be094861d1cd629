"""Purge runs with their exact set, legal holds, erasures; and what is declared, as the database reads it."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coordination.access.models import StrictQuerySet

from .kinds import Fate, RunState, Way


class DeclaredKind(models.Model):
    """A kind of the schedule as the purge reads it; written by migrations alone (`schedule.keep_declared`)."""

    code = models.CharField(max_length=60, primary_key=True)
    way = models.CharField(max_length=10, choices=Way)
    days = models.PositiveIntegerField(null=True)
    of_table = models.CharField(max_length=60, blank=True)
    of_key = models.CharField(max_length=60)
    condition = models.TextField()
    since = models.TextField(blank=True)
    organisation = models.TextField()
    children = models.JSONField(default=list)
    files = models.TextField(blank=True)
    later = models.PositiveSmallIntegerField(default=0)

    objects = StrictQuerySet.as_manager()


class DeclaredTable(models.Model):
    """A table whose rows a legal hold can cover, and where the countries of a row stand."""

    of_table = models.CharField(max_length=60, primary_key=True)
    countries = models.TextField(blank=True)

    objects = StrictQuerySet.as_manager()


class DeclaredColumn(models.Model):
    """A column that names a person or a stored file, as the erasure and the sweep read it."""

    of_table = models.CharField(max_length=60)
    of_column = models.CharField(max_length=60)
    fate = models.CharField(max_length=10, choices=Fate)
    told: ArrayField = ArrayField(models.CharField(max_length=60), default=list)

    objects = StrictQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("of_table", "of_column", name="one_declared_column")]


class ByTwo(models.Model):
    """Something that one administrator proposes and another approves; the database refuses the same one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.PROPOSED)
    words = models.CharField(_("Why"), max_length=500)
    proposed_by_id = models.IntegerField()
    proposed_at = models.DateTimeField()
    approved_by_id = models.IntegerField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = StrictQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_approved_by_somebody_else",
                condition=Q(approved_by_id=None) | ~Q(approved_by_id=F("proposed_by_id")),
            ),
            models.CheckConstraint(
                name="%(class)s_runs_once_it_is_approved",
                condition=Q(state__in=[RunState.PROPOSED, RunState.DROPPED])
                | Q(approved_by_id__isnull=False, approved_at__isnull=False),
            ),
        ]


class PurgeRun(ByTwo):
    """A purge of exactly what was due when it was proposed; what changed since is left out."""

    kinds: ArrayField = ArrayField(models.CharField(max_length=60))

    class Meta(ByTwo.Meta):
        ordering = ["-proposed_at"]


class PurgeCount(models.Model):
    """How many rows of one kind and organisation a run holds; written by the purge alone."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(PurgeRun, models.CASCADE, related_name="counts")
    kind = models.CharField(max_length=60)
    organisation_id = models.IntegerField(null=True)
    proposed = models.IntegerField()
    purged = models.IntegerField(default=0)
    left_out = models.IntegerField(default=0)

    objects = StrictQuerySet.as_manager()


class PurgeItem(models.Model):
    """One row of a run by its key and the sum of its columns; the application can neither read nor write it."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(PurgeRun, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    organisation_id = models.IntegerField(null=True)
    record = models.CharField(max_length=60)
    digest = models.CharField(max_length=32, help_text="MD5 of the row, to see that nothing changed.")
    outcome = models.CharField(max_length=10, blank=True, help_text="purged, changed, held, kept or gone.")

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="purge_waiting", condition=Q(outcome=""))]


class HoldQuerySet(StrictQuerySet):
    def standing(self) -> "HoldQuerySet":
        """Holds that were not lifted."""
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A legal hold: what it covers is neither purged nor erased, whoever asks. All that is set must fit.

    It is laid by one administrator, and lifted by one at the word of another.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.UUIDField(_("Record"), null=True, blank=True)
    country = models.ForeignKey(
        "coordination.Country",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Country"),
    )
    organisation = models.ForeignKey(
        "coordination.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Organisation"),
    )
    user_id = models.IntegerField(null=True, blank=True)
    starts_on = models.DateField(_("From"), null=True, blank=True)
    ends_on = models.DateField(_("To"), null=True, blank=True)
    reason = models.CharField(_("Reason"), max_length=500)
    laid_by_id = models.IntegerField()
    laid_at = models.DateTimeField()
    lift_reason = models.CharField(_("Why it can be lifted"), max_length=500, blank=True)
    lift_asked_by_id = models.IntegerField(null=True, blank=True)
    lift_asked_at = models.DateTimeField(null=True, blank=True)
    lifted_by_id = models.IntegerField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ["-laid_at"]
        constraints = [
            models.CheckConstraint(
                name="hold_covers_something",
                condition=Q(record__isnull=False)
                | Q(country__isnull=False)
                | Q(organisation__isnull=False)
                | Q(user_id__isnull=False)
                | Q(starts_on__isnull=False, ends_on__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="hold_is_lifted_by_somebody_else",
                condition=Q(lifted_by_id=None, lifted_at=None)
                | (
                    Q(lifted_by_id__isnull=False, lifted_at__isnull=False, lift_asked_by_id__isnull=False)
                    & ~Q(lifted_by_id=F("lift_asked_by_id"))
                    & ~Q(lift_reason="")
                ),
            ),
        ]


class Erasure(ByTwo):
    """The erasure of a person: the account becomes a pseudonym, what was written stays with its organisation."""

    user_id = models.IntegerField()
    report = models.JSONField(default=dict, blank=True, help_text="Table: rows that were erased.")

    class Meta(ByTwo.Meta):
        ordering = ["-proposed_at"]
