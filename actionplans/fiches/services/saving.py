"""What all writes of fiches share: rules on dates, links that must be readable, counted saves."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actionplans.plans.models import Action, Plan
from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.access.errors import Hidden
from coordination.register.validation import date_order

from ..models import Fiche, FicheContribution, Measure


def save[Row: Fiche | Measure | FicheContribution](row: Row) -> Row:
    """Save a row and count the save."""
    row.version += 1
    row.save()
    return row


def refuse_due_before_start(starts_on: datetime.date | None, due_on: datetime.date | None) -> None:
    """Raise `ValidationError` on the due date, with the first day that would do."""
    if starts_on and due_on and not date_order(starts_on, due_on):
        words = _("The due date is before the start. Choose %(day)s or later, or move the start.")
        raise ValidationError({"due_on": words % {"day": date_format(starts_on, "j F Y")}})


def readable_link(actor: Actor, model: type[Plan] | type[Action], wanted: Any, kept: Any) -> Any:
    """The id of a plan or an action to link; what was linked and is hidden by now stays linked.

    Raises `Hidden` for a row that the actor may not read.
    """
    readable = model.objects.visible_to(actor)
    if wanted is None:
        return kept if kept and not readable.filter(pk=kept).exists() else None
    if wanted != kept and not readable.filter(pk=wanted).exists():
        raise Hidden(model._meta.verbose_name)
    return wanted
