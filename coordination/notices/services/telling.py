"""Telling people of what was announced: each reads for themselves, and the rules are asked one by one."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.http import QueryDict
from procrastinate.contrib.django import app

from coordination.access.actor import Actor
from coordination.access.reader import reading_as
from coordination.people import actors
from coordination.people.queries import circles
from coordination.world.queries import themes

from ..kinds import NAMING, WAY_OF_RULE, Rule, Way
from ..mentions import handles
from ..models import Announcement, Notice, Subscription, Untold
from ..nouns import KINDS, NOUNS
from ..queries import announcements, preference_of, subscriptions_that_tell
from .posting import TASK as POST

# What is announced faster than this is told in several rounds.
ROUND = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Readers:
    """What everybody in the same circles reads: their audiences, and what is to be told of it."""

    audiences: frozenset[int]
    news: list[Announcement]


def tell() -> int:
    """Tell everybody what was announced since the last round; how many announcements there were.

    Whoever picks the job up after a crash tells the rest: an announcement leaves the queue once all
    have been told, and nobody is told of one twice.
    """
    waiting = list(Untold.objects.order_by("pk").values_list("pk", flat=True)[:ROUND])
    if not waiting:
        return 0
    known: dict[frozenset[int], Readers] = {}
    for actor in actors.everybody():
        try:
            _look_and_tell(actor, waiting, known)
        except (OperationalError, InterfaceError):
            raise  # the database is away: all of it again, later
        except Exception:
            # What fails for one (a search that they follow) holds up nobody else.
            log.exception("Somebody could not be told.")
    Untold.objects.filter(pk__in=waiting).delete()
    return len(waiting)


def _look_and_tell(actor: Actor, waiting: Sequence[int], known: dict[frozenset[int], Readers]) -> None:
    with transaction.atomic():
        readers = _readers(actor, waiting, known)
        if readers.news:
            with reading_as(actor):
                _tell(actor, readers.news)


def _readers(actor: Actor, waiting: Sequence[int], known: dict[frozenset[int], Readers]) -> Readers:
    """What the actor can be told of; read once for all who are in the same circles."""
    if actor.circles not in known:
        actors.look_up(actor)
        with reading_as(actor):
            known[actor.circles] = Readers(actor.audiences, announcements(actor, waiting))
    readers = known[actor.circles]
    actors.look_up(actor, readers.audiences)
    return readers


def _tell(actor: Actor, news: Sequence[Announcement]) -> None:
    followed = subscriptions_that_tell(actor)
    if not followed and not any(_by_rule(actor, row) for row in news):
        return
    wishes, found = preference_of(actor), _Found(actor, news)
    notices = []
    for row in news:
        why = _why(actor, row, followed, found)
        if why is None:
            continue
        rule, subscription = why
        usual = subscription.way if subscription else WAY_OF_RULE.get(rule, Way.DIGEST)
        way = wishes.way_of(row.kind, usual)
        if way != Way.NOTHING:
            notices.append(
                Notice(
                    user_id=actor.user_id,
                    announcement=row,
                    rule=rule,
                    subscription=subscription,
                    way=way,
                )
            )
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if any(notice.way == Way.AT_ONCE for notice in notices) and not wishes.stopped:
        # By name: jobs lie above services. One mail to a person after the other.
        app.configure_task(POST, lock=f"mail-{actor.user_id}").defer(user_id=actor.user_id)


def _why(
    actor: Actor, row: Announcement, followed: Iterable[Subscription], found: "_Found"
) -> tuple[Rule, Subscription | None] | None:
    """The first rule by which somebody is told; None where none applies, or it was their own doing."""
    if rule := _by_rule(actor, row):
        return rule, None
    kind = KINDS.get(row.kind)
    if kind is None or not kind.followed or _is_own(actor, row):
        return None
    subscription = next((one for one in followed if fits(one, row, found)), None)
    return (Rule.FOLLOWED, subscription) if subscription else None


def _by_rule(actor: Actor, row: Announcement) -> Rule | None:
    kind = KINDS.get(row.kind)
    if kind is None or (row.user_id and row.user_id == actor.user_id):
        return None
    for rule in kind.rules:
        # A delegation is not told what it did itself, but for a colleague who is called by name.
        if (rule == Rule.MENTIONED or not _is_own(actor, row)) and _applies(rule, actor, row):
            return rule
    return None


def _is_own(actor: Actor, row: Announcement) -> bool:
    return row.organisation_id in actor.organisations


def _applies(rule: Rule, actor: Actor, row: Announcement) -> bool:
    if rule == Rule.MENTIONED:
        named = row.told.get(rule, ())
        return bool(named) and not handles(actor).isdisjoint(named)
    if rule in NAMING:
        # Whoever decides for an organisation, and a ministry where it is asked itself.
        voice = actor.speaks_for | (actor.organisations if actor.contributes_to else frozenset())
        return not voice.isdisjoint(row.told.get(rule, ()))
    if rule == Rule.SHARED:
        own = {circles().of_organisation[pk] for pk in actor.organisations}
        return not own.isdisjoint(row.audience_then.circles)
    if rule == Rule.CHAIR:
        return actor.is_chair
    return rule == Rule.READERS and bool(actor.speaks_for)


class _Found:
    """Which of the announced records the searches that somebody follows find, each search asked once."""

    def __init__(self, actor: Actor, news: Sequence[Announcement]) -> None:
        self._actor = actor
        self._records: dict[str, set[UUID]] = {}
        for row in news:
            self._records.setdefault(row.noun, set()).add(row.record)
        self._asked: dict[tuple[str, str], set[UUID]] = {}

    def holds(self, noun: str, query: str, record: UUID) -> bool:
        if (noun, query) not in self._asked:
            search = NOUNS[noun].search if noun in NOUNS else None
            ids = self._records.get(noun, set())
            rows = search.matching(self._actor, QueryDict(query)).filter(pk__in=ids) if search else ()
            self._asked[noun, query] = {row.pk for row in rows}
        return record in self._asked[noun, query]


def fits(subscription: Subscription, row: Announcement, found: _Found) -> bool:
    """Whether an announcement is what a subscription asks for: all that is set must fit."""
    if subscription.created_at > row.at:
        return False
    if subscription.record and subscription.record not in (row.record, *row.within):
        return False
    if subscription.country_id and subscription.country_id not in row.country_ids:
        return False
    if subscription.theme_id:
        known = themes()
        # A domain stands for its parts.
        wanted = set(known.with_parts(known.by_id[subscription.theme_id]))
        if wanted.isdisjoint(row.theme_ids):
            return False
    if subscription.noun and not subscription.record and subscription.noun != row.noun:
        return False
    if not subscription.query:
        return True
    return row.noun == subscription.noun and found.holds(row.noun, subscription.query, row.record)
