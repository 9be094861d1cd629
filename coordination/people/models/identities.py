"""Who somebody is on the word of a provider."""

from django.db import models

from coordination.access.models import StrictQuerySet

from .accounts import User


class Identity(models.Model):
    """An identity that opens an account: issuer and subject together, never an e-mail (SECURITY 15)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StrictQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("issuer", "subject", name="one_account_an_identity")]
