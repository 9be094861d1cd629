"""Reminding delegations that have not answered: by whoever asks, each once a day, and by the clock."""

import datetime
from collections.abc import Iterator

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.errors import Refused
from coordination.access.gate import authorise
from coordination.access.services import intern
from coordination.notices.kinds import Rule
from coordination.notices.models import Announcement
from coordination.notices.reminders import Reminder
from coordination.people.models import BRUSSELS, today
from coordination.people.queries import organisations

from ..audiences import expected, of_convenor, of_writer, party_of, readers_of
from ..kinds import Kind, News, State
from ..models import Consultation, Reply
from ..queries.selection import unanswered
from .saving import refuse_past_deadline
from .telling import tell_reminded

# How a silence procedure ended is told with the reminders of the next morning, not of years ago.
FRESH = datetime.timedelta(days=3)


@transaction.atomic
def remind(*, actor: Actor, consultation: Consultation) -> list[int]:
    """Remind whoever has submitted nothing that the convenor reads; which delegations those are.

    Each is told by itself: nobody learns from a reminder who else is behind.
    """
    consultation = authorise(actor, "remind", consultation)
    refuse_past_deadline(consultation, _("The deadline was %(time)s. Move it before you remind anybody."))
    answered = Reply.objects.visible_to(actor).filter(consultation=consultation).values("originator")
    behind = set(expected(consultation, readers_of(consultation)))
    behind -= set(answered.values_list("originator", flat=True))
    if not behind:
        raise Refused(_("All delegations have replied."))
    behind -= reminded_today(actor, consultation)
    if not behind:
        raise Refused(_("All who have not replied were reminded today. Wait until tomorrow."))
    own = of_convenor(consultation)
    to = {party_id: intern(actor=actor, circles=of_writer(party_id) | own).pk for party_id in sorted(behind)}
    tell_reminded(actor, consultation, to)
    return sorted(behind)


def reminded_today(actor: Actor, consultation: Consultation) -> set[int]:
    """The delegations that were reminded today."""
    found = Announcement.objects.visible_to(actor).filter(
        kind=News.REMINDED, record=consultation.pk, once__startswith=today().isoformat()
    )
    return {int(once.split()[1]) for once in found.values_list("once", flat=True)}


def due(actor: Actor, until: datetime.date) -> Iterator[Reminder]:
    """What the actor's delegation has not answered and is due by a day, and silence that has just ended."""
    if not actor.speaks_for:
        return
    party_id = party_of(actor)
    after = datetime.datetime.combine(until + datetime.timedelta(days=1), datetime.time(), BRUSSELS)
    for row in unanswered(actor).filter(deadline__lt=after):
        # Who is behind is nobody's business but its own: a place and readers of its own.
        rest = {
            "told": {Rule.ASKED: [party_id]},
            "place": f"delegation-{organisations().by_id[party_id].code}",
            "audience_then": intern(actor=actor, circles=of_writer(party_id)).pk,
        }
        yield Reminder(News.DUE, row, _day(row.deadline), rest)
    ended = Consultation.objects.visible_to(actor).filter(
        kind=Kind.SILENCE, state=State.CLOSED, closed_at=F("deadline")
    )
    for row in ended.filter(closed_at__gte=timezone.now() - FRESH):
        places = [row.country_id] if row.country_id else []
        yield Reminder(News.ENDED, row, _day(row.closed_at), {"countries": places})


def _day(moment: datetime.datetime | None) -> datetime.date:
    assert moment is not None  # noqa: S101 (narrows the type: what is open or closed has both)
    return moment.astimezone(BRUSSELS).date()
