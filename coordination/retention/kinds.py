"""What becomes of a record in the end, and the states of a purge and of an erasure."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Way(models.TextChoices):
    """What happens to a kind of record when its time is over."""

    PURGE = "purge", _("Deleted, once two administrators agree")
    SWEEP = "sweep", _("Deleted by itself, every night")
    ANONYMISE = "anonymise", _("The person is erased, once two administrators agree")
    TRANSFER = "transfer", _("Transferred to the archives, not deleted")
    KEEP = "keep", _("Kept as long as the workspace")


# What a run that two administrators agree on can take up.
BY_TWO = (Way.PURGE, Way.ANONYMISE)


class RunState(models.TextChoices):
    PROPOSED = "proposed", _("Proposed")
    APPROVED = "approved", pgettext_lazy("purge", "Under way")
    DONE = "done", pgettext_lazy("purge", "Done")
    DROPPED = "dropped", pgettext_lazy("purge", "Dropped")


class Fate(models.TextChoices):
    """What becomes of a column that names a person when that person is erased."""

    DELETE = "delete", _("Deleted with the person")
    KEEP = "keep", _("Stays with its organisation; the number leads to nobody")
    ADDRESS = "address", _("Names the person by address: made the pseudonym’s, and its words emptied")
    FILE = "file", _("Names a file, and no person")
