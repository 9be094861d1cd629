"""What an organisation answered when it was asked, after a change, about what it had shared with the old term."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coordination.access.models import Gated, GatedPart
from coordination.people.models import PresidencyTerm

from ..policy import RenewalPolicy


class Renewal(Gated):
    """One organisation, asked once at the beginning of one term; nobody else knows that it was."""

    term = models.ForeignKey(PresidencyTerm, models.PROTECT, related_name="+", verbose_name=_("Term"))

    policy = RenewalPolicy()

    class Meta:
        verbose_name = _("question of renewal")
        constraints = [models.UniqueConstraint("originator", "term", name="one_renewal_a_term")]


class LeftAsItIs(GatedPart):
    """A record that stays with the term it was shared with; not asked about again."""

    parent = "renewal"

    renewal = models.ForeignKey(Renewal, models.DO_NOTHING, related_name="+")
    code = models.CharField(max_length=20, help_text="The kind of record, as it is registered.")
    record = models.UUIDField()

    class Meta:
        verbose_name = _("record left as it is")
        constraints = [
            models.UniqueConstraint("renewal", "code", "record", name="left_as_it_is_once"),
        ]
