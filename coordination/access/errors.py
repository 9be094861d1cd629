"""What the gate says when it does not let somebody through."""

from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.db import DatabaseError
from django.http import Http404
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .models import Gated


class Hidden(Http404):
    """The row does not exist for this reader: answered exactly like a row that never existed."""


class Refused(PermissionDenied):
    """The reader sees the row but may not do this; `reason` says why in words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# What PostgreSQL says when somebody deletes what a legal hold covers (the trigger `held`).
HELD = "RTH01"


def held_refusal(error: BaseException) -> Refused | None:
    """The refusal in words when the database refused to delete what is under a legal hold."""
    if isinstance(error, DatabaseError) and getattr(error.__cause__, "sqlstate", None) == HELD:
        return Refused(_("This is under a legal hold: nobody deletes it until the hold is lifted."))
    return None


class Stale(Exception):
    """Somebody saved the row since the writer read it; `current` is the row as it now stands."""

    def __init__(self, current: "Gated") -> None:
        super().__init__("The record was saved by somebody else in the meantime.")
        self.current = current


class KeyReused(Exception):
    """An idempotency key came back with another request (RFC draft idempotency-key-header, section 2.7)."""


class UngatedQuery(RuntimeError):
    """A queryset over gated rows was evaluated without `visible_to` while a request was under way."""


class UnknownAction(ImproperlyConfigured):
    """A policy was asked about an action that it does not name."""
