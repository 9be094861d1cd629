"""What the register asks of an actor: entries to confirm, drafts to clear or to finish, and their freshness;
and what it knows to be ahead."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.kinds import Kind, Precision, State, Status
from coordination.register.models import (
    STALE_AFTER,
    Activity,
    ActivityCountry,
    ActivityQuerySet,
    stale_before,
)
from coordination.register.rows import actor_words
from coordination.world.queries import countries

from .coming import Coming
from .lines import Line, Part, Source, lines
from .tasks import Task

AHEAD = datetime.timedelta(days=30)
QUARTER = datetime.timedelta(days=91)

# What is over does not change: nobody is asked to confirm it again.
OPEN = (Status.PLANNED, Status.RUNNING, Status.SUSPENDED)
# Kinds that take place on a day, for which others may want to prepare.
DATED = (Kind.VISIT, Kind.TECHNICAL_MEETING, Kind.NEGOTIATION)


def _own(actor: Actor) -> ActivityQuerySet:
    return Activity.objects.visible_to(actor).current().filter(originator_id__in=actor.speaks_for)


def _about(actor: Actor) -> dict[str, Any]:
    places = ActivityCountry.objects.visible_to(actor).filter(activity=OuterRef("pk")).order_by("pk")
    return {
        "title": F("title"),
        "about": F("pk"),
        "words": F("kind"),
        "places": ArraySubquery(places.values("country_id")),
    }


def asked(actor: Actor) -> Iterator[QuerySet[Any]]:
    """Own open entries that are stale, or turn stale within a month: the oldest first; and drafts."""
    if actor.speaks_for:
        old = _own(actor).filter(status__in=OPEN, confirmed_on__lt=stale_before() + AHEAD)
        yield lines(old, "confirm", "confirmed_on", "pk", due=F("confirmed_on"), **_about(actor))
    if not actor.may_contribute:
        return
    drafts = Activity.objects.visible_to(actor).filter(state=State.DRAFT)
    kinds = {
        # Drafts of a ministry that wait for clearance, those that a ministry waits for, and one's own.
        "clear": Q(originator_id__in=actor.speaks_for, drafted_by__isnull=False),
        "cleared": Q(drafted_by_id__in=actor.organisations) & ~Q(originator_id__in=actor.speaks_for),
        "draft": Q(originator_id__in=actor.speaks_for, drafted_by=None),
    }
    for kind, which in kinds.items():
        who = {"who": F("drafted_by_id") if kind == "clear" else F("originator_id")}
        yield lines(drafts.filter(which), kind, "created_at", "pk", **_about(actor), **who)


def _places(line: Line) -> str:
    return ", ".join(countries().by_id[pk].name for pk in line.places[:3])


def _second(line: Line, words: str = "") -> str:
    return " · ".join(filter(None, [_places(line), words or str(Kind(line.words).label)]))


def _confirm(line: Line) -> Task:
    assert line.due is not None  # noqa: S101 (narrows the type: every entry was confirmed once)
    return Task(
        title=line.title,
        url=reverse("activity", args=[line.about]),
        second=_second(line),
        why=_("Entries turn stale after twelve months without a confirmation"),
        verb=_("Confirm"),
        verb_url=reverse("activity-confirm", args=[line.about]),
        posts=True,
        due_on=line.due + STALE_AFTER,
    )


def _confirm_more(line: Line) -> Task:
    assert line.due is not None  # noqa: S101 (narrows the type)
    table = f"{reverse('activities')}?mine=true&sort=confirmed"
    return Task(
        title=_("More entries to confirm"),
        url=table,
        second=_("The longest unconfirmed come first"),
        why=_("Entries turn stale after twelve months without a confirmation"),
        verb=_("Open entries"),
        verb_url=table,
        due_on=line.due + STALE_AFTER,
    )


def _draft(line: Line, why: str, verb: str, second: str = "") -> Task:
    url = reverse("activity", args=[line.about])
    return Task(line.title, url, _second(line, second), why, verb, url)


def _clear(line: Line) -> Task:
    second = _("draft by %(organisation)s") % {"organisation": organisations().by_id[line.who].name}
    return _draft(line, _("Waits for your clearance before others may read it"), _("Review draft"), second)


def _cleared(line: Line) -> Task:
    clears = {"delegation": organisations().by_id[line.who].name}
    return _draft(line, _("Your draft waits for clearance by %(delegation)s") % clears, _("Open draft"))


def _own_draft(line: Line) -> Task:
    return _draft(line, _("Your draft is read by nobody outside yet"), _("Open draft"))


DUE = Source(
    Part.DUE,
    asked,
    {"confirm": _confirm, "clear": _clear, "cleared": _cleared, "draft": _own_draft},
    {"confirm": _confirm_more},
)


def ahead(actor: Actor) -> Iterator[QuerySet[Any]]:
    """Visits, meetings and negotiations that begin next, as far as the actor may read of them."""
    if not actor.organisations:
        return
    found = Activity.objects.visible_to(actor).current()
    coming = found.filter(
        kind__in=DATED,
        status__in=(Status.PLANNED, Status.RUNNING),
        precision=Precision.DAY,
        starts_on__gte=today(),
        starts_on__lte=today() + QUARTER,
    )
    yield lines(coming, "visit", "starts_on", "pk", due=F("starts_on"), who=F("lead_id"), **_about(actor))


def _coming(line: Line) -> Coming:
    assert line.due is not None  # noqa: S101 (narrows the type)
    who = actor_words(organisations().by_id[line.who])[0]
    return Coming(
        on=line.due,
        title=line.title,
        url=reverse("activity", args=[line.about]),
        second=" · ".join([_second(line), who]),
    )


NEXT = Source(Part.NEXT, ahead, {"visit": _coming})


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
