"""A file of everything that a reader selected: its heading, and its rows with the rights of the moment."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.people import actors
from coordination.people.models import User

from .tables import Column, Heading, iter_csv, xlsx_bytes

Row = dict[str, Any]
# What comes after a row that was seen, as the rows of the file and the last of them, if more follow.
Batch = Callable[[Actor, UUID | None], tuple[list[Row], UUID | None]]


@dataclass(frozen=True)
class SelectedTable:
    """What the files of a list hold: all rows of a selection, read as `in_batches` reads them.

    `name` begins the files' names.
    """

    title: str | Promise
    name: str
    columns: Sequence[Column]
    rows: Callable[[Actor, Any], Iterator[Row]]

    def csv(self, actor: Actor, selection: Any, filters: list[str]) -> Iterator[bytes]:
        """The selection as CSV, in pieces."""
        return iter_csv(self.columns, self.rows(actor, selection), heading=self._heading(actor, filters))

    def xlsx(self, actor: Actor, selection: Any, filters: list[str]) -> bytes:
        """The selection as a workbook."""
        rows, heading = self.rows(actor, selection), self._heading(actor, filters)
        return xlsx_bytes(self.columns, rows, sheet=str(self.title), heading=heading)

    def _heading(self, actor: Actor, filters: list[str]) -> Heading:
        return heading(actor, str(self.title), filters)


def heading(actor: Actor, title: str, filters: list[str]) -> Heading:
    """What the file says of itself. The strictest marking that a row can carry stands on the whole file."""
    return Heading(
        title=title,
        marking="LIMITE",
        organisation=actor.organisation.name if actor.organisation else "",
        produced_at=timezone.now(),
        selection="; ".join(filters),
        remarks=[
            _("This file holds what its reader could read at that time; others may hold more or less."),
            _("Each row says who can read it. Pass nothing on to somebody who is not among them."),
        ],
    )


def in_batches(actor: Actor, batch: Batch) -> Iterator[Row]:
    """All rows, batch by batch.

    Every batch is a transaction with the reader's rights of that moment: who loses a right in the
    middle of an export gets no more of it.
    """
    user = User.objects.get(pk=actor.user_id)
    after: UUID | None = None
    while True:
        with transaction.atomic():
            active = User.objects.filter(pk=user.pk, is_active=True).exists()
            actor = actors.build(user) if active else Actor()
            with reading_as(actor):
                rows, after = batch(actor, after)
        yield from rows
        if after is None:
            return
