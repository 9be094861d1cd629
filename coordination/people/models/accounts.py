"""Organisations, users, the posts they hold, and the Presidency rota."""

import datetime
from typing import Any, ClassVar, Self
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from coordination.access.actor import Function
from coordination.access.models import StrictQuerySet

BRUSSELS = ZoneInfo("Europe/Brussels")


def today() -> datetime.date:
    """The date in Brussels: terms and memberships change at midnight there."""
    return timezone.now().astimezone(BRUSSELS).date()


class OrganisationKind(models.TextChoices):
    STATE = "state", _("Member state")
    INSTITUTION = "institution", _("Institution")
    DEPARTMENT = "department", _("Department")
    AGENCY = "agency", _("Agency")
    EU_DELEGATION = "eu-delegation", _("EU Delegation")
    MISSION = "mission", _("Mission or operation")
    MINISTRY = "ministry", _("National ministry")
    IMPLEMENTER = "implementer", _("Implementer")
    OPERATOR = "operator", _("Workspace administration")


class Organisation(models.Model):
    """A body that acts, funds, implements or signs in."""

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=20, choices=OrganisationKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    name_en = models.CharField(max_length=200)
    name_fr = models.CharField(max_length=200)
    name_own = models.CharField(max_length=200, blank=True, help_text="In its own language.")
    short_en = models.CharField(max_length=80)
    short_fr = models.CharField(max_length=80)
    protocol_order = models.PositiveSmallIntegerField(default=999, help_text="Place in lists and matrices.")
    country_code = models.CharField(
        max_length=2, blank=True, help_text="ISO 3166-1 alpha-2 of its seat or host."
    )
    has_accounts = models.BooleanField(default=False)
    reads_delegation = models.BooleanField(
        default=False, help_text="A ministry that its delegation has let in reads what the delegation keeps."
    )
    iati_refs = models.JSONField(default=list, blank=True, help_text="Identifiers used in IATI files.")

    objects = StrictQuerySet.as_manager()

    class Meta:
        ordering = ["protocol_order", "short_en", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The short name in the reader's language."""
        return self.short_fr if get_language() == "fr" else self.short_en

    @property
    def full_name(self) -> str:
        return self.name_fr if get_language() == "fr" else self.name_en

    @property
    def party_id(self) -> int:
        """The body in whose name it acts: the Commission for a department, the state for a ministry."""
        under = {OrganisationKind.DEPARTMENT, OrganisationKind.MINISTRY}
        return self.parent_id if self.kind in under and self.parent_id else self.pk


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> "User":
        """A user who signs in with the e-mail address; without a password until the invitation is taken up."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser):
    """An account. It has no rights of its own: they follow from the memberships held today."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, blank=True, help_text="Of mails; chosen with the interface's.")
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="The last sign of life in a session, a minute exact."
    )
    is_service = models.BooleanField(
        default=False, help_text="A program of an organisation: it has keys to the API, and no sign-in."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(
        null=True, blank=True, help_text="Since then a pseudonym: the number leads to nobody."
    )

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="erased_account_is_empty_and_closed",
                condition=Q(erased_at=None)
                | Q(
                    email__endswith="@person.invalid",
                    is_active=False,
                    language="",
                    seen_at=None,
                    last_login=None,
                ),
            )
        ]

    def __str__(self) -> str:
        return self.email


class FunctionChoice(models.TextChoices):
    HEAD = Function.HEAD, _("Head of delegation")
    DELEGATE = Function.DELEGATE, _("Delegate")
    FOCAL_POINT = Function.FOCAL_POINT, _("Focal point")
    MINISTRY = Function.MINISTRY, _("Ministry contributor")
    COUNTRY_TEAM = Function.COUNTRY_TEAM, _("Country team")
    READER = Function.READER, _("Reader")
    ADMINISTRATOR = Function.ADMINISTRATOR, _("Administrator")


class MembershipQuerySet(StrictQuerySet):
    def current(self) -> Self:
        """Memberships in force today in Brussels."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today()), starts_on__lte=today())


class Membership(models.Model):
    """A post that somebody holds in an organisation between two dates."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    function = models.CharField(max_length=20, choices=FunctionChoice)
    post = models.CharField(_("Post"), max_length=160)
    countries: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Country", blank=True, related_name="+"
    )
    starts_on = models.DateField(default=today)
    ends_on = models.DateField(null=True, blank=True, help_text="Last day; empty: no end.")
    nomination = models.CharField(max_length=200, blank=True, help_text="Letter or note verbale, date.")
    confirmed_on = models.DateField(
        default=today, help_text="When somebody last said that this access is still needed."
    )
    stands_in_for = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="substitutes",
        help_text="The post that a substitute holds between these dates.",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__protocol_order", "organisation__short_en", "post", "pk"]
        constraints = [
            models.CheckConstraint(
                name="membership_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.UniqueConstraint(
                "user",
                "organisation",
                "function",
                name="one_membership_a_function",
                condition=Q(stands_in_for=None),
            ),
            models.UniqueConstraint("user", "stands_in_for", "starts_on", name="one_substitution_from_a_day"),
            models.CheckConstraint(
                name="a_substitute_has_a_last_day",
                condition=Q(stands_in_for=None) | Q(ends_on__isnull=False),
            ),
        ]


class PresidencyTerm(models.Model):
    """Six months in which one member state chairs the Council (Decision (EU) 2016/1316)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="Last day.")
    trio = models.CharField(max_length=20)

    objects = StrictQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(name="term_ends_after_it_starts", condition=Q(ends_on__gt=F("starts_on"))),
            ExclusionConstraint(
                name="terms_do_not_overlap",
                expressions=[
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]


class PostKind(models.TextChoices):
    AMBASSADOR = "migration-ambassador", _("Migration ambassador")
    LIAISON = "liaison-officer", _("European migration liaison officer")
    IMMIGRATION = "immigration-liaison-officer", _("Immigration liaison officer")
    CONTACT = "contact", _("Contact")
    DESK = "country-desk", _("Country desk")


class Post(models.Model):
    """An entry of the directory: a post, never a person."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    country = models.ForeignKey("Country", models.PROTECT, null=True, blank=True, related_name="posts")
    kind = models.CharField(max_length=40, choices=PostKind)
    title_en = models.CharField(max_length=200)
    title_fr = models.CharField(max_length=200)
    is_example = models.BooleanField(default=False)

    objects = StrictQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__protocol_order", "title_en", "pk"]

    @property
    def title(self) -> str:
        return self.title_fr if get_language() == "fr" else self.title_en


class KeyScope(models.TextChoices):
    READ = "read", pgettext_lazy("scope of a key", "Read")
    WRITE = "write", pgettext_lazy("scope of a key", "Read and write")


class ApiToken(models.Model):
    """A key to the API that acts with its user's rights of the day, within its scope.

    Only its SHA-256 is kept. `nouns` are the first words of the addresses it opens; none: all.
    """

    LONGEST = datetime.timedelta(days=366)

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100, blank=True)
    scope = models.CharField(max_length=10, choices=KeyScope, default=KeyScope.WRITE)
    nouns = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True, help_text="The last day of use; no finer.")
    revoked_at = models.DateTimeField(null=True)

    objects = StrictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_key_lasts_a_year_at_most",
                condition=Q(expires_at__lte=F("created_at") + Value(datetime.timedelta(days=367))),
            ),
            models.CheckConstraint(name="a_key_reads_or_writes", condition=Q(scope__in=["read", "write"])),
        ]
