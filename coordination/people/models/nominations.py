"""Nominations: on whose word somebody is to have an account, and who else agreed."""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from coordination.access.actor import Function
from coordination.access.models import StrictQuerySet

from .accounts import FunctionChoice, Membership, Organisation, User


class NominationState(models.TextChoices):
    NOMINATED = "nominated", pgettext_lazy("nomination", "Nominated")
    VERIFIED = "verified", pgettext_lazy("nomination", "Verified by one of two")
    INVITED = "invited", pgettext_lazy("nomination", "Invited")
    DECLINED = "declined", pgettext_lazy("nomination", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "Withdrawn")


WAITING = (NominationState.NOMINATED, NominationState.VERIFIED)


class NominationQuerySet(StrictQuerySet):
    def waiting(self) -> Self:
        """Nominations that somebody still has to verify, the longest waiting first."""
        return self.filter(state__in=WAITING).order_by("created_at", "pk")


class Nomination(models.Model):
    """Somebody whom an organisation wants to have a function.

    `eyes` is how many people besides the nominator must agree: none where a delegation admits its
    own, one where an administrator nominates or a focal point is made, two for the first focal point
    that a delegation names itself. The constraints below hold it against raw SQL too.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    function = models.CharField(max_length=20, choices=FunctionChoice)
    post = models.CharField(max_length=160, blank=True)
    country_ids = ArrayField(models.IntegerField(), default=list, blank=True)
    ends_on = models.DateField(help_text="Last day of the access that is asked for.")
    reference = models.CharField(max_length=200, help_text="Letter or note verbale, and its date.")
    state = models.CharField(max_length=20, choices=NominationState, default=NominationState.NOMINATED)
    by_administrator = models.BooleanField(default=False)
    first_of_body = models.BooleanField(default=False, help_text="The first focal point of its organisation.")
    eyes = models.PositiveSmallIntegerField()
    nominated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    first_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    second_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, help_text="Why it was declined.")
    membership = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    is_service = models.BooleanField(default=False, help_text="A program, not a person.")
    is_example = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="invited_only_when_enough_others_agreed",
                condition=~Q(state=NominationState.INVITED)
                | Q(eyes=0)
                | (Q(eyes=1, first_by__isnull=False) & ~Q(first_by=F("nominated_by")))
                | (
                    Q(eyes=2, first_by__isnull=False, second_by__isnull=False)
                    & ~Q(first_by=F("second_by"))
                    & ~Q(first_by=F("nominated_by"))
                    & ~Q(second_by=F("nominated_by"))
                ),
            ),
            models.CheckConstraint(
                name="no_pair_of_eyes_is_left_out",
                condition=Q(eyes=2)
                | Q(eyes=1, first_of_body=False)
                | Q(eyes=1, by_administrator=True)
                | (
                    Q(eyes=0, by_administrator=False, first_of_body=False)
                    & ~Q(function__in=[Function.FOCAL_POINT, Function.ADMINISTRATOR])
                ),
            ),
            models.CheckConstraint(
                name="only_administrators_nominate_administrators",
                condition=Q(by_administrator=True) | ~Q(function=Function.ADMINISTRATOR),
            ),
            models.CheckConstraint(
                name="a_program_is_verified", condition=Q(is_service=False) | Q(eyes__gte=1)
            ),
            models.CheckConstraint(
                name="declined_with_a_reason",
                condition=~Q(state=NominationState.DECLINED) | ~Q(reason=""),
            ),
            models.UniqueConstraint(
                "email",
                "organisation",
                "function",
                name="one_waiting_nomination",
                condition=Q(state__in=["nominated", "verified"]),
            ),
        ]
