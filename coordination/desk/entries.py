"""What the register asks of an actor: entries to confirm, drafts to clear or to finish, and their freshness."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.people.queries import organisations
from coordination.register.kinds import State, Status
from coordination.register.models import STALE_AFTER, Activity, ActivityQuerySet, stale_before
from coordination.register.queries import with_parts
from coordination.register.rows import country_words

from .tasks import Task

# Entries are named one by one up to here; the rest is one row that leads to the table.
NAMED = 5
AHEAD = datetime.timedelta(days=30)
QUARTER = datetime.timedelta(days=91)


# What is over does not change: nobody is asked to confirm it again.
OPEN = (Status.PLANNED, Status.RUNNING, Status.SUSPENDED)


def _own(actor: Actor) -> ActivityQuerySet:
    return Activity.objects.visible_to(actor).current().filter(originator_id__in=actor.speaks_for)


def to_confirm(actor: Actor) -> Iterator[Task]:
    """Own open entries that are stale, or turn stale within a month: the oldest first."""
    if not actor.speaks_for:
        return
    old = (
        _own(actor)
        .filter(status__in=OPEN, confirmed_on__lt=stale_before() + AHEAD)
        .order_by("confirmed_on", "pk")
    )
    rows = list(with_parts(old)[: NAMED + 1])
    for row in rows[:NAMED]:
        yield Task(
            title=row.title,
            url=reverse("activity", args=[row.pk]),
            second=" · ".join(filter(None, [country_words(row), row.get_kind_display()])),
            why=_("Entries turn stale after twelve months without a confirmation"),
            verb=_("Confirm"),
            verb_url=reverse("activity-confirm", args=[row.pk]),
            posts=True,
            due_on=row.confirmed_on + STALE_AFTER,
        )
    if len(rows) > NAMED:
        table = f"{reverse('activities')}?mine=true&sort=confirmed"
        yield Task(
            title=_("More entries to confirm"),
            url=table,
            second=_("The longest unconfirmed come first"),
            why=_("Entries turn stale after twelve months without a confirmation"),
            verb=_("Open entries"),
            verb_url=table,
            due_on=rows[NAMED].confirmed_on + STALE_AFTER,
        )


def drafts(actor: Actor) -> Iterator[Task]:
    """Drafts of a ministry that wait for clearance, and drafts of one's own."""
    mine = Q(originator_id__in=actor.speaks_for) | Q(drafted_by_id__in=actor.organisations)
    found = Activity.objects.visible_to(actor).filter(mine, state=State.DRAFT)
    for row in with_parts(found.order_by("created_at", "pk")[: 2 * NAMED]):
        waits = row.drafted_by_id is not None and row.originator_id in actor.speaks_for
        author = organisations().by_id[row.drafted_by_id].name if row.drafted_by_id else ""
        url = reverse("activity", args=[row.pk])
        if waits:
            second = _("draft by %(organisation)s") % {"organisation": author}
            why, verb = _("Waits for your clearance before others may read it"), _("Review draft")
        elif row.drafted_by_id:
            clears = organisations().by_id[row.originator_id].name
            second = row.get_kind_display()
            why, verb = (
                _("Your draft waits for clearance by %(delegation)s") % {"delegation": clears},
                _("Open draft"),
            )
        else:
            second = row.get_kind_display()
            why, verb = _("Your draft is read by nobody outside yet"), _("Open draft")
        yield Task(
            title=row.title,
            url=url,
            second=" · ".join(filter(None, [country_words(row), second])),
            why=why,
            verb=verb,
            verb_url=url,
        )


def freshness(actor: Actor) -> dict[str, Any] | None:
    """How fresh the entries of the actor's organisations are, for the bar; None where there are none."""
    if not actor.speaks_for:
        return None
    stale, due = stale_before(), stale_before() + QUARTER
    # By status, which the index has together with the dates: a count with conditions on both for each
    # of the four would look at every entry four times.
    counted = dict.fromkeys(("fresh", "due", "stale", "over"), 0)
    by_status = (
        _own(actor)
        .values_list("status")
        .annotate(
            n=Count("*"),
            fresh=Count("confirmed_on", filter=Q(confirmed_on__gte=due)),
            not_stale=Count("confirmed_on", filter=Q(confirmed_on__gte=stale)),
        )
        .order_by()
    )
    for status, n, fresh, not_stale in by_status:
        if status in OPEN:
            counted["fresh"] += fresh
            counted["due"] += not_stale - fresh
            counted["stale"] += n - not_stale
        else:
            counted["over"] += n
    total = sum(counted.values())
    if not total:
        return None
    segments, start = [], 0
    for key, tone in (("fresh", "night"), ("due", "amber"), ("stale", "red"), ("over", "blue")):
        if counted[key]:
            segments.append({"start": start, "length": counted[key], "tone": tone})
            start += counted[key]
    labels = {
        "fresh": _("confirmed within a year"),
        "due": _("to confirm within a quarter"),
        "stale": _("stale"),
        "over": _("completed or cancelled"),
    }
    return {
        "total": total,
        "segments": segments,
        "words": [{"n": counted[key], "label": label} for key, label in labels.items()],
        "url": f"{reverse('activities')}?mine=true",
    }
