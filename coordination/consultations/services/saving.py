"""What all writes of consultations share: counted saves, deadlines, and what is said past them."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.dates import moment_words
from coordination.access.errors import Refused
from coordination.access.models import Gated

from ..kinds import COUNTED_FROM
from ..models import Consultation


class TooLate(Refused):
    """The deadline has passed: it says when, that nothing written is lost, and whom to ask."""


def save[Row: Gated](row: Row, **fields: Any) -> Row:
    """Save a row and count the save."""
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return row


def save_for_readers[Row: Gated](row: Row, **fields: Any) -> Row:
    """Save a draft that others read from now on: its version tells them nothing of the saves before."""
    row.version += COUNTED_FROM - row.version % COUNTED_FROM - 1
    return save(row, **fields)


def is_over(consultation: Consultation) -> bool:
    """Whether the deadline of an open consultation has passed."""
    return consultation.deadline is not None and consultation.deadline <= timezone.now()


def refuse_past_deadline(consultation: Consultation, words: str) -> None:
    """Raise `TooLate` with `words`, in which `%(time)s` is the deadline."""
    if is_over(consultation):
        raise TooLate(words % {"time": moment_words(consultation.deadline)})


def to_come(name: str, deadline: datetime.datetime | None) -> datetime.datetime:
    """A deadline that is still to come; raises `ValidationError` on its field for none and for one that is over."""
    if deadline is None:
        raise ValidationError({name: _("Say by when delegations answer, day and hour.")})
    if deadline <= timezone.now():
        raise ValidationError({name: _("This time is over. Choose one that is still to come.")})
    return deadline


def refuse_empty(name: str, text: str, words: str) -> None:
    """Raise `ValidationError` on a field that needs a sentence."""
    if not text.strip():
        raise ValidationError({name: words})
