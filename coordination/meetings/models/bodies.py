"""Bodies that meet, and who is usually invited to them."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart, GatedQuerySet

from ..kinds import BodyKind, Capacity, Series
from ..policy import BodyPolicy


class BodyQuerySet(GatedQuerySet):
    def current(self) -> Self:
        """Bodies that still meet."""
        return self.filter(closed_on=None)


class Body(Gated):
    """Something that meets again and again: a working party, a roundtable, a circle of delegations.

    Where `by_presidency` is set, whoever chairs the Council today convenes it; otherwise its
    originator does. `for_members` says that all members read its meetings, whoever is invited;
    `for_country_team` that the country team of `country` does.
    """

    kind = models.CharField(_("Kind"), max_length=20, choices=BodyKind)
    code = models.SlugField(max_length=60, help_text="Names it in files; one an originator.")
    name_en = models.CharField(_("Name"), max_length=200)
    name_fr = models.CharField(_("Name in French"), max_length=200, blank=True)
    short_en = models.CharField(_("Short name"), max_length=60)
    short_fr = models.CharField(_("Short name in French"), max_length=60, blank=True)
    by_presidency = models.BooleanField(_("Convened by the Presidency"), default=False)
    for_members = models.BooleanField(_("All members read its meetings"), default=False)
    for_country_team = models.BooleanField(_("The country team reads its meetings"), default=False)
    country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country")
    )
    format = models.CharField(_("Format"), max_length=20, blank=True, help_text=_("Such as 2+2."))
    series = models.CharField(
        _("Council series"), max_length=2, choices=Series, blank=True, default=Series.NONE
    )
    usual_papers = ArrayField(
        models.CharField(max_length=160), verbose_name=_("Usual papers"), default=list, blank=True
    )
    notice_days = models.PositiveSmallIntegerField(
        _("Days of notice"), default=7, help_text=_("How long before the meeting the notice goes out.")
    )
    paper_days = models.PositiveSmallIntegerField(
        _("Days for papers"), default=6, help_text=_("How long before the meeting its papers are there.")
    )
    minutes = models.PositiveSmallIntegerField(_("Usual length in minutes"), default=180)
    venue = models.CharField(_("Usual venue"), max_length=200, blank=True)
    closed_on = models.DateField(_("Does not meet since"), null=True, blank=True)
    is_example = models.BooleanField(default=False)

    # On rows that come from `queries`.
    may: dict[str, bool]

    policy = BodyPolicy()
    objects = BodyQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("body")
        constraints = [
            # One an originator: a key over all would tell that a hidden one exists.
            models.UniqueConstraint("originator", "code", name="one_body_a_code"),
        ]

    def __str__(self) -> str:
        return self.short

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return (self.name_fr if get_language() == "fr" else "") or self.name_en

    @property
    def short(self) -> str:
        return (self.short_fr if get_language() == "fr" else "") or self.short_en


class BodyMember(GatedPart):
    """Who is invited to each meeting of a body, unless its convenor says otherwise."""

    body = models.ForeignKey(Body, models.DO_NOTHING, db_constraint=False, related_name="members")
    organisation = models.ForeignKey("Organisation", models.PROTECT, related_name="+")
    capacity = models.CharField(_("Takes part as"), max_length=10, choices=Capacity, default=Capacity.MEMBER)

    parent = "body"

    class Meta:
        constraints = [models.UniqueConstraint("body", "organisation", name="one_body_member")]
