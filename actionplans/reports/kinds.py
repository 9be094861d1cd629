"""The words of the handover."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class News(models.TextChoices):
    """What notices say of it."""

    RENEWAL_ASKED = "renewal.asked", _("You are asked whether to renew confidences")
