"""How long questions of renewal are kept."""

from django.utils.translation import gettext_lazy as _

from coordination.retention.kinds import Way
from coordination.retention.schedule import ARCHIVES, Covered, Kind, register_covered, register_kinds

from .models import Renewal


def register() -> None:
    """Enter them into the schedule."""
    register_kinds(
        Kind(
            "renewal",
            label=_("What originators answered about renewing confidences"),
            clock=_("the end of the term; to the archives within 15 years"),
            way=Way.TRANSFER,
            ground=ARCHIVES,
            model=Renewal,
        ),
    )
    register_covered(Covered(Renewal))
