"""Reads of notices: what somebody is told, what they follow, and the records behind it in words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Value

from coordination.access.actor import Actor
from coordination.access.models import Gated
from coordination.access.paging import Page, page_by

from .models import Announcement, Mail, Notice, Preference, Subscription
from .nouns import KINDS, NOUNS, Said

PAGE_SIZE = 50


def announcements(actor: Actor, ids: Iterable[int]) -> list[Announcement]:
    """Of some announcements those that the actor can be told of, in order, each with whom it is for."""
    found = Announcement.objects.visible_to(actor).filter(pk__in=list(ids))
    return list(found.select_related("audience_then").order_by("pk"))


def preference_of(actor: Actor) -> Preference:
    """How somebody wants to be told."""
    found = Preference.objects.visible_to(actor).first()
    return found or Preference(user_id=actor.user_id)


def subscriptions(actor: Actor) -> list[Subscription]:
    """All that somebody follows, the latest first."""
    return list(Subscription.objects.visible_to(actor).order_by("-created_at", "pk"))


def subscriptions_that_tell(actor: Actor) -> list[Subscription]:
    """What somebody follows and may read now, the latest first."""
    found = Subscription.objects.visible_to(actor).of_readable_records(actor)
    return list(found.order_by("-created_at", "pk"))


def subscription(actor: Actor, pk: UUID) -> Subscription | None:
    return Subscription.objects.visible_to(actor).filter(pk=pk).first()


def same_subscription(actor: Actor, **target: Any) -> Subscription | None:
    """What somebody follows with exactly these filters."""
    empty = {"noun": "", "record": None, "country_id": None, "theme_id": None, "query": ""}
    return Subscription.objects.visible_to(actor).filter(**empty | target).first()


def followed(actor: Actor, record: str = "pk") -> Exists:
    """For the rows of a gated queryset: whether the actor follows them, or the record that they name."""
    return Exists(Subscription.objects.visible_to(actor).filter(record=OuterRef(record)))


@dataclass(frozen=True)
class NoticeSelection:
    """What the filters ask for; `unread` leaves out what was read."""

    unread: bool = False
    kinds: tuple[str, ...] = ()
    countries: tuple[int, ...] = ()


EVERYTHING, UNREAD = NoticeSelection(), NoticeSelection(unread=True)


def notices(actor: Actor, selection: NoticeSelection = EVERYTHING) -> QuerySet[Any]:
    """What somebody was told and may still read, newest first."""
    found = Notice.objects.visible_to(actor).select_related("announcement", "subscription").newest_first()
    if selection.unread:
        found = found.unread()
    if selection.kinds:
        found = found.filter(announcement__kind__in=selection.kinds)
    if selection.countries:
        found = found.filter(announcement__country_ids__overlap=list(selection.countries))
    return found


def unread(actor: Actor) -> int:
    """How many notices somebody has not read, of what they may still read."""
    return Notice.objects.visible_to(actor).unread().count()


def notice(actor: Actor, pk: UUID) -> Notice | None:
    return notices(actor).filter(pk=pk).first()


def page(
    actor: Actor, selection: NoticeSelection, *, after: UUID | None = None, limit: int = PAGE_SIZE
) -> Page[Notice]:
    """A page of notices by key; `after` is the last one seen, read again through the gate."""
    known = Notice.objects.visible_to(actor)
    return page_by(notices(actor, selection), known, "-announcement_id", "-pk", after=after, limit=limit)


def mails(actor: Actor, limit: int = PAGE_SIZE) -> list[Mail]:
    """The mails that left for somebody, the latest first."""
    return list(Mail.objects.visible_to(actor).order_by("-claimed_at", "pk")[:limit])


# --- The records behind them ---------------------------------------------------------------


def _found(actor: Actor, records: Iterable[tuple[str, UUID]], *columns: str) -> Iterable[tuple[Any, ...]]:
    """Table, key and columns of the records that the actor may read: one statement for the nouns of all slices."""
    wanted: dict[str, set[UUID]] = {}
    for table, pk in records:
        if table in NOUNS:
            wanted.setdefault(table, set()).add(pk)
    parts = [
        NOUNS[table].found(actor, ids).annotate(of_noun=Value(table)).values_list("of_noun", "pk", *columns)
        for table, ids in sorted(wanted.items())
    ]
    return parts[0].union(*parts[1:], all=True) if parts else ()


def said(actor: Actor, records: Iterable[tuple[str, UUID]]) -> dict[UUID, Said]:
    """Records in words, as far as the actor may read them."""
    return {pk: NOUNS[table].said(pk, about) for table, pk, about in _found(actor, records, "about")}


def _spoken_of(rows: Sequence[Notice]) -> Iterator[tuple[str, UUID]]:
    return ((row.announcement.noun, row.announcement.record) for row in rows)


def said_of_notices(actor: Actor, rows: Sequence[Notice]) -> dict[UUID, Said]:
    """The records that some notices speak of, in words."""
    return said(actor, _spoken_of(rows))


def shared_with(actor: Actor, rows: Sequence[Notice]) -> dict[UUID, tuple[int, list[int]]]:
    """Of the records that some notices speak of: whose each is, and the circles that read it."""
    found = _found(actor, _spoken_of(rows), "originator_id", "audience__circles")
    return {pk: (originator, circles) for _table, pk, originator, circles in found}


def still_read(actor: Actor, rows: Sequence[Notice]) -> list[Notice]:
    """Of some notices those whose record can be read and said now."""
    found = said_of_notices(actor, rows)
    return [row for row in rows if row.announcement.record in found and row.announcement.kind in KINDS]


def record(actor: Actor, table: str, pk: UUID) -> Gated | None:
    """A record that can be followed, through the gate."""
    noun = NOUNS.get(table)
    return noun.model.objects.visible_to(actor).filter(pk=pk).first() if noun else None
