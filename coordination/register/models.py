"""Who does what: activities, their parts, existence cards, imports."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.access.models import Audience, Gated, GatedPart, GatedQuerySet
from coordination.people.models import today

from .kinds import Kind, Level, Precision, Role, Stage, State, Status
from .policy import ActivityPolicy, CardPolicy, ImportPolicy

STALE_AFTER = datetime.timedelta(days=365)

# What a part repeats of its activity, so that matrix and filters read one index only.
COPIES = ("audience_id", "lead_id", "state", "status", "confirmed_on")


def stale_before() -> datetime.date:
    """Entries last confirmed before this day are stale."""
    return today() - STALE_AFTER


class ActivityQuerySet(GatedQuerySet):
    def current(self) -> Self:
        """Entries that are neither drafts nor retired."""
        return self.filter(state=State.CURRENT)

    def between(self, start: datetime.date | None, end: datetime.date | None) -> Self:
        """Activities that run on some day of the span; an open end runs on."""
        found = self
        if start:
            found = found.filter(Q(ends_on=None) | Q(ends_on__gte=start))
        if end:
            found = found.filter(Q(starts_on=None) | Q(starts_on__lte=end))
        return found

    def stale(self) -> Self:
        return self.filter(confirmed_on__lt=stale_before())


class ExistenceCard(Gated):
    """That something exists, and no more: a row of its own, with an audience of its own.

    The activity points to its card; the card points nowhere.
    """

    lead = models.ForeignKey("Organisation", models.PROTECT, related_name="+")
    country = models.ForeignKey("Country", models.PROTECT, related_name="+")
    theme = models.ForeignKey("Theme", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    contact = models.CharField(_("Contact"), max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.CURRENT)
    confirmed_on = models.DateField(default=today)

    policy = CardPolicy()
    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("existence card")
        constraints = [
            models.CheckConstraint(name="card_quarter_is_one_to_four", condition=Q(quarter__range=(1, 4)))
        ]
        indexes = [
            models.Index(
                fields=["audience", "country", "lead"],
                include=["id", "theme"],
                name="card_matrix",
                condition=Q(state="current"),
            ),
            models.Index(fields=["-confirmed_on", "id"], name="card_newest", condition=Q(state="current")),
        ]


class Activity(Gated):
    """Something that a member state, an institution or an agency does on migration outside the Union."""

    title = models.CharField(_("What"), max_length=300)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    lead = models.ForeignKey("Organisation", models.PROTECT, related_name="+", verbose_name=_("Lead"))
    level = models.CharField(_("Level"), max_length=20, choices=Level, default=Level.BILATERAL)
    status = models.CharField(_("Status"), max_length=20, choices=Status)
    status_on = models.DateField(_("Status as of"), default=today)
    starts_on = models.DateField(_("From"), null=True, blank=True)
    ends_on = models.DateField(_("To"), null=True, blank=True)
    precision = models.CharField(
        _("Dates are exact to the"), max_length=10, choices=Precision, default=Precision.DAY
    )
    counterpart = models.CharField(_("Counterpart authority"), max_length=300, blank=True)
    aim = models.TextField(_("Aim"), max_length=4000, blank=True)
    results = models.TextField(_("Results so far"), max_length=4000, blank=True)
    lesson = models.TextField(_("Lesson"), max_length=4000, blank=True)
    places = models.PositiveIntegerField(
        _("Places"), null=True, blank=True, help_text=_("Capacity of a centre.")
    )
    staff = models.PositiveIntegerField(_("Staff"), null=True, blank=True, help_text=_("Posts deployed."))
    source = models.CharField(_("Source"), max_length=300, blank=True)
    reference = models.CharField(_("Reference"), max_length=120, blank=True)
    external_id = models.CharField(max_length=200, blank=True, help_text="IATI identifier.")
    part_of = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    is_example = models.BooleanField(default=False)
    confirmed_on = models.DateField(_("Confirmed on"), default=today)
    state = models.CharField(max_length=10, choices=State, default=State.CURRENT)
    drafted_by = models.ForeignKey("Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    card = models.OneToOneField(ExistenceCard, models.PROTECT, null=True, blank=True, related_name="+")

    # On rows that come from `queries.one`: whether the reader follows it.
    followed: bool
    # The parts as plain values, on rows that come from `queries.with_parts`.
    place_list: list[dict[str, Any]]
    theme_list: list[dict[str, Any]]
    partner_list: list[dict[str, Any]]
    amount_list: list[dict[str, Any]]
    mandate_list: list[int]

    policy = ActivityPolicy()
    objects = ActivityQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("activity")
        constraints = [
            models.CheckConstraint(
                name="activity_ends_after_it_starts",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                "originator", "external_id", name="one_activity_an_external_id", condition=~Q(external_id="")
            ),
        ]
        indexes = [
            models.Index(
                fields=["-confirmed_on", "id"], name="activity_newest", condition=Q(state="current")
            ),
            models.Index(fields=["audience", "-confirmed_on", "id"], name="activity_of_audience"),
            models.Index(
                fields=["originator", "confirmed_on", "id"],
                include=["audience", "status"],
                name="activity_of_originator",
                condition=Q(state="current"),
            ),
            # The audience before what is counted: what is looked up by it need not be compared row by row.
            models.Index(
                fields=["originator", "audience", "status", "confirmed_on"],
                name="activity_freshness",
                condition=Q(state="current"),
            ),
            models.Index(fields=["starts_on", "id"], name="activity_starting"),
            models.Index(fields=["title", "id"], name="activity_by_title", condition=Q(state="current")),
            # Whose cards a reader need not see, for the activity itself is readable.
            models.Index(
                fields=["audience", "card"], name="activity_with_card", condition=Q(card__isnull=False)
            ),
            models.Index(fields=["lead", "-confirmed_on", "id"], name="activity_of_lead"),
            models.Index(fields=["originator"], name="activity_draft_of", condition=Q(state="draft")),
            models.Index(fields=["part_of"], name="activity_part_of", condition=Q(part_of__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.title


class ActivityPart(GatedPart):
    """What an activity has several of; repeats what matrix and filters need of the activity."""

    lead_id = models.IntegerField(editable=False)
    state = models.CharField(max_length=10, editable=False)
    status = models.CharField(max_length=20, editable=False)
    confirmed_on = models.DateField(editable=False)

    parent = "activity"
    copies = COPIES

    class Meta:
        abstract = True


class ActivityCountry(ActivityPart):
    activity = models.ForeignKey(Activity, models.DO_NOTHING, db_constraint=False, related_name="countries")
    country = models.ForeignKey("Country", models.PROTECT, related_name="+")
    areas = models.CharField(
        max_length=300, blank=True, help_text="Regions or places, as the owner wrote them."
    )

    class Meta:
        constraints = [models.UniqueConstraint("activity", "country", name="one_activity_country")]
        indexes = [
            # The fixed-width columns first: what follows a text is slower to reach in every row.
            models.Index(
                fields=["audience", "country", "lead_id"],
                include=["confirmed_on", "status"],
                name="country_matrix",
                condition=Q(state="current"),
            ),
            models.Index(
                fields=["country", "-confirmed_on", "activity"],
                include=["audience", "lead_id", "status", "state"],
                name="country_newest",
            ),
        ]


class ActivityTheme(ActivityPart):
    activity = models.ForeignKey(Activity, models.DO_NOTHING, db_constraint=False, related_name="themes")
    theme = models.ForeignKey("Theme", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # With what a country's page counts by, so that it need not go on to the rows.
            models.UniqueConstraint(
                fields=["activity", "theme"],
                include=["audience", "lead_id", "status", "state"],
                name="one_activity_theme",
            )
        ]
        indexes = [
            models.Index(
                fields=["audience", "theme", "lead_id"],
                include=["confirmed_on", "status"],
                name="theme_matrix",
                condition=Q(state="current"),
            ),
            models.Index(fields=["theme", "-confirmed_on", "activity"], name="theme_newest"),
        ]


class ActivityMandate(GatedPart):
    activity = models.ForeignKey(Activity, models.DO_NOTHING, db_constraint=False, related_name="mandates")
    mandate = models.ForeignKey("Mandate", models.PROTECT, related_name="+")

    parent = "activity"

    class Meta:
        constraints = [models.UniqueConstraint("activity", "mandate", name="one_activity_mandate")]


class ActivityRelative(GatedPart):
    """A programme or a part that a file names and that is not in the register yet."""

    activity = models.ForeignKey(Activity, models.DO_NOTHING, db_constraint=False, related_name="+")
    identifier = models.CharField(max_length=255, help_text="IATI identifier of what is missing.")
    is_programme = models.BooleanField(help_text="Otherwise it is a part.")

    parent = "activity"

    class Meta:
        constraints = [models.UniqueConstraint("activity", "identifier", name="one_activity_relative")]
        indexes = [models.Index(fields=["identifier"], name="relative_identifier")]


class ActivityPartner(GatedPart):
    activity = models.ForeignKey(Activity, models.DO_NOTHING, db_constraint=False, related_name="partners")
    organisation = models.ForeignKey("Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True, help_text="When the partner is not in the directory.")
    role = models.CharField(max_length=20, choices=Role)

    parent = "activity"

    class Meta:
        indexes = [
            models.Index(fields=["activity"], name="partner_of_activity"),
            models.Index(fields=["organisation"], name="partner_organisation"),
        ]
        constraints = [
            models.CheckConstraint(
                name="partner_has_a_name", condition=Q(organisation__isnull=False) | ~Q(name="")
            )
        ]


class ActivityAmount(GatedPart):
    """Money in one currency at one stage, as of a date. Parents and parts are never added up together."""

    activity = models.ForeignKey(Activity, models.DO_NOTHING, db_constraint=False, related_name="amounts")
    currency = models.CharField(max_length=3)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    stage = models.CharField(max_length=10, choices=Stage)
    as_of = models.DateField()
    instrument = models.CharField(max_length=160, blank=True)

    parent = "activity"

    class Meta:
        indexes = [models.Index(fields=["activity"], name="amount_of_activity")]


class Tally(models.Model):
    """How many current entries one crossing of the matrix holds for one audience, kept by triggers.

    Rows are only ever added, so that writers never wait for each other: what a statement changed
    (`entries` may be negative), with the day of confirmation. A recount replaces all rows of its
    table by one for each crossing, which says in `old` how many were confirmed before `old_before`.
    """

    id = models.BigAutoField(primary_key=True)
    audience = models.ForeignKey(Audience, models.DO_NOTHING, db_constraint=False, related_name="+")
    lead_id = models.IntegerField()
    entries = models.IntegerField()
    confirmed_on = models.DateField(null=True, help_text="Empty in what a recount found.")
    old = models.IntegerField(default=0)
    old_before = models.DateField(null=True, help_text="Empty in what a statement changed.")

    objects = GatedQuerySet.as_manager()

    class Meta:
        abstract = True


class CountryTally(Tally):
    country_id = models.IntegerField()


class ThemeTally(Tally):
    theme_id = models.IntegerField()


class FormDraft(models.Model):
    """What somebody is typing, kept for that person alone until it is saved."""

    id = models.BigAutoField(primary_key=True)
    user_id = models.IntegerField()
    key = models.CharField(max_length=100)
    fields = models.JSONField(default=dict)
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint("user_id", "key", name="one_draft_a_form")]


class ImportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", pgettext_lazy("import", "Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class Import(Gated):
    """A file that was read into the register, and what became of each activity in it."""

    name = models.CharField(max_length=200)
    file = models.BinaryField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    uploaded_by_id = models.IntegerField()
    total = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    finished_at = models.DateTimeField(null=True)

    policy = ImportPolicy()
    objects = GatedQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("import")
        indexes = [models.Index(fields=["audience", "-created_at"], name="import_newest")]


class ImportProblem(GatedPart):
    """Something in the file that was not taken over, in words."""

    run = models.ForeignKey(Import, models.DO_NOTHING, db_constraint=False, related_name="problems")
    line = models.PositiveIntegerField(null=True)
    identifier = models.CharField(max_length=200, blank=True)
    field = models.CharField(max_length=60, blank=True)
    message = models.CharField(max_length=400)
    rejected = models.BooleanField(default=False)

    parent = "run"

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="problem_of_import")]
