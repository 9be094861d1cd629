"""Calendar feeds: addresses that a calendar program subscribes to."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.access.models import StrictQuerySet


class FeedQuerySet(StrictQuerySet):
    def live(self) -> Self:
        """Feeds that were not revoked."""
        return self.filter(revoked_at=None)


class CalendarFeed(models.Model):
    """A secret address that shows a person's calendar, or that of one country, with the rights of the day.

    Only the SHA-256 of the secret is kept: the address is shown once.
    """

    user = models.ForeignKey("User", models.CASCADE, related_name="+")
    country = models.ForeignKey(
        "Country", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Country")
    )
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(_("Name"), max_length=100, blank=True)
    language = models.CharField(max_length=2, default="en")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
