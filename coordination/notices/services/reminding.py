"""Reminders: what falls due is announced by the clock, as the organisation that owes it reads it."""

from collections.abc import Iterator

from django.db import transaction

from coordination.access.actor import Actor, Function
from coordination.access.reader import reading_as
from coordination.people.actors import for_organisation
from coordination.people.models import Organisation, OrganisationKind, today
from coordination.people.queries import organisations

from ..models import Announcement
from ..reminders import AHEAD, PROVIDERS, Reminder
from .announcing import announce_once, news_of

SYSTEM = "reminder"
SPEAKING = {
    OrganisationKind.STATE: Function.DELEGATE,
    OrganisationKind.INSTITUTION: Function.DELEGATE,
    OrganisationKind.AGENCY: Function.COUNTRY_TEAM,
    OrganisationKind.EU_DELEGATION: Function.COUNTRY_TEAM,
}


def remind() -> int:
    """Announce what falls due within a week, and what is late; how much was announced."""
    told = 0
    for organisation in _bodies():
        with transaction.atomic():
            function = SPEAKING[OrganisationKind(organisation.kind)]
            actor = for_organisation(organisation, function=function, system=SYSTEM)
            with reading_as(actor):
                told += sum(announce_once(news) for news in _fresh(actor))
    return told


def _bodies() -> list[Organisation]:
    return [row for row in organisations().by_id.values() if row.has_accounts and row.kind in SPEAKING]


def _fresh(actor: Actor) -> Iterator[Announcement]:
    """The reminders that were not told yet, as far as the actor reads."""
    day = today()
    found = [reminder for provider in PROVIDERS for reminder in provider(actor, day + AHEAD)]
    known = Announcement.objects.visible_to(actor).filter(
        kind__in={reminder.kind for reminder in found}, record__in={reminder.row.pk for reminder in found}
    )
    had = set(known.exclude(once="").values_list("kind", "record", "once"))
    for reminder in found:
        once = _key(reminder, late=reminder.due_on < day)
        if (reminder.kind, reminder.row.pk, once) not in had:
            had.add((reminder.kind, reminder.row.pk, once))
            words = {"due": reminder.due_on.isoformat()}
            # By the clock, so that the organisation itself is told.
            yield _by_nobody(
                news_of(
                    actor=actor, kind=reminder.kind, row=reminder.row, once=once, words=words, **reminder.rest
                )
            )


def _key(reminder: Reminder, *, late: bool) -> str:
    part = reminder.part or reminder.rest.get("place", "")
    return f"{'late' if late else 'due'} {reminder.due_on.isoformat()} {part}".strip()


def _by_nobody(news: Announcement) -> Announcement:
    news.organisation_id = None
    return news
