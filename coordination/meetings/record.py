"""What the shared ground itself proposes for an agenda and puts in the calendar: requests, and visits of the register."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import date_format
from coordination.people.models import today
from coordination.people.queries import organisations
from coordination.register.kinds import Kind as ActivityKind
from coordination.register.kinds import Precision, State, Status
from coordination.register.models import Activity, ActivityCountry
from coordination.register.rows import actor_words
from coordination.world.queries import countries

from .calendar import Dated, Kind, Span, register_calendar
from .found import Found, found
from .kinds import Handling, Input, RequestKind
from .models import AgendaRequest
from .proposals import Group, Proposal, Question, register_proposals
from .sources import SourceWords, register_source

ACTIVITY, REQUEST = Activity._meta.db_table, AgendaRequest._meta.db_table
# A debrief that was owed for longer than this is history.
OWED_FOR = datetime.timedelta(days=90)
# Visits last no longer than this; so far before the span one may begin that reaches into it.
LONGEST_VISIT = datetime.timedelta(days=14)
AT_MOST = 200


def _visits(actor: Actor) -> QuerySet[Any]:
    """Visits that are not called off, with their countries and circles."""
    rows = Activity.objects.visible_to(actor).current().filter(kind=ActivityKind.VISIT)
    places = ActivityCountry.objects.within("activity").order_by("pk").values("country_id")
    return rows.exclude(status=Status.CANCELLED).annotate(seen_in=ArraySubquery(places))


def _in_country(actor: Actor, rows: QuerySet[Any], country_id: int | None) -> QuerySet[Any]:
    if country_id is None:
        return rows
    there = ActivityCountry.objects.visible_to(actor).filter(state=State.CURRENT, country=country_id)
    return rows.filter(pk__in=there.values("activity"))


def _as_found(rows: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows,
        kind,
        *order,
        title=F("title"),
        about=F("pk"),
        parent=F("pk"),
        places=F("seen_in"),
        who=F("originator_id"),
        whom=F("lead_id"),
        day=F("starts_on"),
        last_day=Coalesce(F("ends_on"), F("starts_on")),
        version=F("version"),
        created_at=F("created_at"),
        circles=F("audience__circles"),
        words=F("counterpart"),
        **rest,
    )


# --- Proposals ----------------------------------------------------------------------------


def proposed(actor: Actor, question: Question) -> Iterator[QuerySet[Any]]:
    """Debriefs of visits that are over and said nothing yet, and what delegations ask for or the convenor kept."""
    day = today()
    owed = _visits(actor).filter(
        results="", starts_on__gte=day - OWED_FOR, starts_on__lt=day, precision=Precision.DAY
    )
    owed = owed.filter(Q(ends_on=None) | Q(ends_on__lt=day))
    yield _as_found(_in_country(actor, owed, question.country_id), "debrief", "starts_on", "pk")
    asked = AgendaRequest.objects.visible_to(actor).for_agenda(question.meeting)
    yield found(
        asked,
        "request",
        "created_at",
        "pk",
        at_most=AT_MOST,
        title=F("title"),
        title_fr=F("title_fr"),
        about=F("pk"),
        parent=Coalesce(F("item_id"), F("body_id")),
        who=F("originator_id"),
        words=F("kind"),
        minutes=F("minutes"),
        number=Coalesce(F("country_id"), 0),
        moment=F("created_at"),
    )


def _debrief(row: Found) -> Proposal:
    last = row.last_day or today()
    party, _part = actor_words(organisations().by_id[row.whom])
    span = _span(row.day, last)
    return Proposal(
        group=Group.DEBRIEFS,
        noun=ACTIVITY,
        about=row.about,
        title=row.title,
        second=" · ".join(filter(None, [party, span])),
        reason=_("A visit of %(party)s on %(days)s is over and its results are not told")
        % {"party": party, "days": span},
        url=reverse("activity", args=[row.about]),
        country_id=row.places[0] if row.places else None,
        minutes=10,
        presenters=[line(Input.DEBRIEF, organisations().by_id[row.whom].party_id)],
        handling=Handling.INFORMATION,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=last,
    )


def _request(row: Found) -> Proposal:
    who = organisations().by_id[row.who].name
    kept = row.words == RequestKind.BACKLOG
    asked_on = date_format(row.moment, "j F Y") if row.moment else ""
    return Proposal(
        group=Group.BACKLOG if kept else Group.ASKED,
        noun=REQUEST,
        about=row.about,
        title=row.title,
        title_fr=row.title_fr,
        second=" · ".join(filter(None, [str(RequestKind(row.words).label), "" if kept else who, asked_on])),
        reason=_("Kept for a later meeting on %(day)s") % {"day": asked_on}
        if kept
        else _("Asked for by %(who)s on %(day)s") % {"who": who, "day": asked_on},
        url=reverse("request", args=[row.about]),
        country_id=row.number or None,
        minutes=row.minutes,
        presenters=[] if kept else [line(Input.INFORMATION, row.who)],
        handling=Handling.INFORMATION,
        originator_id=row.who,
        request=row.about,
        item=row.parent,
        day=row.moment.date() if row.moment else None,
    )


def line(kind: str, *parties: int, words: str = "") -> dict[str, Any]:
    """A line with a dash, as items keep it."""
    return {"input": str(kind), "parties": list(parties), "words": words}


def _span(first: datetime.date | None, last: datetime.date) -> str:
    if first is None or first == last:
        return date_format(last, "j F Y")
    return _("%(first)s to %(last)s") % {
        "first": date_format(first, "j F Y"),
        "last": date_format(last, "j F Y"),
    }


# --- Sources ------------------------------------------------------------------------------


def activities(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    """Entries of the register behind items."""
    rows = Activity.objects.visible_to(actor).filter(pk__in=list(ids))
    return found(
        rows,
        ACTIVITY,
        "pk",
        at_most=None,
        title=F("title"),
        about=F("pk"),
        parent=F("pk"),
        circles=F("audience__circles"),
    )


def activity_words(row: Found) -> SourceWords:
    url = reverse("activity", args=[row.about])
    return SourceWords(_("Entry"), row.title, url, frozenset(row.circles))


# --- Calendar -----------------------------------------------------------------------------


def visits(actor: Actor, span: Span) -> Iterator[QuerySet[Any]]:
    """Visits with some of their days in the span."""
    rows = _visits(actor).filter(
        starts_on__gte=span.first - LONGEST_VISIT, starts_on__lte=span.last, precision=Precision.DAY
    )
    rows = rows.filter(Q(ends_on__gte=span.first) | Q(ends_on=None, starts_on__gte=span.first))
    yield _as_found(_in_country(actor, rows, span.country_id), "visit", "starts_on", "pk", at_most=AT_MOST)


def visit(actor: Actor, row: Found) -> Dated:
    lead = organisations().by_id[row.whom]
    party, part = actor_words(lead)
    places = ", ".join(countries().by_id[pk].name for pk in row.places)
    first = row.day or today()
    return Dated(
        uid=f"activity-{row.about}",
        kind=Kind.VISIT,
        title=row.title,
        second=" · ".join(filter(None, [party, part, places])),
        url=reverse("activity", args=[row.about]),
        starts=first,
        ends=row.last_day or first,
        country_ids=tuple(row.places),
        place=places,
        words=row.words,
        mine=bool({row.who, lead.pk, lead.party_id} & (actor.organisations | actor.speaks_for)),
        sequence=max(row.version - 1, 0),
        changed_at=row.created_at,
        circles=tuple(row.circles),
        originator_id=row.who,
    )


def register() -> None:
    """Called once, when the apps are ready."""
    register_proposals(proposed, {"debrief": _debrief, "request": _request})
    register_source(ACTIVITY, activities, activity_words)
    register_calendar(visits, {"visit": visit})
