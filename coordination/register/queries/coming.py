"""What begins next in each country."""

import datetime
from typing import Any, NamedTuple

from coordination.access.actor import Actor
from coordination.people.models import today
from coordination.world.queries import countries

from ..kinds import State, Status
from ..models import Activity, ActivityCountry

AHEAD = (Status.PLANNED, Status.RUNNING)
# Among so many that begin next stands the first of every busy country; those of the others are few.
NEAREST = 1000


class Beginning(NamedTuple):
    """An activity that lies ahead, as far as a list says."""

    starts_on: datetime.date
    precision: str
    title: str


def first_in_each(actor: Actor, until: datetime.date) -> dict[int, Beginning]:
    """The first activity from today until a day in each country, as far as the reader may read."""
    coming = (
        Activity.objects.visible_to(actor)
        .current()
        .filter(status__in=AHEAD, starts_on__gte=today(), starts_on__lte=until)
    )
    nearest = coming.order_by("starts_on", "pk")[:NEAREST]
    found = _first(actor, activity__in=nearest.values("pk"))
    others = [pk for pk in countries().by_id if pk not in found]
    return found | _first(actor, country_id__in=others, activity__in=coming.values("pk"))


def _first(actor: Actor, **where: Any) -> dict[int, Beginning]:
    parts: Any = (
        ActivityCountry.objects.visible_to(actor)
        .filter(state=State.CURRENT, **where)
        .order_by("country_id", "activity__starts_on", "activity_id")
        .distinct("country_id")
        .values_list("country_id", "activity__starts_on", "activity__precision", "activity__title")
    )
    return {country_id: Beginning(*rest) for country_id, *rest in parts}
