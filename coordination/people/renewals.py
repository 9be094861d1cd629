"""What was shared with a term of the Presidency and may be shared with the next: slices register their records.

A confidence stays with the term that it was given to. Its originator alone may renew it, record by record.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import Promise

from coordination.access.actor import Actor
from coordination.access.models import Audience, Gated

from .models import PresidencyTerm
from .queries import circles, presidency, rota


@dataclass(frozen=True)
class Change:
    """The last change of the Presidency: the term that ended, and the one that runs."""

    old: PresidencyTerm
    new: PresidencyTerm

    @property
    def old_circle(self) -> int:
        return circles().of_term[self.old.pk]

    @property
    def new_circle(self) -> int:
        return circles().of_term[self.new.pk]


@dataclass(frozen=True)
class Renewable:
    """A kind of record whose originator chooses its readers.

    `action` is that of its policy by which this is done; `title` is the expression that names a record in a list. `renew` is
    the service of its slice: keyword-only `actor`, `row`, `circle` and `reason`.
    """

    code: str
    label: str | Promise
    model: type[Gated]
    action: str
    title: Callable[[Actor], Any]
    url: Callable[[UUID], str]
    renew: Callable[..., Any]


RENEWABLES: dict[str, Renewable] = {}


def register_renewable(renewable: Renewable) -> None:
    """Let the originators of these records be asked at a change of the Presidency."""
    RENEWABLES[renewable.code] = renewable


def last_change() -> Change | None:
    """The change of the Presidency after which today lies; None before the first of the rota."""
    new = presidency().term
    ended = [term for term in rota() if new and term.ends_on < new.starts_on]
    return Change(ended[-1], new) if new and ended else None


def shared_with_old(actor: Actor, renewable: Renewable, change: Change) -> QuerySet[Any]:
    """The actor's own records that the old term reads and the new one does not, as far as they can be shared."""
    audiences = Audience.objects.filter(circles__contains=[change.old_circle]).exclude(
        circles__overlap=[change.new_circle, circles().members]
    )
    rows: Any = renewable.model.objects.visible_to(actor)
    return rows.filter(
        renewable.model.policy.rule(renewable.action, actor),
        originator_id__in=actor.speaks_for,
        audience__in=audiences.values("pk"),
    )


def with_circle(stored: Iterable[int], circle: int) -> set[int]:
    """Whoever reads a record, and one circle more: nobody who read it loses it by a renewal."""
    return {*stored, circle}
