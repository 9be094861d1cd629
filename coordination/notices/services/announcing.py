"""Saying that something happened: one row and its number in the queue, in the writer's own transaction."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from coordination.access.actor import Actor
from coordination.access.models import Gated

from ..kinds import Rule
from ..models import ONCE, Announcement, Untold
from ..nouns import KINDS

TASK = "coordination.notices.jobs.tell"


def announce(*, actor: Actor, kind: str, row: Gated, **rest: Any) -> None:
    """Say that something happened to a row; a job finds who is told, with the rights of each.

    The row must be saved with the audience that it now has. `told` names organisations by rule,
    `mentioned` what was written behind an @; who owns the row and who reads it needs no naming.
    `countries` and `themes` serve those who follow these, `within` the records that the row belongs
    to. `audience_then` narrows who is told to those who read it because of this very deed.
    """
    announce_all([news_of(actor=actor, kind=kind, row=row, **rest)])


def news_of(
    *,
    actor: Actor,
    kind: str,
    row: Gated,
    told: Mapping[Rule, Iterable[int]] | None = None,
    mentioned: Iterable[str] = (),
    within: Iterable[UUID] = (),
    countries: Iterable[int] = (),
    themes: Iterable[int] = (),
    place: str = "",
    words: Mapping[str, Any] | None = None,
    audience_then: int | None = None,
    once: str = "",
) -> Announcement:
    """An announcement that is not yet made, for `announce_all`."""
    named: dict[str, list[Any]] = {Rule.OWNER.value: [row.originator_id]}
    for rule, ids in (told or {}).items():
        named[rule.value] = sorted(set(ids))
    if handles := sorted(set(mentioned)):
        named[Rule.MENTIONED.value] = handles
    return Announcement(
        kind=KINDS[kind].code,
        noun=row._meta.db_table,
        record=row.pk,
        within=list(within),
        place=place,
        user_id=actor.user_id,
        organisation_id=actor.organisation.pk if actor.organisation else None,
        told=named,
        words=dict(words or {}),
        country_ids=sorted(set(countries)),
        theme_ids=sorted(set(themes)),
        once=once,
        audience_id=row.audience_id,
        audience_then_id=audience_then or row.audience_id,
    )


@transaction.atomic
def announce_all(news: Iterable[Announcement]) -> None:
    """Make announcements, all or none."""
    made = Announcement.objects.bulk_create(news)
    if made:
        Untold.objects.bulk_create(Untold(announcement_id=row.pk) for row in made)
        # After the commit, so that writers never wait for one another in the queue; the job also
        # runs by the clock, should the process end in between.
        transaction.on_commit(_wake, robust=True)


def announce_once(news: Announcement) -> bool:
    """Make an announcement of the clock; whether it was new. One that the actor may not read is one, too."""
    try:
        announce_all([news])
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
        return False
    return True


def _wake() -> None:
    # By name: jobs lie above services.
    with suppress(AlreadyEnqueued):
        app.configure_task(TASK, queueing_lock="tell").defer(timestamp=0)
