"""What consultations propose for agendas and put in the calendar, and what they are behind an item."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from coordination.access.actor import Actor
from coordination.access.dates import day_of, moment_words
from coordination.meetings.calendar import Dated, Span, register_calendar
from coordination.meetings.calendar import Kind as Entry
from coordination.meetings.found import Found, found
from coordination.meetings.kinds import Handling, Input
from coordination.meetings.proposals import Group, Proposal, Question, register_proposals
from coordination.meetings.record import line
from coordination.meetings.sources import SourceWords, register_source
from coordination.people.queries import organisations

from .kinds import COUNTED_FROM, Kind, State
from .models import Consultation

NOUN = Consultation._meta.db_table
AT_MOST = 200


def _rows(rows: QuerySet[Any], kind: str, *order: str, **rest: Any) -> QuerySet[Any]:
    return found(
        rows,
        kind,
        *order,
        title=F("title"),
        about=F("pk"),
        parent=F("pk"),
        number=Coalesce(F("country_id"), 0),
        words=F("kind"),
        who=F("originator_id"),
        moment=F("deadline"),
        circles=F("audience__circles"),
        **rest,
    )


def _on(rows: QuerySet[Any], country_id: int | None) -> QuerySet[Any]:
    return rows if country_id is None else rows.filter(country=country_id)


# --- Proposals ----------------------------------------------------------------------------


def proposed(actor: Actor, question: Question) -> Iterator[QuerySet[Any]]:
    """What the actor asks or asked since the last meeting, and texts whose silence was broken."""
    policy = Consultation.policy
    mine = _on(Consultation.objects.visible_to(actor), question.country_id)
    lately = Q(state=State.OPEN) | Q(closed_at__date__gte=question.since)
    yield _rows(mine.filter(policy.compile(actor), lately), "asked-of-delegations", "deadline", "pk")
    yield _rows(mine.filter(policy.conclude(actor)), "silence-broken", "closed_at", "pk")


def _asked(row: Found) -> Proposal:
    moment = moment_words(row.moment)
    return _proposal(
        row,
        second=_("Replies until %(moment)s") % {"moment": moment},
        reason=_("Delegations were asked to reply until %(moment)s") % {"moment": moment},
        brings=Input.SYNTHESIS,
        handling=Handling.EXCHANGE,
    )


def _broken(row: Found) -> Proposal:
    moment = moment_words(row.moment)
    return _proposal(
        row,
        second=_("Silence broken"),
        reason=_("The silence that ran until %(moment)s was broken") % {"moment": moment},
        brings=Input.STATE_OF_PLAY,
        handling=Handling.DISCUSSION,
    )


def _proposal(row: Found, *, second: str, reason: str, brings: Input, handling: Handling) -> Proposal:
    return Proposal(
        group=Group.CONSULTED,
        noun=NOUN,
        about=row.about,
        title=row.title,
        second=second,
        reason=reason,
        url=_url(row),
        country_id=row.number or None,
        presenters=[line(brings, row.who)],
        handling=handling,
        originator_id=row.who,
        circles=tuple(row.circles),
        day=day_of(row.moment) if row.moment else None,
    )


# --- Sources ------------------------------------------------------------------------------


def _consultations(actor: Actor, ids: Iterable[UUID]) -> QuerySet[Any]:
    return _rows(Consultation.objects.visible_to(actor).filter(pk__in=list(ids)), NOUN, "pk", at_most=None)


def _source(row: Found) -> SourceWords:
    return SourceWords(str(Kind(row.words).label), row.title, _url(row), frozenset(row.circles))


def _url(row: Found) -> str:
    return reverse("consultation", args=[row.about])


# --- Calendar -----------------------------------------------------------------------------


def deadlines(actor: Actor, span: Span) -> Iterator[QuerySet[Any]]:
    """The deadlines of replies and of silence procedures, those that are over too."""
    put = Consultation.objects.visible_to(actor).filter(
        state__in=[State.OPEN, State.CLOSED],
        deadline__date__gte=span.first,
        deadline__date__lte=span.last,
    )
    yield _rows(
        _on(put, span.country_id),
        "consultation-ends",
        "deadline",
        "pk",
        version=F("version"),
        created_at=F("opened_at"),
        at_most=AT_MOST,
    )


def _ends(actor: Actor, row: Found) -> Dated:
    assert row.moment is not None  # noqa: S101 (what was opened has a deadline)
    words = _("Replies due: %(title)s") if row.words == Kind.QUESTIONS else _("Silence ends: %(title)s")
    return Dated(
        uid=f"consultation-{row.about}",
        kind=Entry.DEADLINE,
        title=words % {"title": row.title},
        second=organisations().by_id[row.who].name,
        url=_url(row),
        starts=row.moment,
        ends=row.moment,
        country_ids=(row.number,) if row.number else (),
        mine=actor.is_member and bool(actor.speaks_for),
        sequence=max(row.version - COUNTED_FROM, 0),
        changed_at=row.created_at,
        circles=tuple(row.circles),
        originator_id=row.who,
    )


def register() -> None:
    """Called once, when the apps are ready."""
    register_proposals(proposed, {"asked-of-delegations": _asked, "silence-broken": _broken})
    register_source(NOUN, _consultations, _source)
    register_calendar(deadlines, {"consultation-ends": _ends})
