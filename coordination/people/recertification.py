"""Reads of the quarterly question: who is still needed? A quarter begins, a month to answer, a month of warning."""

import datetime
from typing import Any

from django.db.models import Count, Min
from django.urls import reverse

from coordination.access.actor import Actor, Function

from .accounts import body_words, row, with_countries
from .models import Membership, MembershipQuerySet, today
from .queries import organisations

TO_ANSWER = datetime.timedelta(days=30)
TO_WARN = datetime.timedelta(days=30)


def quarter_start(day: datetime.date | None = None) -> datetime.date:
    """The first day of the quarter in which the question was last put."""
    day = day or today()
    return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)


def due_on() -> datetime.date:
    """Until when this quarter's question is to be answered."""
    return quarter_start() + TO_ANSWER


def lapses_on() -> datetime.date:
    """The day on which what nobody answered for ends."""
    return due_on() + TO_WARN


def unanswered() -> MembershipQuerySet:
    """Accesses from before the quarter for which nobody has answered in it; substitutes end by themselves."""
    return Membership.objects.current().filter(
        confirmed_on__lt=quarter_start(), stands_in_for=None, user__is_active=True
    )


def asked(actor: Actor) -> MembershipQuerySet:
    """What the actor is to answer for: others of the organisations that they run."""
    return unanswered().filter(organisation_id__in=actor.runs).exclude(user_id=actor.user_id)


def runners(actor: Actor) -> MembershipQuerySet:
    """Focal points and heads: an administrator answers for those whom nobody else could."""
    found = unanswered().filter(function__in=Function.RUNNING)
    return found.exclude(user_id=actor.user_id)


def rows(
    found: MembershipQuerySet, actor: Actor, *, keep: str = "keep-ours", end: str = "end-our-access"
) -> list[dict[str, Any]]:
    """The people asked about, with the address that keeps each and the one that ends it."""
    ordered = found.order_by("organisation__protocol_order", "organisation__short_en", "post", "pk")
    people = with_countries(ordered).select_related("user", "stands_in_for__user")
    return [
        row(each, actor.user_id)
        | {
            "keep_url": reverse(keep, args=[each.pk]),
            "end_url": reverse(end, args=[each.pk]),
        }
        for each in people
    ]


def behind() -> list[dict[str, Any]]:
    """Which organisations still have to answer, and for how many people: for administrators."""
    counted = (
        unanswered()
        .order_by()
        .values("organisation_id")
        .annotate(people=Count("pk"), oldest=Min("confirmed_on"))
    )
    by_id = {each["organisation_id"]: each for each in counted}
    focal = set(
        Membership.objects.current()
        .filter(function__in=Function.RUNNING, user__is_active=True)
        .values_list("organisation_id", flat=True)
    )
    return [
        {
            "organisation": body_words(body),
            "people": by_id[pk]["people"],
            "oldest": by_id[pk]["oldest"],
            "runs": bool({pk, body.parent_id} & focal),
            "url": f"{reverse('administration')}?organisation={body.code}",
        }
        for pk, body in organisations().by_id.items()
        if pk in by_id
    ]
