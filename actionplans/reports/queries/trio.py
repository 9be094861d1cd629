"""The three Presidencies that plan eighteen months together, and what lies ahead of them."""

import datetime
from typing import Any

from django.db.models import QuerySet

from actionplans.fiches.models import Fiche
from actionplans.plans.models import PlanVersion
from coordination.access.actor import Actor
from coordination.meetings.models import FollowUp
from coordination.people.models import PresidencyTerm, today
from coordination.people.queries import rota

# A delegation whose trio is next sees it from so long before its first day.
AHEAD = datetime.timedelta(days=183)
# The rota begins with the last Presidency of a trio: Romania, Finland, Croatia.
LAST_OF_A_TRIO = datetime.date(2020, 1, 1)
AT_MOST = 50


def trios() -> list[list[PresidencyTerm]]:
    """The trios of the rota in order; the first and the last of them may be shorter than three."""
    found: list[list[PresidencyTerm]] = [[]]
    for term in rota():
        if len(found[-1]) == 3:
            found.append([])
        found[-1].append(term)
        if term.starts_on == LAST_OF_A_TRIO:
            found.append([])
    return [terms for terms in found if terms]


def trio_of(actor: Actor, day: datetime.date | None = None) -> list[PresidencyTerm]:
    """The trio of today, or the next once it is near, if the actor speaks for a state in it; else nothing."""
    day = day or today()
    for terms in trios():
        near = terms[0].starts_on - AHEAD <= day <= terms[-1].ends_on
        if near and any(term.organisation_id in actor.speaks_for for term in terms):
            return terms
    return []


def open_follow_ups(actor: Actor) -> QuerySet[FollowUp]:
    """What meetings asked for and is not done, as far as the actor may read it."""
    return FollowUp.objects.visible_to(actor).open()[:AT_MOST]


def plans_due(actor: Actor, until: datetime.date) -> QuerySet[Any]:
    """Plans in force whose review falls due by a day, the earliest first."""
    found = PlanVersion.objects.visible_to(actor).in_force().filter(review_on__lte=until)
    return found.select_related("plan").order_by("review_on", "pk")[:AT_MOST]


def fiches_due(actor: Actor, until: datetime.date) -> QuerySet[Any]:
    """Endorsed fiches that fall due by a day, the earliest first."""
    found = Fiche.objects.visible_to(actor).running().filter(due_on__lte=until)
    return found.order_by("due_on", "pk")[:AT_MOST]
