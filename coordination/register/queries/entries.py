"""One entry, its card, its family, and what is like it."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Value

from coordination.access.actor import Actor
from coordination.notices.queries import followed
from coordination.search.queries import Ids

from ..models import Activity, ActivityMandate, ExistenceCard, FormDraft
from .selection import NOUN, with_parts


def one(actor: Actor, pk: UUID) -> Activity | None:
    """An activity with its parts, whatever its state, and whether the actor follows it, or None."""
    found = with_parts(Activity.objects.visible_to(actor).filter(pk=pk)).annotate(
        mandate_list=ArraySubquery(
            ActivityMandate.objects.within("activity").order_by("pk").values_list("mandate_id")
        ),
        followed=followed(actor),
    )
    return found.first()


def card(actor: Actor, pk: UUID) -> ExistenceCard | None:
    """An existence card, or None."""
    return ExistenceCard.objects.visible_to(actor).current().filter(pk=pk).first()


def family(actor: Actor, activity: Activity) -> tuple[Activity | None, list[Activity]]:
    """The programme that an activity is part of, and its own parts, as far as the reader may read them."""
    readable = Activity.objects.visible_to(actor)
    parent = readable.filter(pk=activity.part_of_id).first() if activity.part_of_id else None
    return parent, list(readable.filter(part_of=activity.pk).order_by("title", "pk")[:50])


def similar(
    actor: Actor, *, title: str, country_id: int | None, theme_id: int | None, but: UUID | None = None
) -> list[Activity]:
    """Up to five readable entries with a similar title, those in the same country first."""
    if len(title.strip()) < 4:
        return []
    ids = Ids("roundtable_similar", Value(NOUN), Value(title[:300]), Value(20))
    found = Activity.objects.visible_to(actor).current().filter(pk__in=ids)
    rows = [row for row in with_parts(found) if row.pk != but]
    rows.sort(
        key=lambda row: (
            country_id not in {place["country"] for place in row.place_list},
            theme_id not in {part["theme"] for part in row.theme_list},
        )
    )
    return rows[:5]


def kept_draft(actor: Actor, key: str) -> FormDraft | None:
    """What this person was typing when the page was last open."""
    return FormDraft.objects.filter(user_id=actor.user_id, key=key).first()


def readable_parents(actor: Actor, rows: Iterable[Activity]) -> set[UUID]:
    """The programmes of these rows that the reader may read: the key alone would speak of the others."""
    wanted = {row.part_of_id for row in rows if row.part_of_id}
    if not wanted:
        return set()
    return set(Activity.objects.visible_to(actor).filter(pk__in=wanted).values_list("pk", flat=True))
