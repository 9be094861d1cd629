"""A document with its header, its subject codes and its countries."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from coordination.access.models import Gated, GatedPart, GatedQuerySet
from coordination.people.models import today

from ..identity import IDENTITY_PARTS, Identity
from ..kinds import Kind, Language, Marking, Series, State
from ..policy import DocumentPolicy


class DocumentQuerySet(GatedQuerySet):
    def current(self) -> Self:
        """Neither withdrawn nor given up for another."""
        return self.filter(state=State.CURRENT)

    def numbered(self, identity: Identity) -> Self:
        """The documents that bear a number, however its year is written."""
        return self.filter(**dict(zip(IDENTITY_PARTS, identity.key, strict=True)))


class Document(Gated):
    """One issue of one paper: what its head says, who may read it, under which marking.

    Its holder is `originator`. `number` and `year` are empty until the paper has an official number,
    which nobody draws here; until then it goes by a reference of its holder's, drawn, not counted: a
    running number would tell how many papers one does not see. `confirmed_on` is the day on which
    the General Secretariat gave the number or confirmed the one that the holder had recorded.
    """

    reference_year = models.PositiveSmallIntegerField()
    reference_number = models.PositiveIntegerField()
    series = models.CharField(_("Series"), max_length=2, choices=Series, blank=True)
    number = models.PositiveIntegerField(_("Number"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("Year"), null=True, blank=True)
    year_digits = models.PositiveSmallIntegerField(
        default=2, help_text="How the year is written: 23 or 2023."
    )
    revision = models.PositiveSmallIntegerField("REV", default=0)
    addendum = models.PositiveSmallIntegerField("ADD", default=0)
    addendum_revision = models.PositiveSmallIntegerField(_("REV of the addendum"), default=0)
    corrigendum = models.PositiveSmallIntegerField("COR", default=0)
    confirmed_on = models.DateField(_("Number confirmed on"), null=True, blank=True)

    kind = models.CharField(_("Kind"), max_length=20, choices=Kind)
    subject = models.CharField(_("Subject"), max_length=300)
    from_words = models.CharField(pgettext_lazy("document", "From"), max_length=200)
    to_words = models.CharField(pgettext_lazy("document", "To"), max_length=200)
    dated_on = models.DateField(_("Date"))
    original_language = models.CharField(
        _("Original language"), max_length=2, choices=Language, default=Language.EN
    )
    external_author = models.CharField(_("External author"), max_length=200, blank=True)
    disclaimer = models.CharField(_("Disclaimer"), max_length=500, blank=True)
    keywords = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, verbose_name=_("Keywords")
    )
    expires_on = models.DateField(_("Expires on"), null=True, blank=True)
    marking = models.CharField(_("Marking"), max_length=10, choices=Marking)
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Earlier issue")
    )
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.CURRENT)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Merged into")
    )
    words = models.TextField(blank=True, help_text="The text of the newest version, for the search.")
    is_example = models.BooleanField(default=False)

    # Annotated by the queries of lists and, for its page, `may`: what the reader may do.
    country_ids: list[int]
    subject_codes: list[Any]
    language_codes: list[str]
    may: dict[str, bool]

    policy = DocumentPolicy()
    objects = DocumentQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("document")
        constraints = [
            # One a holder, and only what the holder itself records: any wider key would tell somebody
            # that a hidden document exists.
            models.UniqueConstraint(
                "originator", "reference_year", "reference_number", name="one_document_a_reference"
            ),
            models.UniqueConstraint(
                "originator",
                *IDENTITY_PARTS,
                name="one_document_a_recorded_number",
                condition=Q(state=State.CURRENT, number__isnull=False, confirmed_on=None),
            ),
            models.CheckConstraint(
                name="document_number_is_whole",
                condition=Q(number=None, year=None, series="", confirmed_on=None)
                | (Q(number__isnull=False, year__isnull=False) & ~Q(series="")),
            ),
            models.CheckConstraint(
                name="external_author_has_a_disclaimer", condition=Q(external_author="") | ~Q(disclaimer="")
            ),
            models.CheckConstraint(
                name="merged_document_says_into_which",
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["-dated_on", "id"], name="document_newest", condition=Q(state="current")),
            models.Index(fields=["number", "year"], name="document_by_number"),
            models.Index(fields=["originator", "reference_year"], name="document_of_holder"),
            models.Index(fields=["earlier"], name="document_earlier", condition=Q(earlier__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def identity(self) -> Identity | None:
        """The official number; None until it has one."""
        if self.number is None or self.year is None:
            return None
        values = {name: getattr(self, name) for name in IDENTITY_PARTS}
        return Identity(**values, year_digits=self.year_digits)

    @property
    def has_expired(self) -> bool:
        return self.expires_on is not None and self.expires_on < today()


class DocumentPart(GatedPart):
    """What a document has several of."""

    document = models.ForeignKey(Document, models.DO_NOTHING, db_constraint=False, related_name="+")

    parent = "document"

    class Meta:
        abstract = True


class DocumentSubject(DocumentPart):
    """A subject code with its own yearly counter, as in the head of the paper: MIGR 132."""

    code = models.CharField(_("Subject code"), max_length=12)
    counter = models.PositiveIntegerField(_("Counter"), null=True, blank=True)
    place = models.PositiveSmallIntegerField(default=0, help_text="In the order of the paper.")

    class Meta:
        verbose_name = _("subject code")
        constraints = [models.UniqueConstraint("document", "code", name="one_document_subject")]
        indexes = [models.Index(fields=["code", "document"], name="document_under_code")]


class DocumentCountry(DocumentPart):
    country = models.ForeignKey(
        "coordination.Country", models.PROTECT, related_name="+", verbose_name=_("Country")
    )

    class Meta:
        verbose_name = _("country")
        constraints = [models.UniqueConstraint("document", "country", name="one_document_country")]
        indexes = [models.Index(fields=["country", "document"], name="document_on_country")]
