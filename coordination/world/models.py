"""Partner countries, the routes through them, themes and mandates."""

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from coordination.access.models import StrictQuerySet


class Named(models.Model):
    """Something with a code and a name in both working languages of the interface."""

    code = models.SlugField(max_length=60, unique=True)
    name_en = models.CharField(max_length=160)
    name_fr = models.CharField(max_length=160)

    objects = StrictQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_fr if get_language() == "fr" else self.name_en


class Region(Named):
    """A group of countries as the Council's country work orders them."""

    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "name_en"]


class Route(Named):
    """A migratory route towards the Union."""

    class Meta:
        ordering = ["name_en"]


class Country(models.Model):
    """A country under ISO 3166-1, plus XK; short names of the Interinstitutional Style Guide."""

    code = models.CharField(max_length=2, unique=True, help_text="ISO 3166-1 alpha-2, or XK.")
    iso3 = models.CharField(max_length=3, unique=True)
    numeric = models.CharField(max_length=3, blank=True)
    name_en = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    note_en = models.CharField(max_length=300, blank=True)
    note_fr = models.CharField(max_length=300, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, related_name="countries")
    routes = models.ManyToManyField(Route, blank=True, related_name="countries")

    objects = StrictQuerySet.as_manager()

    class Meta:
        ordering = ["name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The short name in the reader's language."""
        return self.name_fr if get_language() == "fr" else self.name_en

    @property
    def note(self) -> str:
        return self.note_fr if get_language() == "fr" else self.note_en


class TierQuerySet(StrictQuerySet):
    def on(self, day: datetime.date) -> Self:
        """Tiers in force on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class Tier(models.Model):
    """The priority that a country had between two dates, and who set it."""

    country = models.ForeignKey(Country, models.CASCADE, related_name="tiers")
    level = models.PositiveSmallIntegerField()
    label_en = models.CharField(max_length=160)
    label_fr = models.CharField(max_length=160)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)

    objects = TierQuerySet.as_manager()

    class Meta:
        ordering = ["country", "-starts_on", "level"]
        constraints = [
            models.CheckConstraint(
                name="tier_ends_after_it_starts", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            )
        ]

    @property
    def label(self) -> str:
        return self.label_fr if get_language() == "fr" else self.label_en


class Theme(Named):
    """A domain of the Joint Valletta Action Plan, or a sub-theme of one."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    short_en = models.CharField(max_length=40, blank=True, help_text="For narrow columns; of domains only.")
    short_fr = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    strand = models.CharField(max_length=120, blank=True, help_text="The Team Europe strand that it maps to.")

    class Meta:
        ordering = ["order", "name_en"]

    @property
    def short(self) -> str:
        """The name for a narrow column."""
        return (self.short_fr if get_language() == "fr" else self.short_en) or self.name


class Mandate(models.Model):
    """A political or legal text that an activity carries out."""

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=30)
    title_en = models.CharField(max_length=300)
    title_fr = models.CharField(max_length=300)
    adopted_on = models.DateField()
    reference = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=300, blank=True)

    objects = StrictQuerySet.as_manager()

    class Meta:
        ordering = ["-adopted_on", "title_en"]

    @property
    def title(self) -> str:
        return self.title_fr if get_language() == "fr" else self.title_en
